/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * One of three cells on a shared-memory link at 00:0e.0. The file that includes
 * this says which end: PEER 0, 1 or 2, on CPU PEER + 1.
 */

#include "../virt-arm64/board.h"

#define LINK	     BOARD_SLOT(17)
#define OUTPUT_SIZE  0x2000
#define STATES	     (LINK)
#define RW	     (LINK + 0x1000)
#define OUTPUT(peer) (LINK + 0x2000 + (peer)*OUTPUT_SIZE)

#define STRING(number)	STRING_(number)
#define STRING_(number) #number

/* clang-format off */
#define SECTION(start, length, access) \
	{ .phys_start = (start), .virt_start = (start), .size = (length), \
	  .flags = JAILHOUSE_MEM_READ | (access) }
#define OUTPUT_SECTION(peer) \
	SECTION(OUTPUT(peer), OUTPUT_SIZE, (peer) == PEER ? JAILHOUSE_MEM_WRITE : 0)
/* clang-format on */

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[7];
	struct jailhouse_irqchip irqchips[1];
	struct jailhouse_pci_device pci_devices[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "ivshmem-" STRING(PEER),
		.flags = BOARD_CELL_FLAGS,
		.num_irqchips = ARRAY_SIZE(config.irqchips),
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
		.vpci_irq_base = BOARD_LINK_IRQS(PEER) - 32,
	},

	.cpus = { 1 << (PEER + 1) },

	.mem_regions = {
		/* the link: state table, common section, one section for each peer to write */
		SECTION(STATES, 0x1000, 0),
		SECTION(RW, 0x1000, JAILHOUSE_MEM_WRITE),
		OUTPUT_SECTION(0),
		OUTPUT_SECTION(1),
		OUTPUT_SECTION(2),
		BOARD_CELL_RAM(14 + PEER),
		BOARD_COMM_REGION,
	},

	.irqchips = {
		BOARD_LINK_IRQCHIP(PEER),
	},

	.pci_devices = {
		{
			.type = JAILHOUSE_PCI_TYPE_IVSHMEM,
			.bdf = 0x0e << 3,
			.bar_mask = JAILHOUSE_IVSHMEM_BAR_MASK_INTX,
			.shmem_regions_start = 0,
			.shmem_dev_id = PEER,
			.shmem_peers = 3,
			.shmem_protocol = JAILHOUSE_SHMEM_PROTO_UNDEFINED,
		},
	},
};
