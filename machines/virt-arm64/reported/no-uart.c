/* SPDX-License-Identifier: GPL-2.0-only */

/* A mistake of users: the program writes to the UART, and the cell has no region for it. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "no-uart",
		.console = BOARD_CONSOLE_OF(0),
	},

	.cpus = { 1 << 2 },

	.mem_regions = {
		BOARD_CELL_RAM(12),
		BOARD_COMM_REGION,
	},
};
