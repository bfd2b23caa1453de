/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * CPU 1, 32 interrupts that its program fires itself, and the clock, which has
 * a line of its own. Linux keeps its mapping of the clock's registers.
 */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[3];
	struct jailhouse_irqchip irqchips[2];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "irqstorm",
		.flags = BOARD_CELL_FLAGS,
		.num_irqchips = ARRAY_SIZE(config.irqchips),
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(4),
		BOARD_COMM_REGION,
		{
			.phys_start = BOARD_CLOCK,
			.virt_start = BOARD_CLOCK,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_IO |
				 JAILHOUSE_MEM_ROOTSHARED,
		},
	},

	.irqchips = {
		BOARD_IRQS(32, 1 << (BOARD_CLOCK_IRQ - 32)),
		BOARD_IRQS(BOARD_STORM_IRQS_BASE, ~0U),
	},
};
