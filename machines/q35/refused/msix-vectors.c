/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: more MSI-X vectors than a device can have. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
	struct jailhouse_pio pio_regions[1];
	struct jailhouse_pci_device pci_devices[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "msix-vectors",
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
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
			.num_msix_vectors = 2049,
		},
	},
};
