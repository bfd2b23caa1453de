/* SPDX-License-Identifier: GPL-2.0-only */

/* CPU 3 and two interrupts, for a program that grabs for all others. */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[3];
	struct jailhouse_irqchip irqchips[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "gic-attack",
		.flags = BOARD_CELL_FLAGS,
		.num_irqchips = ARRAY_SIZE(config.irqchips),
	},

	.cpus = { 1 << 3 },

	.mem_regions = {
		BOARD_CELL_RAM(13),
		BOARD_COMM_REGION,
		BOARD_UART_REGION,
	},

	.irqchips = {
		BOARD_IRQS(BOARD_FREE_IRQS_BASE, BOARD_FREE_IRQ(12) | BOARD_FREE_IRQ(13)),
	},
};
