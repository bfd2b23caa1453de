/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: a CPU that another cell has. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[3];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "cpu-taken",
		.flags = BOARD_CELL_FLAGS,
	},

	.cpus = { 1 << 1 | 1 << 3 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
		BOARD_COMM_REGION,
		BOARD_UART_REGION,
	},
};
