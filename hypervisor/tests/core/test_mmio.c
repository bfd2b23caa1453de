// SPDX-License-Identifier: GPL-2.0-only

/* The table of trapped ranges against a search from its beginning. */

#include "board.h"

#include <asm/paging_x86.h>

#define CAPACITY 24

static struct cell cell;
static struct percpu cpu = { .cell = &cell };
static struct mmio_access seen;
static void *seen_opaque;

static enum mmio_result record(void *opaque, struct mmio_access *access)
{
	seen = *access;
	seen_opaque = opaque;
	return MMIO_HANDLED;
}

static enum mmio_result deny(void *opaque, struct mmio_access *access)
{
	(void)opaque, (void)access;
	return MMIO_DENIED;
}

static void start(unsigned int capacity)
{
	static struct mmio_region table[CAPACITY + 1];

	board_pools(BOARD_POOL);
	cell.stage2.format = &paging_x86;
	cell.stage2.root = page_alloc(1);
	cell.mmio = table;
	cell.mmio_max = capacity;
	calling_cpu = &cpu;
}

static enum mmio_result access_at(u64 address, u8 size)
{
	struct mmio_access access = { .address = address, .size = size };

	seen_opaque = NULL;
	return mmio_dispatch(&access);
}

Test(mmio, borders_of_a_range)
{
	start(4);
	cr_assert_eq(mmio_register(&cell, 0x1010, 0x20, record, &seen), 0);
	cr_expect_eq(access_at(0x1010, 1), MMIO_HANDLED);
	cr_expect_eq(seen.address, 0, "relative to the range");
	cr_expect_eq(seen_opaque, &seen);
	cr_expect_eq(access_at(0x1028, 8), MMIO_HANDLED);
	cr_expect_eq(seen.address, 0x18);
	cr_expect_eq(access_at(0x102f, 1), MMIO_HANDLED);
	cr_expect_eq(access_at(0x102f, 2), MMIO_UNHANDLED, "crosses the end");
	cr_expect_eq(access_at(0x1029, 8), MMIO_UNHANDLED);
	cr_expect_eq(access_at(0x1030, 1), MMIO_UNHANDLED);
	cr_expect_eq(access_at(0x100f, 1), MMIO_UNHANDLED);
	cr_expect_eq(access_at(0x100f, 2), MMIO_UNHANDLED, "begins before it");
	cr_expect_eq(access_at(~0ULL, 8), MMIO_UNHANDLED);
	cr_expect(mmio_is_trapped(&cell, 0x1010) && mmio_is_trapped(&cell, 0x102f));
	cr_expect(!mmio_is_trapped(&cell, 0x100f) && !mmio_is_trapped(&cell, 0x1030));
}

Test(mmio, an_empty_table_handles_nothing)
{
	start(4);
	cr_expect_eq(access_at(0, 4), MMIO_UNHANDLED);
	cr_expect(!mmio_is_trapped(&cell, 0));
	mmio_unregister(&cell, 0);
	cr_expect_eq(cell.mmio_count, 0);
}

Test(mmio, the_handler_decides)
{
	start(4);
	cr_assert_eq(mmio_register(&cell, 0x1000, 0x1000, deny, NULL), 0);
	cr_expect_eq(access_at(0x1000, 4), MMIO_DENIED);
}

Test(mmio, overlaps_are_refused_and_change_nothing)
{
	static const struct {
		u64 start, size;
	} bad[] = { { 0x2000, 0x1000 }, { 0x1fff, 2 },	  { 0x2fff, 1 },	 { 0x2800, 0x10 },
		    { 0x1000, 0x3000 }, { 0x2000, 0x10 }, { 0x2000, ~0x2000ULL } };

	start(4);
	cr_assert_eq(mmio_register(&cell, 0x2000, 0x1000, record, NULL), 0);
	for (unsigned int n = 0; n < ARRAY_SIZE(bad); n++) {
		cr_expect_eq(mmio_register(&cell, bad[n].start, bad[n].size, record, NULL), -EINVAL,
			     "case %d", n);
		cr_expect_eq(cell.mmio_count, 1);
	}
	cr_expect_eq(mmio_register(&cell, 0x1000, 0x1000, record, NULL), 0, "neighbours may touch");
	cr_expect_eq(mmio_register(&cell, 0x3000, 0x1000, record, NULL), 0);
}

/* Sizes come from configurations that were checked, yet a wrap must not hide an overlap. */
Test(mmio, a_range_that_wraps_is_refused)
{
	start(4);
	cr_assert_eq(mmio_register(&cell, 0x2000, 0x1000, record, NULL), 0);
	cr_expect_neq(mmio_register(&cell, 0x1000, 0ULL - 0x1000, record, NULL), 0);
}

Test(mmio, a_full_table_refuses)
{
	start(2);
	cr_assert_eq(mmio_register(&cell, 0x5000, 0x1000, record, NULL), 0);
	cr_assert_eq(mmio_register(&cell, 0x1000, 0x1000, record, NULL), 0);
	cr_expect_eq(mmio_register(&cell, 0x3000, 0x1000, record, NULL), -ENOMEM);
	mmio_unregister(&cell, 0x4000);
	cr_expect_eq(cell.mmio_count, 2, "no range begins there");
	mmio_unregister(&cell, 0x1000);
	cr_expect_eq(mmio_register(&cell, 0x3000, 0x1000, record, NULL), 0);
	cr_expect_eq(access_at(0x1000, 1), MMIO_UNHANDLED);
	cr_expect_eq(access_at(0x3000, 1), MMIO_HANDLED);
}

Test(mmio, trapped_pages_leave_stage_2)
{
	start(4);
	cr_assert_eq(paging_map(&cell.stage2, 0, 0, 0x400000, PT_READ), 0);
	cr_assert_eq(mmio_register(&cell, 0x201ff8, 0x10, record, NULL), 0);
	cr_expect_eq(paging_translate(&cell.stage2, 0x200fff), 0x200fff);
	cr_expect_eq(paging_translate(&cell.stage2, 0x201000), PAGING_INVALID);
	cr_expect_eq(paging_translate(&cell.stage2, 0x202000), PAGING_INVALID);
	cr_expect_eq(paging_translate(&cell.stage2, 0x203000), 0x203000);
}

Test(mmio, no_memory_to_unmap_means_no_range)
{
	start(4);
	cr_assert_eq(paging_map(&cell.stage2, 0, 0, 0x400000, PT_READ), 0);
	board.fail_allocation = 1;
	cr_expect_eq(mmio_register(&cell, 0x201000, 0x1000, record, NULL), -ENOMEM);
	cr_expect_eq(cell.mmio_count, 0);
	cr_expect_eq(paging_translate(&cell.stage2, 0x201000), 0x201000);
}

/* ---- against a model ---- */

static u32 seed = 7;

static u32 random_below(u32 limit)
{
	seed = seed * 1664525 + 1013904223;
	return (u64)seed * limit >> 32;
}

#define MODEL_BYTES 4096
static u16 owner[MODEL_BYTES]; /* start + 1 of the range that has the byte */

static bool free_range(u32 start, u32 size)
{
	for (u32 n = start; n < start + size; n++) {
		if (owner[n]) {
			return false;
		}
	}
	return true;
}

static void set_owner(u32 start, u32 size, u16 value)
{
	for (u32 n = start; n < start + size; n++) {
		owner[n] = value;
	}
}

static void drop_range(u32 start)
{
	for (u32 n = 0; n < MODEL_BYTES; n++) {
		owner[n] = owner[n] == start + 1 ? 0 : owner[n];
	}
}

static void check_access(u32 address, u8 size)
{
	bool inside = owner[address] != 0 && address + size <= MODEL_BYTES;
	enum mmio_result result = access_at(address, size);

	for (u32 n = address; inside && n < address + size; n++) {
		inside = owner[n] == owner[address];
	}
	cr_assert_eq(result, inside ? MMIO_HANDLED : MMIO_UNHANDLED, "access of %d at 0x%x", size,
		     address);
	if (inside) {
		cr_assert_eq(seen.address, address - (owner[address] - 1U));
		cr_assert_eq((unsigned long)seen_opaque, owner[address] - 1U);
	}
}

static void check_sorted(void)
{
	for (unsigned int n = 1; n < cell.mmio_count; n++) {
		cr_assert_leq(cell.mmio[n - 1].start + cell.mmio[n - 1].size, cell.mmio[n].start);
	}
}

Test(mmio, random_registrations_agree_with_the_model)
{
	unsigned int count = 0, refused = 0;

	start(CAPACITY);
	for (unsigned int round = 0; round < 20000; round++) {
		u32 first = random_below(MODEL_BYTES - 64), size = 1 + random_below(64);
		int err;

		if (random_below(5) < 3) {
			err = mmio_register(&cell, first, size, record,
					    (void *)(unsigned long)first);
			cr_assert_eq(err, count == CAPACITY	     ? -ENOMEM
					  : !free_range(first, size) ? -EINVAL
								     : 0);
			refused += err != 0;
			if (!err) {
				count++;
				set_owner(first, size, first + 1);
			}
		} else if (cell.mmio_count) {
			first = cell.mmio[random_below(cell.mmio_count)].start;
			mmio_unregister(&cell, first);
			drop_range(first);
			count--;
		}
		cr_assert_eq(cell.mmio_count, count);
		check_sorted();
		check_access(random_below(MODEL_BYTES), 1 << random_below(4));
		check_access(first, 4);
	}
	cr_expect_gt(refused, 100);
}
