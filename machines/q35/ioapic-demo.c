/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * CPU 1 takes the ACPI interrupt (SCI) and the PM1a event registers from
 * Linux: the PM timer's overflow raises it about every 2.3 seconds.
 */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_irqchip irqchips[1];
	struct jailhouse_pio pio_regions[2];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "ioapic-demo",
		.flags = BOARD_CELL_FLAGS,
		.num_irqchips = ARRAY_SIZE(config.irqchips),
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(4),
		BOARD_COMM_REGION,
	},

	.irqchips = {
		{
			.address = BOARD_IOAPIC_START,
			.id = BOARD_IOAPIC_ID,
			.pin_bitmap = { 1 << BOARD_SCI_PIN },
		},
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
		/* status and enable; the control register (power off) stays with Linux */
		PIO_RANGE(BOARD_PM1A_EVENT, 4),
	},
};
