/* SPDX-License-Identifier: GPL-2.0-only */

/* Exceptions end a try; any memory can be looked at. */

#include "../hostile.h"

#define WINDOW_BASE 0x40000000UL
#define BLOCK_SIZE  (2ULL << 20)

#define DESC_ADDRESS	  0xfffffff000ULL
#define DESC_OUTPUT	  0xffffffe00000ULL
#define DESC_DEVICE	  0x60000000000405ULL /* block, accessed, not executable */
#define DESC_CACHED	  0x701ULL	      /* block, accessed, shareable */
#define DESC_CACHED_PAGE  0x703ULL	      /* page, the same */
#define DESC_TABLE	  0x003ULL
#define TABLE_OF(address) ((u64 *)(unsigned long)((address)&DESC_ADDRESS))

/* Takes the place of the library's. */
void vector_exception(unsigned long vector, unsigned long pc, unsigned long syndrome,
		      unsigned long address)
{
	(void)vector;
	(void)pc;
	(void)address;
	try_refused(syndrome);
}

/* The library's vectors call what is above; floating point is no exception. */
void arch_catch_exceptions(void)
{
	write_sysreg("cpacr_el1", 3 << 20);
}

void *window_to(u64 physical, bool executable)
{
	u64 *table;

	map_range((void *)WINDOW_BASE, PAGE_SIZE, MAP_UNCACHED);
	table = TABLE_OF(read_sysreg("ttbr0_el1"));
	table = TABLE_OF(table[WINDOW_BASE >> 30]);
	table[0] = (physical & DESC_OUTPUT) | (executable ? DESC_CACHED : DESC_DEVICE);
	asm volatile("dsb ish; tlbi vmalle1is; dsb ish; isb" : : : "memory");
	return (void *)(WINDOW_BASE + (physical & (BLOCK_SIZE - 1)));
}

static u64 code_table[PAGE_SIZE / sizeof(u64)] __attribute__((aligned(PAGE_SIZE)));

void remap_code(u64 page)
{
	*(volatile u64 *)code_table = page == NO_PAGE ? 0 : page | DESC_CACHED_PAGE;
	asm volatile("dsb ish" : : : "memory");
}

void map_code(u64 page)
{
	u64 *table;

	map_range((void *)CODE_WINDOW, PAGE_SIZE, MAP_CACHED);
	table = TABLE_OF(read_sysreg("ttbr0_el1"));
	table = TABLE_OF(table[CODE_WINDOW >> 30]);
	/* a table must not take the place of a block that is still kept */
	table[CODE_WINDOW >> 21 & 511] = 0;
	asm volatile("dsb ish; tlbi vmalle1is; dsb ish; isb" : : : "memory");
	table[CODE_WINDOW >> 21 & 511] = (unsigned long)code_table | DESC_TABLE;
	remap_code(page);
	asm volatile("tlbi vmalle1is; dsb ish; isb" : : : "memory");
}
