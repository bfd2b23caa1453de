/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: a hole between the sections of an IVSHMEM device. */

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
		.name = "ivshmem-gap",
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		BOARD_CELL_RAM(0),
		BOARD_COMM_REGION,
		{
			.phys_start = BOARD_SLOT(10),
			.virt_start = 0x200000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ,
		},
		{
			.phys_start = BOARD_SLOT(10) + 0x1000,
			.virt_start = 0x202000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE,
		},
		{
			.phys_start = BOARD_SLOT(10) + 0x2000,
			.virt_start = 0x203000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE,
		},
		{
			.phys_start = BOARD_SLOT(10) + 0x3000,
			.virt_start = 0x204000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ,
		},
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
			.shmem_peers = 2,
			.shmem_protocol = JAILHOUSE_SHMEM_PROTO_VETH,
		},
	},
};
