/* SPDX-License-Identifier: GPL-2.0-only */

/* CPU 1 and 32 interrupts that its program fires itself. */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[3];
	struct jailhouse_irqchip irqchips[1];
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
		BOARD_UART_REGION,
	},

	.irqchips = {
		BOARD_IRQS(BOARD_STORM_IRQS_BASE, ~0U),
	},
};
