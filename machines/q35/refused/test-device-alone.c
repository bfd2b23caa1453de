/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: the test device belongs behind a communication region. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[1];
	struct jailhouse_pio pio_regions[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "test-device-alone",
		.flags = JAILHOUSE_CELL_TEST_DEVICE,
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},
};
