/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: more I/O APICs than any machine has. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_irqchip irqchips[9];
	struct jailhouse_pio pio_regions[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "ioapic-count",
		.num_irqchips = ARRAY_SIZE(config.irqchips),
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
		BOARD_COMM_REGION,
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},
};
