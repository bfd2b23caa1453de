/* SPDX-License-Identifier: GPL-2.0-only */

/* One of three cells that run side by side: CPU 2. */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_pio pio_regions[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "tick-2",
		.flags = BOARD_CELL_FLAGS,
	},

	.cpus = { 1 << 2 },

	.mem_regions = {
		BOARD_CELL_RAM(7),
		BOARD_COMM_REGION,
	},

	.pio_regions = {
		/* not printed to: what others are caught touching */
		PIO_RANGE(BOARD_UART, 8),
	},
};
