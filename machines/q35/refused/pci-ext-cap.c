/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: an extended capability in the part for the others. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_pio pio_regions[1];
	struct jailhouse_pci_device pci_devices[1];
	struct jailhouse_pci_capability pci_caps[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "pci-ext-cap",
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
		.num_pci_caps = ARRAY_SIZE(config.pci_caps),
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
		BOARD_COMM_REGION,
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},

	.pci_devices = {
		{
			.type = JAILHOUSE_PCI_TYPE_DEVICE,
			.bdf = 0x00 << 8 | 0x1f << 3 | 2,
			.num_caps = 1,
		},
	},

	.pci_caps = {
		{
			.id = JAILHOUSE_PCI_EXT_CAP | 1,
			.start = 0x80,
			.len = 0x40,
		},
	},
};
