/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: an I/O APIC that the root cell does not have. */

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
		.name = "ioapic-unknown",
		.num_irqchips = ARRAY_SIZE(config.irqchips),
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
		BOARD_COMM_REGION,
	},

	.irqchips = {
		{
			.address = 0xfec10000,
			.id = BOARD_IOAPIC_ID,
			.pin_base = 0,
			.pin_bitmap = { 1 << BOARD_SCI_PIN },
		},
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},
};
