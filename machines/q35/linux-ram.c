/* SPDX-License-Identifier: GPL-2.0-only */

/* A page that Linux counts as its RAM. It is below 1 MiB, where Linux allocates nothing. */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_pio pio_regions[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "linux-ram",
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_COMM_REGION,
		{
			.phys_start = 0x50000,
			.virt_start = 0,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_EXECUTE,
		},
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},
};
