/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _CELL_LINKS_H
#define _CELL_LINKS_H

/*
 * Links of shared memory that root Linux is not on, and what borders on the
 * hostile cell's, on every board: the same of the board as in links.h, which it
 * has included. The PCI domain is the cell's own, 0.
 */

/** Of three cells, each with an output section, at 00:0e.0. */
#define PEERS_LINK	   BOARD_SLOT(17)
#define PEERS_OUTPUT_SIZE  0x2000
#define PEERS_LINK_REGIONS 5

/** Of the hostile cell, which is alone on it, at 00:12.0. */
#define HOSTILE_SLOT	     25
#define HOSTILE_LINK	     (BOARD_SLOT(HOSTILE_SLOT) + 0x180000)
#define HOSTILE_LINK_REGIONS 4

/* clang-format off */

#define PEERS_OUTPUT(end, owner) \
	BOARD_SECTION(PEERS_LINK + 0x2000 + (owner) * PEERS_OUTPUT_SIZE, PEERS_OUTPUT_SIZE, \
		      (end) == (owner) ? JAILHOUSE_MEM_WRITE : 0)

/** State table, common section, one section for each end to write. */
#define PEERS_LINK_SECTIONS(end) \
	BOARD_SECTION(PEERS_LINK, 0x1000, 0), \
	BOARD_SECTION(PEERS_LINK + 0x1000, 0x1000, JAILHOUSE_MEM_WRITE), \
	PEERS_OUTPUT(end, 0), \
	PEERS_OUTPUT(end, 1), \
	PEERS_OUTPUT(end, 2)

/** The device of a link among cells; its sections are the first regions of the cell. */
#define CELL_LINK_DEVICE(device, end, ends) { \
	.type = JAILHOUSE_PCI_TYPE_IVSHMEM, \
	.bdf = (device) << 3, \
	.bar_mask = BOARD_LINK_BAR_MASK, \
	.num_msix_vectors = BOARD_LINK_VECTORS, \
	.shmem_regions_start = 0, \
	.shmem_dev_id = (end), \
	.shmem_peers = (ends), \
	.shmem_protocol = JAILHOUSE_SHMEM_PROTO_UNDEFINED, \
}
#define PEERS_LINK_DEVICE(end) CELL_LINK_DEVICE(0x0e, end, 3)
#define HOSTILE_LINK_DEVICE    CELL_LINK_DEVICE(0x12, 0, 2)

#define HOSTILE_LINK_SECTIONS \
	BOARD_SECTION(HOSTILE_LINK, 0x1000, 0), \
	BOARD_SECTION(HOSTILE_LINK + 0x1000, 0x1000, JAILHOUSE_MEM_WRITE), \
	BOARD_SECTION(HOSTILE_LINK + 0x2000, 0x1000, JAILHOUSE_MEM_WRITE), \
	BOARD_SECTION(HOSTILE_LINK + 0x3000, 0x1000, 0)

/** Memory of the hostile cell beside its program, whose borders it tries. */
#define HOSTILE_BORDER(offset, length, rights) { \
	.phys_start = BOARD_SLOT(HOSTILE_SLOT) + (offset), \
	.virt_start = (offset), \
	.size = (length), \
	.flags = JAILHOUSE_MEM_READ | (rights), \
}
#define HOSTILE_READ_ONLY  HOSTILE_BORDER(0x110000, 0x1000, JAILHOUSE_MEM_EXECUTE)
#define HOSTILE_NO_EXECUTE HOSTILE_BORDER(0x120000, 0x1000, JAILHOUSE_MEM_WRITE)
/** Registers that are a part of a page. */
#define HOSTILE_REGISTERS \
	HOSTILE_BORDER(0x130000, 0x100, JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_IO_8 | \
		       JAILHOUSE_MEM_IO_16 | JAILHOUSE_MEM_IO_32 | JAILHOUSE_MEM_IO_64 | \
		       JAILHOUSE_MEM_IO_UNALIGNED)

/* clang-format on */

#endif
