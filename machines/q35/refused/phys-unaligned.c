/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: a region of whole pages begins in the middle of one. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[3];
	struct jailhouse_pio pio_regions[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "phys-unaligned",
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
		BOARD_COMM_REGION,
		{
			.phys_start = BOARD_SLOT(1) + 0x800,
			.virt_start = 0x200000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE,
		},
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},
};
