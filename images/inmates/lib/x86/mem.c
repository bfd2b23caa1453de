/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>

#define PT_PRESENT_WRITABLE 0x003
#define PT_UNCACHED	    0x018 /* PCD and PWT */
#define PT_LARGE_PAGE	    0x080
#define PT_ADDRESS	    0x000ffffffffff000UL

#define LARGE_PAGE_SIZE (2UL << 20)

/* Table that an entry refers to; made if it is missing. */
static u64 *next_table(u64 *entry)
{
	if (!(*entry & PT_PRESENT_WRITABLE)) {
		*entry = (unsigned long)zalloc(PAGE_SIZE, PAGE_SIZE) | PT_PRESENT_WRITABLE;
	}
	return (u64 *)(*entry & PT_ADDRESS);
}

static void map_large_page(unsigned long addr, enum map_type map_type)
{
	u64 *table = (u64 *)(read_cr3() & PT_ADDRESS);

	table = next_table(&table[(addr >> 39) & 0x1ff]);
	table = next_table(&table[(addr >> 30) & 0x1ff]);
	table[(addr >> 21) & 0x1ff] = addr | PT_LARGE_PAGE | PT_PRESENT_WRITABLE |
				      (map_type == MAP_UNCACHED ? PT_UNCACHED : 0);
	asm volatile("invlpg (%0)" : : "r"(addr) : "memory");
}

void map_range(void *start, unsigned long size, enum map_type map_type)
{
	unsigned long addr = (unsigned long)start & ~(LARGE_PAGE_SIZE - 1);
	unsigned long last;

	if (size == 0) {
		return;
	}
	last = ((unsigned long)start + size - 1) & ~(LARGE_PAGE_SIZE - 1);
	while (true) {
		map_large_page(addr, map_type);
		if (addr == last) {
			break;
		}
		addr += LARGE_PAGE_SIZE;
	}
}
