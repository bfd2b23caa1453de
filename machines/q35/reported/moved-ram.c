/* SPDX-License-Identifier: GPL-2.0-only */

/* A mistake of users: the RAM was moved, and the program is still loaded where it was. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_pio pio_regions[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "moved-ram",
		.console = BOARD_CONSOLE,
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		{
			.phys_start = BOARD_SLOT(0),
			.virt_start = 0x200000,
			.size = 0x100000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_EXECUTE |
				 JAILHOUSE_MEM_LOADABLE,
		},
		BOARD_COMM_REGION,
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},
};
