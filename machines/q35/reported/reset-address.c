/* SPDX-License-Identifier: GPL-2.0-only */

/* A mistake of users: the CPU starts at the RAM's physical address, and not at the guest's. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_pio pio_regions[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "reset-address",
		.console = BOARD_CONSOLE,
		.cpu_reset_address = BOARD_SLOT(0),
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
		BOARD_COMM_REGION,
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},
};
