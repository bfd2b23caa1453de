/* SPDX-License-Identifier: GPL-2.0-only */

/* The smallest cell: a console and the PM timer, on CPU 2. */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_pio pio_regions[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "tiny-demo",
		.flags = BOARD_CELL_FLAGS,
	},

	.cpus = { 1 << 2 },

	.mem_regions = {
		BOARD_CELL_RAM(1),
		BOARD_COMM_REGION,
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},
};
