/* SPDX-License-Identifier: GPL-2.0-only */

/* CPUs 2 and 3: one switches the other on and off, and an interrupt for that. */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[3];
	struct jailhouse_irqchip irqchips[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "psci-cycle",
		.flags = BOARD_CELL_FLAGS,
		.num_irqchips = ARRAY_SIZE(config.irqchips),
	},

	.cpus = { 1 << 2 | 1 << 3 },

	.mem_regions = {
		BOARD_CELL_RAM(11),
		BOARD_COMM_REGION,
		BOARD_UART_REGION,
	},

	.irqchips = {
		BOARD_IRQS(BOARD_FREE_IRQS_BASE, BOARD_FREE_IRQ(14)),
	},
};
