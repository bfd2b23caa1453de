/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: a communication region where the local APIC is. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_pio pio_regions[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "comm-on-apic",
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
		{
			.virt_start = 0xfee00000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |
				 JAILHOUSE_MEM_COMM_REGION,
		},
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},
};
