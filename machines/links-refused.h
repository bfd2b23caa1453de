/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * A peer of root's link (links.h) with one mistake. The file that includes
 * this has included the board and says which, by defining some of these.
 */

#ifndef END
#define END 1
#endif
#ifndef PEERS
#define PEERS BOARD_LINK_ENDS
#endif
#ifndef PROTOCOL
#define PROTOCOL JAILHOUSE_SHMEM_PROTO_UNDEFINED
#endif
#ifndef BAR_MASK
#define BAR_MASK BOARD_LINK_BAR_MASK
#endif
#ifndef VECTORS
#define VECTORS BOARD_LINK_VECTORS
#endif
#ifndef SECTIONS
#define SECTIONS BOARD_LINK_SECTIONS(END)
#endif
#ifndef PINS
#define PINS ~0U
#endif
#ifndef DEVICES
#define DEVICES DEVICE
#endif

/* clang-format off */
#define DEVICE { \
	.type = JAILHOUSE_PCI_TYPE_IVSHMEM, \
	.domain = BOARD_LINK_DOMAIN, \
	.bdf = 0x0f << 3, \
	.bar_mask = BAR_MASK, \
	.num_msix_vectors = VECTORS, \
	.shmem_regions_start = 0, \
	.shmem_dev_id = END, \
	.shmem_peers = PEERS, \
	.shmem_protocol = PROTOCOL, \
}
/** A section anywhere in the link's memory. */
#define SECTION(offset, place, length, access) { \
	.phys_start = BOARD_LINK + (offset), \
	.virt_start = BOARD_LINK + (place), \
	.size = (length), \
	.flags = JAILHOUSE_MEM_READ | (access), \
}
/* clang-format on */

#define SHARED JAILHOUSE_MEM_ROOTSHARED
#define WRITE  JAILHOUSE_MEM_WRITE

#define NUM_DEVICES                                                                                \
	(sizeof((struct jailhouse_pci_device[]){ DEVICES }) / sizeof(struct jailhouse_pci_device))

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[BOARD_LINK_REGIONS + 2];
#ifdef BOARD_LINK_IRQS
	struct jailhouse_irqchip irqchips[1];
#else
	struct jailhouse_pio pio_regions[1];
#endif
	struct jailhouse_pci_device pci_devices[NUM_DEVICES];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = NAME,
#ifdef BOARD_LINK_IRQS
		.num_irqchips = ARRAY_SIZE(config.irqchips),
		.vpci_irq_base = BOARD_LINK_IRQS(3) - 32,
#endif
		.num_pci_devices = NUM_DEVICES,
	},

	.cpus = { 1 << 1 },

	.mem_regions = {
		SECTIONS,
		BOARD_CELL_RAM(18),
		BOARD_COMM_REGION,
	},

#ifdef BOARD_LINK_IRQS
	.irqchips = {
		BOARD_IRQS(BOARD_LINK_IRQS(3) & ~31, PINS),
	},
#else
	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},
#endif

	.pci_devices = {
		DEVICES,
	},
};
