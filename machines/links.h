/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINKS_H
#define _LINKS_H

/*
 * Links of shared memory between root Linux, end 0, and cells, on every board:
 * one for messages of any kind, with three ends, and a network with two. The
 * board says where (BOARD_SLOT), how they interrupt (BOARD_LINK_VECTORS,
 * BOARD_LINK_BAR_MASK) and which PCI domain they are in (BOARD_LINK_DOMAIN).
 */

#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

#define BOARD_LINK	   BOARD_SLOT(36)
#define BOARD_LINK_RW_SIZE 0x1000
#define BOARD_LINK_OUTPUT  0x2000
#define BOARD_LINK_ENDS	   3
#define BOARD_LINK_SIZE	   (0x1000 + BOARD_LINK_RW_SIZE + BOARD_LINK_ENDS * BOARD_LINK_OUTPUT)
#define BOARD_VETH	   (BOARD_LINK + 0x100000)
#define BOARD_VETH_SIZE	   0x100000

/** Numbers of regions that the sections of each link make. */
#define BOARD_LINK_REGIONS (2 + BOARD_LINK_ENDS)
#define BOARD_VETH_REGIONS 4

/** A macro's number in a cell's name. */
#define BOARD_STRING(number)  BOARD_STRING_(number)
#define BOARD_STRING_(number) #number

/* clang-format off */

/** A section of a link: where it lies, what may be done besides reading it. */
#define BOARD_SECTION(start, length, access) { \
	.phys_start = (start), \
	.virt_start = (start), \
	.size = (length), \
	.flags = JAILHOUSE_MEM_READ | (access), \
}
#define BOARD_ROOT_SECTION(start, length, access) \
	BOARD_SECTION(start, length, JAILHOUSE_MEM_ROOTSHARED | (access))
#define BOARD_OUTPUT_SECTION(end, owner) \
	BOARD_ROOT_SECTION(BOARD_LINK + 0x1000 + BOARD_LINK_RW_SIZE + (owner) * BOARD_LINK_OUTPUT, \
			   BOARD_LINK_OUTPUT, (end) == (owner) ? JAILHOUSE_MEM_WRITE : 0)

/** Regions of one end of the first link: states, common section, one output for each end. */
#define BOARD_LINK_SECTIONS(end) \
	BOARD_ROOT_SECTION(BOARD_LINK, 0x1000, 0), \
	BOARD_ROOT_SECTION(BOARD_LINK + 0x1000, BOARD_LINK_RW_SIZE, JAILHOUSE_MEM_WRITE), \
	BOARD_OUTPUT_SECTION(end, 0), \
	BOARD_OUTPUT_SECTION(end, 1), \
	BOARD_OUTPUT_SECTION(end, 2)

/** Its device; the regions begin at index @first. */
#define BOARD_LINK_DEVICE(end, first) { \
	.type = JAILHOUSE_PCI_TYPE_IVSHMEM, \
	.domain = BOARD_LINK_DOMAIN, \
	.bdf = 0x0f << 3, \
	.bar_mask = BOARD_LINK_BAR_MASK, \
	.num_msix_vectors = BOARD_LINK_VECTORS, \
	.shmem_regions_start = (first), \
	.shmem_dev_id = (end), \
	.shmem_peers = BOARD_LINK_ENDS, \
	.shmem_protocol = JAILHOUSE_SHMEM_PROTO_UNDEFINED, \
}

/** Regions of one end of the network. */
#define BOARD_VETH_SECTIONS(end) JAILHOUSE_SHMEM_NET_REGIONS(BOARD_VETH, end)

/** Its device; the regions begin at index @first. */
#define BOARD_VETH_DEVICE(end, first) { \
	.type = JAILHOUSE_PCI_TYPE_IVSHMEM, \
	.domain = BOARD_LINK_DOMAIN, \
	.bdf = 0x10 << 3, \
	.bar_mask = BOARD_LINK_BAR_MASK, \
	.num_msix_vectors = BOARD_LINK_VECTORS, \
	.shmem_regions_start = (first), \
	.shmem_dev_id = (end), \
	.shmem_peers = 2, \
	.shmem_protocol = JAILHOUSE_SHMEM_PROTO_VETH, \
}

/* clang-format on */

#endif
