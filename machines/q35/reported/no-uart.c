/* SPDX-License-Identifier: GPL-2.0-only */

/* A mistake of users: the program writes to COM1, and the cell was given COM3. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_pio pio_regions[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "no-uart",
		.console = BOARD_CONSOLE,
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
		BOARD_COMM_REGION,
	},

	.pio_regions = {
		PIO_RANGE(0x3e8, 8),
	},
};
