/* SPDX-License-Identifier: GPL-2.0-only */

/* One of three cells that run side by side: CPU 3. */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "tick-3",
		.flags = BOARD_CELL_FLAGS,
	},

	.cpus = { 1 << 3 },

	.mem_regions = {
		BOARD_CELL_RAM(8),
		BOARD_COMM_REGION,
	},
};
