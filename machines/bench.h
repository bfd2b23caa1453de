/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The cells of the bench, for every family: two ends of a link at 00:11.0, on
 * CPU PEER + 2. Who includes this says which end, PEER, and perhaps how many
 * FURTHER regions there are: 128 or none.
 */

#define BENCH_SLOT	   (30 + PEER)
#define BENCH_LINK	   BOARD_SLOT(33)
#define BENCH_OUTPUT(peer) (BENCH_LINK + 0x2000 + (peer)*0x1000)

/* clang-format off */
#define BENCH_SECTION(start, access) BOARD_SECTION(start, 0x1000, access)
#define BENCH_OUTPUT_SECTION(peer) \
	BENCH_SECTION(BENCH_OUTPUT(peer), (peer) == PEER ? JAILHOUSE_MEM_WRITE : 0)

/** State table, common section, one section for each end to write. */
#define BENCH_LINK_SECTIONS \
	BENCH_SECTION(BENCH_LINK, 0), BENCH_SECTION(BENCH_LINK + 0x1000, JAILHOUSE_MEM_WRITE), \
	BENCH_OUTPUT_SECTION(0), BENCH_OUTPUT_SECTION(1)

#define BENCH_LINK_DEVICE(user_bar_mask, vectors) { \
	.type = JAILHOUSE_PCI_TYPE_IVSHMEM, \
	.bdf = 0x11 << 3, \
	.bar_mask = user_bar_mask, \
	.num_msix_vectors = (vectors), \
	.shmem_regions_start = 0, \
	.shmem_dev_id = PEER, \
	.shmem_peers = 2, \
	.shmem_protocol = JAILHOUSE_SHMEM_PROTO_UNDEFINED, \
}

/** Part of a page: the hypervisor reads it for the cell. */
#define BENCH_PART(offset) \
	{ .phys_start = BOARD_SLOT(BENCH_SLOT) + (offset), .virt_start = (offset), .size = 0x100, \
	  .flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_IO_32 }
#define BENCH_PARTS_8(offset) \
	BENCH_PART((offset) + 0x0000), BENCH_PART((offset) + 0x1000), \
	BENCH_PART((offset) + 0x2000), BENCH_PART((offset) + 0x3000), \
	BENCH_PART((offset) + 0x4000), BENCH_PART((offset) + 0x5000), \
	BENCH_PART((offset) + 0x6000), BENCH_PART((offset) + 0x7000)
#define BENCH_PARTS_32(offset) \
	BENCH_PARTS_8((offset) + 0x00000), BENCH_PARTS_8((offset) + 0x08000), \
	BENCH_PARTS_8((offset) + 0x10000), BENCH_PARTS_8((offset) + 0x18000)

#ifdef FURTHER
#define BENCH_FURTHER_PARTS \
	, BENCH_PARTS_32(0x140000), BENCH_PARTS_32(0x160000), BENCH_PARTS_32(0x180000), \
	BENCH_PARTS_32(0x1a0000)
#else
#define FURTHER 0
#define BENCH_FURTHER_PARTS
#endif
/* clang-format on */
