// SPDX-License-Identifier: GPL-2.0-only

/* Pages of which a cell has a part: root keeps the rest, and nothing else. */

#include "board.h"

#include <core/lent.h>

#define DEVICE 0xfed10000ULL /* three pages of root's */
#define GUEST  0x40100000ULL
#define WIDTHS                                                                                     \
	(JAILHOUSE_MEM_IO_8 | JAILHOUSE_MEM_IO_16 | JAILHOUSE_MEM_IO_32 | JAILHOUSE_MEM_IO_64)
#define PART	   (RW | WIDTHS)
#define DESTROY(n) cr_assert_eq(hypercall(JAILHOUSE_HC_CELL_DESTROY, n, 0), 0)

/* Root's access; values that are read are 0 before. */
static enum mmio_result access_as_root(u64 address, unsigned int size, bool is_write, u64 *value)
{
	struct mmio_access access = {
		.address = address, .value = *value, .size = size, .is_write = is_write
	};
	enum mmio_result result;

	become(0);
	cr_assert(!root_has(address), "0x%llx does not trap", (unsigned long long)address);
	result = mmio_dispatch(&access);
	*value = access.value;
	return result;
}

static bool root_may(u64 address, unsigned int size, bool is_write)
{
	u64 value = 0;
	enum mmio_result result = access_as_root(address, size, is_write, &value);

	cr_expect_neq(result, MMIO_DENIED);
	cr_expect_eq(mmio_is_trapped(&root_cell, address) && size == 1 && !is_write,
		     result == MMIO_HANDLED && size == 1 && !is_write,
		     "an instruction that cannot be decoded is called by its name");
	return result == MMIO_HANDLED;
}

/* Each byte of the page by its owner: 'r' root's rest, else a cell's. */
static void expect_owners(u64 page, u64 first, u64 behind)
{
	for (u64 at = page; at < page + PAGE_SIZE; at++) {
		bool rest = at < first || at >= behind;

		cr_assert_eq(root_may(at, 1, false), rest, "read of 0x%llx",
			     (unsigned long long)at);
		cr_assert_eq(root_may(at, 1, true), rest, "write of 0x%llx",
			     (unsigned long long)at);
	}
}

static void add_device(u64 flags)
{
	board.world = board.world ?: world_new();
	add_memory(&board.world->root, DEVICE, DEVICE, 3 * PAGE_SIZE, flags);
}

static void start_with_part(u64 start, u64 size)
{
	add_device(RW);
	add_memory(&board.world->cell, DEVICE + start, GUEST + start, size, PART);
	start_with_cell();
}

Test(lent, the_rest_is_roots_and_the_part_is_not)
{
	start_with_part(0x100, 0x20);
	expect_owners(DEVICE, DEVICE + 0x100, DEVICE + 0x120);
	cr_expect(root_has(DEVICE + PAGE_SIZE), "the next page is whole");
	cr_expect_eq(board.cpus[3].flushes, 1, "root's CPUs forget the page");
	DESTROY(CELL_ID);
	for (u64 at = 0; at < 3 * PAGE_SIZE; at += PAGE_SIZE) {
		cr_expect(root_has(DEVICE + at));
	}
}

Test(lent, part_at_the_beginning)
{
	start_with_part(0, 0x20);
	expect_owners(DEVICE, DEVICE, DEVICE + 0x20);
}

Test(lent, part_at_the_end)
{
	start_with_part(0xff8, 8);
	expect_owners(DEVICE, DEVICE + 0xff8, DEVICE + 0x1000);
	cr_expect(root_has(DEVICE + PAGE_SIZE));
}

Test(lent, part_of_several_pages)
{
	start_with_part(0xff0, 0x1020);
	expect_owners(DEVICE, DEVICE + 0xff0, DEVICE + 0x1000);
	expect_owners(DEVICE + 0x1000, DEVICE + 0x1000, DEVICE + 0x2000);
	expect_owners(DEVICE + 0x2000, DEVICE + 0x2000, DEVICE + 0x2010);
	DESTROY(CELL_ID);
	cr_expect(root_has(DEVICE) && root_has(DEVICE + 0x1000) && root_has(DEVICE + 0x2000));
}

Test(lent, accesses_that_touch_the_part)
{
	start_with_part(0x100, 0x20);
	for (unsigned int size = 2; size <= 8; size *= 2) {
		cr_expect(root_may(DEVICE + 0x100 - size, size, true));
		cr_expect(!root_may(DEVICE + 0x100 - size + 1, size, true));
		cr_expect(!root_may(DEVICE + 0x11f, size, true));
		cr_expect(root_may(DEVICE + 0x120, size, true));
	}
}

Test(lent, accesses_that_leave_the_page)
{
	start_with_part(0x100, 0x20);
	cr_expect(root_may(DEVICE + 0xffc, 4, false));
	cr_expect(!root_may(DEVICE + 0xffe, 4, false));
}

Test(lent, accesses_reach_their_registers)
{
	u8 *page;
	u64 value;

	start_with_part(0x100, 0x20);
	page = (u8 *)remap_pool.base;
	value = 0x1122334455667788;
	cr_assert_eq(access_as_root(DEVICE + 0x18, 8, true, &value), MMIO_HANDLED);
	cr_expect_eq(*(u64 *)(page + 0x18), 0x1122334455667788);
	value = 0xaabb;
	cr_assert_eq(access_as_root(DEVICE + 0x120, 2, true, &value), MMIO_HANDLED);
	cr_expect_eq(*(u16 *)(page + 0x120), 0xaabb);
	*(u32 *)(page + 0xffc) = 0xcafe;
	value = 0;
	cr_assert_eq(access_as_root(DEVICE + 0xffc, 4, false, &value), MMIO_HANDLED);
	cr_expect_eq(value, 0xcafe);
}

Test(lent, root_has_no_more_than_before)
{
	add_device(JAILHOUSE_MEM_READ);
	add_memory(&board.world->cell, DEVICE + 0x100, GUEST + 0x100, 0x20, PART);
	/* and in a page that root never had */
	add_memory(&board.world->cell, 0xfee80100, GUEST + 0x1100, 0x20, PART);
	start_with_cell();
	cr_expect(root_may(DEVICE, 4, false));
	cr_expect(!root_may(DEVICE, 4, true));
	cr_expect(!root_may(0xfee80000, 4, false));
	cr_expect(!root_may(0xfee80000, 4, true));
}

Test(lent, shared_with_root)
{
	add_device(RW);
	add_memory(&board.world->cell, DEVICE + 0x100, GUEST + 0x100, 0x20,
		   PART | JAILHOUSE_MEM_ROOTSHARED);
	start_with_cell();
	cr_expect(root_has(DEVICE));
	DESTROY(CELL_ID);
	cr_expect(root_has(DEVICE));
}

/* ---- several parts ---- */

static void start_with_two_parts(u64 second)
{
	add_device(RW);
	add_memory(&board.world->cell, DEVICE + 0x100, GUEST + 0x100, 0x20, PART);
	add_memory(&board.world->other, DEVICE + second, GUEST + second, 0x20, PART);
	start_with_both();
}

static void expect_part_of_cell(bool lent)
{
	cr_expect_eq(root_may(DEVICE + 0x100, 4, true), !lent);
	cr_expect_eq(root_may(DEVICE + 0x11c, 4, true), !lent);
}

Test(lent, parts_of_two_cells)
{
	start_with_two_parts(0x120);
	expect_owners(DEVICE, DEVICE + 0x100, DEVICE + 0x140);
	DESTROY(CELL_ID);
	expect_owners(DEVICE, DEVICE + 0x120, DEVICE + 0x140);
	DESTROY(OTHER_ID);
	cr_expect(root_has(DEVICE));
}

Test(lent, the_same_part_of_two_cells)
{
	start_with_two_parts(0x100);
	expect_owners(DEVICE, DEVICE + 0x100, DEVICE + 0x120);
	DESTROY(OTHER_ID);
	expect_owners(DEVICE, DEVICE + 0x100, DEVICE + 0x120);
	DESTROY(CELL_ID);
	cr_expect(root_has(DEVICE));
}

Test(lent, a_gap_between_two_parts_is_roots)
{
	start_with_two_parts(0x130);
	expect_part_of_cell(true);
	cr_expect(root_may(DEVICE + 0x120, 8, true) && root_may(DEVICE + 0x128, 8, true));
	cr_expect(!root_may(DEVICE + 0x12c, 8, true));
	DESTROY(OTHER_ID);
	cr_expect(root_may(DEVICE + 0x12c, 8, true));
	expect_part_of_cell(true);
}

/* Different rights for registers of one block: legal within a cell. */
Test(lent, a_part_within_a_part)
{
	add_device(RW);
	add_memory(&board.world->cell, DEVICE + 0x100, GUEST + 0x100, 0x80, PART);
	add_memory(&board.world->cell, DEVICE + 0x110, GUEST + 0x1110, 8, PART);
	add_memory(&board.world->cell, DEVICE + 0x120, GUEST + 0x2120, 8, PART);
	start_with_cell();
	expect_owners(DEVICE, DEVICE + 0x100, DEVICE + 0x180);
}

/* A whole page of one cell does not bring back the rest of a page of another one. */
Test(lent, neighbours_of_whole_pages)
{
	add_device(RW);
	add_memory(&board.world->cell, DEVICE + 0x100, GUEST + 0x100, 0x20, PART);
	add_memory(&board.world->other, DEVICE + 0x1000, GUEST + 0x1000, 0x2000, RW);
	start_with_both();
	DESTROY(OTHER_ID);
	cr_expect(root_has(DEVICE + 0x1000));
	expect_owners(DEVICE, DEVICE + 0x100, DEVICE + 0x120);
}

Test(lent, regions_that_trap_in_root_keep_their_rules)
{
	board.world = world_new();
	add_memory(&board.world->root, DEVICE, DEVICE, 0x200, RW | JAILHOUSE_MEM_IO_32);
	add_memory(&board.world->cell, DEVICE + 0x100, GUEST + 0x100, 0x20, PART);
	start_with_cell();
	become(0);
	cr_expect(root_may(DEVICE + 0xfc, 4, true));
	cr_expect(root_may(DEVICE + 0x120, 4, true));
	cr_expect(!root_may(DEVICE + 0x100, 4, true), "root's own region does not reach it");
	cr_expect(!root_may(DEVICE + 0x200, 4, true), "and root has nothing else of the page");
	DESTROY(CELL_ID);
	cr_expect(root_may(DEVICE + 0x100, 4, true));
	cr_expect(!root_may(DEVICE + 0x200, 4, true));
}

/* ---- explanations and limits ---- */

Test(lent, a_violation_names_the_owner)
{
	start_with_part(0x100, 0x20);
	become(0);
	journal_clear();
	memory_explain(&root_cell, DEVICE + 0x110, JAILHOUSE_MEM_WRITE);
	cr_expect_str_eq(console_text, "hint: this is memory of cell \"cell\"\n");
	journal_clear();
	memory_explain(&root_cell, CELL_MEMORY + 0x1000, JAILHOUSE_MEM_WRITE);
	cr_expect_str_eq(console_text, "hint: this is memory of cell \"cell\"\n");
}

Test(lent, there_is_a_limit)
{
	static struct lent lents[513];
	u8 page[1];

	board_start();
	for (unsigned int n = 0; n < ARRAY_SIZE(lents); n++) {
		lents[n] = (struct lent){ .start = DEVICE + (n * 7 % 513) * 16,
					  .size = 8,
					  .device = page };
		cr_assert_eq(lent_add(&lents[n]), n < 512 ? 0 : -ENOMEM);
	}
	expect_reason(MEM_SUBPAGES);
	for (unsigned int n = 0; n < 512; n++) {
		cr_assert(lent_includes(lents[n].start, 8));
		cr_assert(lent_includes(lents[n].start - 7, 8));
		cr_assert(!lent_includes(lents[n].start - 8, 8));
		cr_assert(!lent_includes(lents[n].start + 8, 8));
	}
	lent_remove(&lents[512]);
	cr_expect_eq(lent_add(&lents[512]), -ENOMEM, "what was not lent does not make room");
	lent_remove(&lents[100]);
	cr_expect(!lent_includes(lents[100].start, 8));
	cr_expect_eq(lent_add(&lents[512]), 0);
}
