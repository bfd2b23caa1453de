/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: a register window inside the hypervisor's memory. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[4];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "hypervisor-window",
		.flags = BOARD_CELL_FLAGS,
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
		BOARD_COMM_REGION,
		BOARD_UART_REGION,
		{
			.phys_start = BOARD_HV_START + 0x1010,
			.virt_start = 0x200010,
			.size = 0x10,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_IO_32,
		},
	},
};
