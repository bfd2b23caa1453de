/* SPDX-License-Identifier: GPL-2.0-only */

/* A mistake of users: the driver reads 32 bits, and the region permits accesses of 8 and 16. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[3];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "narrow-registers",
		.flags = BOARD_CELL_FLAGS,
	},

	.cpus = { 1 << 2 },

	.mem_regions = {
		BOARD_CELL_RAM(5),
		BOARD_COMM_REGION,
		{
			.phys_start = BOARD_SLOT(5) + 0x131000,
			.virt_start = 0x131000,
			.size = 0x100,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_IO_8 |
				 JAILHOUSE_MEM_IO_16,
		},
	},
};
