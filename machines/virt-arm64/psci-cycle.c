/* SPDX-License-Identifier: GPL-2.0-only */

/* CPUs 2 and 3: one switches the other on and off. */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[3];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "psci-cycle",
		.flags = BOARD_CELL_FLAGS,
	},

	.cpus = { 1 << 2 | 1 << 3 },

	.mem_regions = {
		BOARD_CELL_RAM(11),
		BOARD_COMM_REGION,
		BOARD_UART_REGION,
	},
};
