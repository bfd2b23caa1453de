/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * For the hostile inmate, on CPU 3: a link that nobody else is on, registers that are
 * a part of a page, a page to read and one not to execute, to try their borders.
 */

#include "board.h"

#define LINK (BOARD_SLOT(25) + 0x180000)

/* clang-format off */
#define SECTION(offset, access) { \
	.phys_start = LINK + (offset), .virt_start = LINK + (offset), .size = 0x1000, \
	.flags = JAILHOUSE_MEM_READ | (access) }
/* clang-format on */

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[9];
	struct jailhouse_pci_device pci_devices[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_BARE_CELL_HEADER,
		.name = "hostile",
		.flags = BOARD_CELL_FLAGS,
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
	},

	.cpus = { 1 << 3 },

	.mem_regions = {
		/* the link: state table, common section, one section for each peer to write */
		SECTION(0x0000, 0),
		SECTION(0x1000, JAILHOUSE_MEM_WRITE),
		SECTION(0x2000, JAILHOUSE_MEM_WRITE),
		SECTION(0x3000, 0),
		BOARD_CELL_RAM(25),
		BOARD_COMM_REGION,
		{
			.phys_start = BOARD_SLOT(25) + 0x110000,
			.virt_start = 0x110000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_EXECUTE,
		},
		{
			.phys_start = BOARD_SLOT(25) + 0x120000,
			.virt_start = 0x120000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE,
		},
		{
			.phys_start = BOARD_SLOT(25) + 0x130000,
			.virt_start = 0x130000,
			.size = 0x100,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_IO_8 |
				 JAILHOUSE_MEM_IO_16 | JAILHOUSE_MEM_IO_32 |
				 JAILHOUSE_MEM_IO_64 | JAILHOUSE_MEM_IO_UNALIGNED,
		},
	},

	.pci_devices = {
		{
			.type = JAILHOUSE_PCI_TYPE_IVSHMEM,
			.bdf = 0x12 << 3,
			.bar_mask = JAILHOUSE_IVSHMEM_BAR_MASK_MSIX,
			.num_msix_vectors = 2,
			.shmem_regions_start = 0,
			.shmem_dev_id = 0,
			.shmem_peers = 2,
			.shmem_protocol = JAILHOUSE_SHMEM_PROTO_UNDEFINED,
		},
	},
};
