/* SPDX-License-Identifier: GPL-2.0-only */

/* CPU 2, and the hypervisor waits a second for its answers instead of a minute. */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_pio pio_regions[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "impatient",
		.flags = BOARD_CELL_FLAGS,
		/* microseconds */
		.msg_reply_timeout = 1000000,
	},

	.cpus = { 1 << 2 },

	.mem_regions = {
		BOARD_CELL_RAM(9),
		BOARD_COMM_REGION,
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},
};
