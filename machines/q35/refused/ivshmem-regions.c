/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: an IVSHMEM link of three peers with sections for two. */

#include "../board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[6];
	struct jailhouse_pio pio_regions[1];
	struct jailhouse_pci_device pci_devices[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "ivshmem-regions",
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
		BOARD_COMM_REGION,
		JAILHOUSE_SHMEM_NET_REGIONS(BOARD_SLOT(8), 1),
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},

	.pci_devices = {
		{
			.type = JAILHOUSE_PCI_TYPE_IVSHMEM,
			.bdf = 0x00 << 8 | 0x0e << 3 | 0,
			.bar_mask = JAILHOUSE_IVSHMEM_BAR_MASK_MSIX,
			.num_msix_vectors = 2,
			.shmem_regions_start = 2,
			.shmem_dev_id = 1,
			.shmem_peers = 3,
			.shmem_protocol = JAILHOUSE_SHMEM_PROTO_VETH,
		},
	},
};
