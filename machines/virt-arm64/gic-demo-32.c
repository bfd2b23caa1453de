/* SPDX-License-Identifier: GPL-2.0-only */

/* Timer ticks on CPU 3, by a program in AArch32. */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[3];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "gic-demo-32",
		.flags = JAILHOUSE_CELL_AARCH32 | BOARD_CELL_FLAGS,
	},

	.cpus = { 1 << 3 },

	.mem_regions = {
		BOARD_CELL_RAM(3),
		BOARD_COMM_REGION,
		BOARD_UART_REGION,
	},
};
