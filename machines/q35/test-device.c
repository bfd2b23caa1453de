/* SPDX-License-Identifier: GPL-2.0-only */

/* CPU 3, with the device that tests the emulation of memory accesses. */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_pio pio_regions[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "test-device",
		.flags = JAILHOUSE_CELL_TEST_DEVICE | BOARD_CELL_FLAGS,
	},

	.cpus = { 1 << 3 },

	.mem_regions = {
		BOARD_CELL_RAM(11),
		BOARD_COMM_REGION,
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},
};
