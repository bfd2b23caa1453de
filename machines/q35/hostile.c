/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * For the hostile inmate, on CPU 3: a link that nobody else is on, registers that are
 * a part of a page, a page to read, one not to execute and a pin of the IOAPIC, to try their
 * borders.
 */

#include "board.h"
#include "../cell-links.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[HOSTILE_LINK_REGIONS + 5];
	struct jailhouse_irqchip irqchips[1];
	struct jailhouse_pci_device pci_devices[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_BARE_CELL_HEADER,
		.name = "hostile",
		.flags = BOARD_CELL_FLAGS,
		.num_irqchips = ARRAY_SIZE(config.irqchips),
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
	},

	.cpus = { 1 << 3 },

	.mem_regions = {
		HOSTILE_LINK_SECTIONS,
		BOARD_CELL_RAM(HOSTILE_SLOT),
		BOARD_COMM_REGION,
		HOSTILE_READ_ONLY,
		HOSTILE_NO_EXECUTE,
		HOSTILE_REGISTERS,
	},

	.irqchips = {
		{
			.address = BOARD_IOAPIC_START,
			.id = BOARD_IOAPIC_ID,
			.pin_bitmap = { 1 << BOARD_FREE_PIN },
		},
	},

	.pci_devices = {
		HOSTILE_LINK_DEVICE,
	},
};
