// SPDX-License-Identifier: GPL-2.0-only

/*
 * What is shown of a guest's stack and code: as much as can be read, wherever
 * the guest pointed, and nothing of what the cell does not have.
 */

#include "board.h"

#include <core/panic.h>
#include <core/sections.h>

#define READABLE     0x7000ULL /* and the page behind it */
#define READABLE_END 0x9000ULL
#define WORDS	     32

static u64 read_to, reads;
static bool all_readable;

/* Each byte tells its address. */
bool guest_read(void *dest, u64 virt, unsigned long size)
{
	cr_assert_eq(virt >> PAGE_SHIFT, (virt + size - 1) >> PAGE_SHIFT, "crosses a page");
	reads++;
	read_to = virt + size - 1;
	if (!all_readable && (virt < READABLE || virt > READABLE_END - size)) {
		return false;
	}
	for (unsigned long n = 0; n < size; n++) {
		((u8 *)dest)[n] = virt + n;
	}
	return true;
}

static void start(void)
{
	board_start();
	journal_clear();
	reads = 0;
	all_readable = false;
}

static unsigned int lines(void)
{
	unsigned int count = 0;

	for (const char *at = console_text; *at; at++) {
		count += *at == '\n';
	}
	return count;
}

TestSuite(panic, .init = start);

Test(panic, words_of_the_stack_are_shown_over_a_page_border)
{
	panic_dump_guest_stack(0x7ff8, 8);
	expect_printed("Cell stack before exception (0x7ff8 - 0x80f8):\n"
		       "fffefdfcfbfaf9f8 0706050403020100\n"
		       "0f0e0d0c0b0a0908 ");
	cr_expect_eq(lines(), 1 + WORDS / 2);
}

Test(panic, it_ends_where_nothing_can_be_read)
{
	panic_dump_guest_stack(READABLE_END - 24, 8);
	expect_printed("(0x8fe8 - 0x9000):\nefeeedecebeae9e8 f7f6f5f4f3f2f1f0\nfffefdfcfbfaf9f8\n");
	cr_expect_eq(lines(), 3);
	cr_expect_eq(reads, 4);
}

Test(panic, a_pointer_that_points_nowhere_is_said)
{
	static const u64 nowhere[] = { 0,	    8,	   READABLE - 8, READABLE_END,
				       1ULL << 63,  ~0ULL, ~0ULL - 7,	 0x800000000000ULL,
				       READABLE - 1 };

	for (unsigned int n = 0; n < ARRAY_SIZE(nowhere); n++) {
		journal_clear();
		reads = 0;
		panic_dump_guest_stack(nowhere[n], 8);
		cr_expect_str_eq(console_text, "Cell stack before exception: not readable\n");
		cr_expect_eq(reads, 1);
	}
}

Test(panic, words_of_32_bits)
{
	panic_dump_guest_stack(0x7ffe, 4);
	expect_printed("(0x7ffc - 0x807c):\n00000000fffefdfc 0000000003020100\n");
	cr_expect_eq(lines(), 1 + WORDS / 2);
}

Test(panic, nothing_wraps_at_the_end_of_the_address_space)
{
	all_readable = true;
	panic_dump_guest_stack(~0ULL - 8, 8);
	cr_expect_eq(lines(), 2);
	cr_expect_eq(read_to, ~0ULL);
	panic_dump_guest_stack(0xfffffff8, 4);
	cr_expect_eq(read_to, 0xffffffff);
}

Test(panic, code_is_shown_over_a_page_border_or_not_at_all)
{
	panic_dump_guest_code(0x7ffb);
	cr_expect_str_eq(console_text, "Cell code at 0x7ffb: 020100fffefdfcfb 0a09080706050403\n");
	journal_clear();
	panic_dump_guest_code(READABLE_END - 15);
	panic_dump_guest_code(READABLE - 1);
	panic_dump_guest_code(~0ULL - 3);
	cr_expect_str_eq(console_text, "");
}

Test(panic, code_of_the_hypervisor_only_where_it_has_some)
{
	for (unsigned int n = 0; n < 16; n++) {
		__text_start[n] = n;
	}
	panic_dump_code((u64)__text_start);
	expect_printed(": 0706050403020100 0f0e0d0c0b0a0908\n");
	journal_clear();
	panic_dump_code((u64)__text_start - 1);
	panic_dump_code((u64)__text_end - 15);
	panic_dump_code(0);
	panic_dump_code(~0ULL);
	cr_expect_str_eq(console_text, "");
}

/* ---- what is RAM ---- */

Test(find_ram, is_what_the_configuration_gives_to_hold_data)
{
	static const u64 others[] = { 0x100000 /* communication */,
				      0xfed00000 /* registers */,
				      0x40002000,
				      0x40103010,
				      0x40300000,
				      ~0ULL };
	struct world *world = world_new();
	const u64 rw = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE;

	board.world = world;
	add_memory(&world->cell, 0xfed70000, 0x50002000, PAGE_SIZE,
		   rw | JAILHOUSE_MEM_IO | JAILHOUSE_MEM_DMA);
	add_memory(&world->cell, 0xfed01010, 0x50103010, 0x20,
		   rw | JAILHOUSE_MEM_IO_8 | JAILHOUSE_MEM_IO_32);
	start_with_cell();
	cr_expect_eq(memory_find_ram(the_cell(), 0), CELL_MEMORY);
	cr_expect_eq(memory_find_ram(the_cell(), 0xfffff), CELL_MEMORY + 0xfffff);
	for (unsigned int n = 0; n < ARRAY_SIZE(others); n++) {
		cr_expect_eq(memory_find_ram(the_cell(), others[n]), PAGING_INVALID, "0x%llx",
			     (unsigned long long)others[n]);
	}
	cr_expect_eq(memory_find_ram(&root_cell, CELL_MEMORY), CELL_MEMORY,
		     "whose it is now, tables say");
}
