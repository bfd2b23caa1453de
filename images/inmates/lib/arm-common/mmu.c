/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * One-to-one mapping in blocks of 2 MiB, with the long descriptors that AArch64
 * and AArch32 share: the first table has an entry for each GiB, the second one
 * for each block.
 */

#include <inmate.h>
#include <mmu.h>

#define BLOCK_SIZE  (1UL << 21)
#define GIB_SHIFT   30
#define BLOCK_SHIFT 21
#define INDEX_MASK  511UL

#define DESC_BLOCK	0x1
#define DESC_TABLE	0x3
#define DESC_ADDRESS	0xfffffff000ULL
#define DESC_DEVICE	(1 << 2)
#define DESC_INNER	(3 << 8)
#define DESC_ACCESSED	(1 << 10)
#define DESC_NO_EXECUTE (3ULL << 53)

#define CACHED_BLOCK   (DESC_BLOCK | DESC_INNER | DESC_ACCESSED)
#define UNCACHED_BLOCK (DESC_BLOCK | DESC_DEVICE | DESC_ACCESSED | DESC_NO_EXECUTE)

static u64 gib_table[MMU_NUM_GIBS] __attribute__((aligned(PAGE_SIZE)));

/* from the linker script */
extern char inmate_base[];

static u64 *block_table(unsigned long address)
{
	u64 *entry = &gib_table[address >> GIB_SHIFT];

	if (!*entry) {
		*entry = (unsigned long)zalloc(PAGE_SIZE, PAGE_SIZE) | DESC_TABLE;
	}
	return (u64 *)(unsigned long)(*entry & DESC_ADDRESS);
}

static void map_block(unsigned long address, u64 attributes)
{
	u64 *entry = &block_table(address)[address >> BLOCK_SHIFT & INDEX_MASK];
	u64 wanted = address | attributes;
	u64 old = *entry;

	*entry = wanted;
	mmu_written(old && old != wanted);
}

void map_range(void *start, unsigned long size, enum map_type map_type)
{
	unsigned long address = (unsigned long)start & ~(BLOCK_SIZE - 1);
	unsigned long blocks =
		(((unsigned long)start - address) + size + BLOCK_SIZE - 1) / BLOCK_SIZE;

	/* what lies beyond cannot be mapped and faults when it is touched */
	while (blocks-- > 0 && address >> GIB_SHIFT < MMU_NUM_GIBS) {
		map_block(address, map_type == MAP_CACHED ? CACHED_BLOCK : UNCACHED_BLOCK);
		address += BLOCK_SIZE;
	}
}

void mmu_enable(void)
{
	mmu_load(gib_table);
}

/* With the MMU off, so nothing here may rely on it. */
void arch_init_early(void)
{
	map_range(inmate_base, PAGE_SIZE, MAP_CACHED);
	map_range(comm_region, PAGE_SIZE, MAP_CACHED);
	mmu_enable();
	enable_irqs();
}
