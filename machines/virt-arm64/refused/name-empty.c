/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: a cell without a name. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[3];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.flags = BOARD_CELL_FLAGS,
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
		BOARD_COMM_REGION,
		BOARD_UART_REGION,
	},
};
