/* SPDX-License-Identifier: GPL-2.0-only */

/* Exceptions end a try; any memory can be looked at. */

#include "../hostile.h"

#define WINDOW_BASE    0x40000000UL
#define LARGE_PAGE     (2ULL << 20)
#define PT_ADDRESS     0x000ffffffffff000ULL
#define PT_LARGE_WRITE 0x083 /* present, writable, a page of 2 MiB */
#define PT_WRITE       0x003 /* present, writable, a page or a table */

extern char exception_entries[];

struct exception_frame;

void exception_report(struct exception_frame *frame);

/* Takes the place of the library's. */
void exception_report(struct exception_frame *frame)
{
	(void)frame;
	try_refused(0);
}

void arch_catch_exceptions(void)
{
	idt_fill(0, 32, exception_entries, 16);
	idt_load();
}

static u64 *table_behind(u64 entry)
{
	return (u64 *)(unsigned long)(entry & PT_ADDRESS);
}

void *window_to(u64 physical, bool executable)
{
	u64 *table;

	(void)executable;
	map_range((void *)WINDOW_BASE, PAGE_SIZE, MAP_UNCACHED);
	table = table_behind(read_cr3());
	table = table_behind(table[0]);
	table = table_behind(table[WINDOW_BASE >> 30]);
	table[0] = (physical & ~(LARGE_PAGE - 1)) | PT_LARGE_WRITE;
	asm volatile("invlpg (%0)" : : "r"(WINDOW_BASE) : "memory");
	return (void *)(WINDOW_BASE + (physical & (LARGE_PAGE - 1)));
}

static u64 code_table[PAGE_SIZE / sizeof(u64)] __attribute__((aligned(PAGE_SIZE)));

void remap_code(u64 page)
{
	*(volatile u64 *)code_table = page == NO_PAGE ? 0 : page | PT_WRITE;
}

void map_code(u64 page)
{
	u64 *table;

	map_range((void *)CODE_WINDOW, PAGE_SIZE, MAP_CACHED);
	table = table_behind(read_cr3());
	table = table_behind(table[0]);
	table = table_behind(table[CODE_WINDOW >> 30]);
	table[CODE_WINDOW >> 21 & 511] = (unsigned long)code_table | PT_WRITE;
	remap_code(page);
	asm volatile("invlpg (%0)" : : "r"(CODE_WINDOW) : "memory");
}

void arch_sync_code(const void *start, unsigned long size)
{
	(void)start;
	(void)size;
	asm volatile("" : : : "memory");
}
