/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: pins of an x86 I/O APIC count from 0. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_irqchip irqchips[1];
	struct jailhouse_pio pio_regions[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "pin-base",
		.num_irqchips = ARRAY_SIZE(config.irqchips),
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
		BOARD_COMM_REGION,
	},

	.irqchips = {
		{
			.address = BOARD_IOAPIC_START,
			.id = BOARD_IOAPIC_ID,
			.pin_base = 32,
			.pin_bitmap = { 1 << BOARD_SCI_PIN },
		},
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},
};
