/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: a guest-physical address that no page table reaches. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[4];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "virt-beyond",
		.flags = BOARD_CELL_FLAGS,
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
		BOARD_COMM_REGION,
		BOARD_UART_REGION,
		{
			.phys_start = BOARD_SLOT(1),
			.virt_start = 0xfffffffffff000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE,
		},
	},
};
