/* SPDX-License-Identifier: GPL-2.0-only */

/* CPU 2; its program never looks for messages, and nobody asks it before the cell is stopped. */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_pio pio_regions[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "passive",
		.flags = JAILHOUSE_CELL_PASSIVE_COMMREG | BOARD_CELL_FLAGS,
	},

	.cpus = { 1 << 2 },

	.mem_regions = {
		BOARD_CELL_RAM(10),
		BOARD_COMM_REGION,
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},
};
