// SPDX-License-Identifier: GPL-2.0-only

/* The pool of pages, and page tables against an array that says the same. */

#include "board.h"

#include <asm/paging_x86.h>

#define PAGE_2M 0x200000ULL
#define PAGE_1G 0x40000000ULL

static struct page_table table = { .format = &paging_x86 };

static u32 seed = 1;

static u32 random_below(u32 limit)
{
	seed = seed * 1664525 + 1013904223;
	return (u64)seed * limit >> 32;
}

static void start(unsigned int pages)
{
	board_pools(pages);
	table.root = page_alloc(1);
	cr_assert_not_null(table.root);
}

/* ---- pool ---- */

Test(pool, gives_every_page_once_and_no_more)
{
	u8 *pages[BOARD_POOL];

	board_pools(BOARD_POOL);
	for (unsigned int n = 0; n < BOARD_POOL; n++) {
		pages[n] = page_alloc(1);
		cr_assert_not_null(pages[n]);
		cr_assert_eq((unsigned long)pages[n] % PAGE_SIZE, 0);
		for (unsigned int other = 0; other < n; other++) {
			cr_assert_neq(pages[n], pages[other], "handed out twice");
		}
	}
	cr_expect_eq(mem_pool.used, BOARD_POOL);
	cr_expect_null(page_alloc(1), "more than there are");
	page_free(pages[7], 1);
	cr_expect_eq(page_alloc(1), pages[7]);
	for (unsigned int n = 0; n < BOARD_POOL; n++) {
		page_free(pages[n], 1);
	}
	cr_expect_eq(mem_pool.used, 0);
}

Test(pool, pages_arrive_cleared)
{
	u8 *page;

	board_pools(4);
	page = page_alloc(2);
	memset(page, 0xff, 2 * PAGE_SIZE);
	page_free(page, 2);
	page = page_alloc(2);
	for (unsigned int n = 0; n < 2 * PAGE_SIZE; n++) {
		cr_assert_eq(page[n], 0);
	}
}

Test(pool, holes_too_small_are_skipped)
{
	u8 *a, *b, *c;

	board_pools(8);
	a = page_alloc(2);
	b = page_alloc(2);
	c = page_alloc(2);
	page_free(b, 2);
	cr_expect_eq(page_alloc(3), NULL, "two and two pages are not three");
	cr_expect_eq(page_alloc(2), b);
	page_free(c, 2);
	cr_expect_eq(page_alloc(4), c, "the end of the pool counts");
	cr_expect_null(page_alloc(1));
	page_free(a, 2);
	cr_expect_eq(mem_pool.used, 6);
}

Test(pool, aligned_blocks_are_aligned)
{
	board_pools(BOARD_POOL);
	page_alloc(1);
	for (unsigned int num = 1; num <= 16; num *= 2) {
		void *pages = page_alloc_aligned(num);

		cr_assert_not_null(pages);
		cr_expect_eq((unsigned long)pages % (num * PAGE_SIZE), 0);
	}
	cr_expect_eq(mem_pool.used, 1 + 31);
	cr_expect_null(page_alloc_aligned(256));
	page_free(NULL, 5);
	cr_expect_eq(mem_pool.used, 1 + 31);
}

Test(pool, random_use_ends_where_it_began)
{
	struct {
		u8 *pages;
		unsigned int num;
	} blocks[24] = { 0 };
	unsigned int used = 0;

	board_pools(BOARD_POOL);
	for (unsigned int round = 0; round < 20000; round++) {
		unsigned int n = random_below(24), num = 1 + random_below(12);

		if (blocks[n].pages) {
			for (unsigned int byte = 0; byte < blocks[n].num * PAGE_SIZE; byte += 512) {
				cr_assert_eq(blocks[n].pages[byte], n + 1, "block overwritten");
			}
			page_free(blocks[n].pages, blocks[n].num);
			used -= blocks[n].num;
			blocks[n].pages = NULL;
		} else {
			blocks[n].pages = num & 1 || num & (num - 1) ? page_alloc(num)
								     : page_alloc_aligned(num);
			blocks[n].num = num;
			if (blocks[n].pages) {
				memset(blocks[n].pages, n + 1, num * PAGE_SIZE);
				used += num;
			}
		}
		cr_assert_eq(mem_pool.used, used);
	}
	for (unsigned int n = 0; n < 24; n++) {
		page_free(blocks[n].pages, blocks[n].num);
	}
	cr_expect_eq(mem_pool.used, 0);
}

/* ---- tables ---- */

static u64 entry_at(u64 virt, unsigned int level)
{
	u64 *pt = table.root;

	for (unsigned int l = 3; l > level; l--) {
		u64 entry = pt[(virt >> (12 + 9 * l)) % 512];

		cr_assert(entry & 1 && !(l < 3 && entry & 0x80), "no table at level %d", l - 1);
		pt = hv_phys_to_virt(entry & 0x000ffffffffff000ULL);
	}
	return pt[(virt >> (12 + 9 * level)) % 512];
}

Test(paging, large_pages_where_they_fit)
{
	start(BOARD_POOL);
	cr_assert_eq(paging_map(&table, PAGE_2M - PAGE_SIZE, 3 * PAGE_2M - PAGE_SIZE,
				PAGE_2M + 2 * PAGE_SIZE, PT_READ | PT_WRITE),
		     0);
	cr_expect_eq(entry_at(PAGE_2M, 1) & 0x80, 0x80, "2 MiB in the middle");
	cr_expect_eq(entry_at(PAGE_2M, 1) & ~0xfffULL & ~(1ULL << 63), 3 * PAGE_2M);
	cr_expect_eq(entry_at(PAGE_2M - PAGE_SIZE, 0) & 3, 3);
	cr_expect_eq(entry_at(2 * PAGE_2M, 0) & 3, 3);
	cr_expect_eq(mem_pool.used, 1 + 2 + 2, "root, two upper, two lowest tables");
	cr_expect_eq(paging_translate(&table, PAGE_2M + 0x12345), 3 * PAGE_2M + 0x12345);
	cr_expect_eq(paging_translate(&table, 2 * PAGE_2M + PAGE_SIZE), PAGING_INVALID);
}

Test(paging, no_large_page_where_it_does_not_fit)
{
	start(BOARD_POOL);
	/* physical address not aligned alike */
	cr_assert_eq(paging_map(&table, 0, PAGE_SIZE, PAGE_2M, PT_READ), 0);
	cr_expect_eq(entry_at(0, 0) & 1, 1);
	/* asked not to */
	cr_assert_eq(paging_map(&table, PAGE_2M, 0, PAGE_2M, PT_READ | PT_NO_HUGEPAGE), 0);
	cr_expect_eq(entry_at(PAGE_2M, 0) & 1, 1);
	/* the CPU has no pages of 1 GiB */
	cr_assert_eq(paging_map(&table, PAGE_1G, PAGE_1G, PAGE_1G, PT_READ), 0);
	cr_expect_eq(entry_at(PAGE_1G, 1) & 0x80, 0x80);
}

Test(paging, gigabyte_pages_when_the_cpu_has_them)
{
	paging_x86.leaf_levels |= 1 << 2;
	start(BOARD_POOL);
	cr_assert_eq(paging_map(&table, PAGE_1G, 2 * PAGE_1G, 2 * PAGE_1G, PT_READ), 0);
	cr_expect_eq(mem_pool.used, 2);
	cr_expect_eq(entry_at(PAGE_1G, 2) & 0x80, 0x80);
	/* a page out of it: split twice, and joined twice */
	cr_assert_eq(paging_unmap(&table, PAGE_1G + PAGE_2M, PAGE_SIZE), 0);
	cr_expect_eq(mem_pool.used, 4);
	cr_expect_eq(paging_translate(&table, PAGE_1G + PAGE_2M), PAGING_INVALID);
	cr_expect_eq(paging_translate(&table, PAGE_1G + PAGE_2M + PAGE_SIZE),
		     2 * PAGE_1G + PAGE_2M + PAGE_SIZE);
	cr_assert_eq(
		paging_map(&table, PAGE_1G + PAGE_2M, 2 * PAGE_1G + PAGE_2M, PAGE_SIZE, PT_READ),
		0);
	paging_merge(&table, PAGE_1G + PAGE_2M, PAGE_SIZE);
	cr_expect_eq(mem_pool.used, 2, "merging gives the pool back exactly");
	cr_expect_eq(entry_at(PAGE_1G, 2) & 0x80, 0x80);
}

Test(paging, flags_reach_the_entries)
{
	static const struct {
		u32 flags;
		u64 set, clear;
	} cases[] = {
		{ PT_READ, 1 | 1ULL << 63, 2 | 4 | 0x18 },
		{ PT_READ | PT_WRITE, 3 | 1ULL << 63, 4 | 0x18 },
		{ PT_READ | PT_EXECUTE, 1, 1ULL << 63 | 2 },
		{ PT_READ | PT_USER, 5, 2 },
		{ PT_READ | PT_WRITE | PT_DEVICE, 0x1b, 4 },
	};

	start(BOARD_POOL);
	for (unsigned int n = 0; n < ARRAY_SIZE(cases); n++) {
		u64 small, large;

		cr_assert_eq(paging_map(&table, PAGE_SIZE, 0, PAGE_SIZE, cases[n].flags), 0);
		cr_assert_eq(paging_map(&table, PAGE_2M, 0, PAGE_2M, cases[n].flags), 0);
		small = entry_at(PAGE_SIZE, 0);
		large = entry_at(PAGE_2M, 1);
		cr_expect_eq(small & (cases[n].set | cases[n].clear), cases[n].set);
		cr_expect_eq(large & (cases[n].set | cases[n].clear), cases[n].set);
		cr_expect_eq(large & 0x80, 0x80);
		cr_expect_eq(small & 0x80, 0, "bit 7 of a small page is its PAT bit");
		cr_expect_eq(paging_x86_read_only(small) & (2 | 1ULL << 63), 1ULL << 63);
	}
	cr_expect_eq(paging_x86_read_only(0), 0);
}

Test(paging, merge_respects_attributes_and_addresses)
{
	start(BOARD_POOL);
	cr_assert_eq(paging_map(&table, 0, 0, PAGE_2M, PT_READ | PT_NO_HUGEPAGE), 0);
	cr_assert_eq(paging_map(&table, 0x5000, 0x5000, PAGE_SIZE, PT_READ | PT_WRITE), 0);
	paging_merge(&table, 0, PAGE_2M);
	cr_expect_eq(mem_pool.used, 4, "one page may be written");
	cr_assert_eq(paging_map(&table, 0x5000, 0x6000, PAGE_SIZE, PT_READ), 0);
	paging_merge(&table, 0, PAGE_2M);
	cr_expect_eq(mem_pool.used, 4, "one page leads elsewhere");
	cr_assert_eq(paging_unmap(&table, 0x5000, PAGE_SIZE), 0);
	paging_merge(&table, 0, PAGE_2M);
	cr_expect_eq(mem_pool.used, 4, "one page is missing");
	cr_assert_eq(paging_map(&table, 0x5000, 0x5000, PAGE_SIZE, PT_READ), 0);
	paging_merge(&table, 0x5000, PAGE_SIZE);
	cr_expect_eq(mem_pool.used, 3);
	cr_expect_eq(paging_translate(&table, 0x5123), 0x5123);
	/* tables that are not there, or are a page already */
	paging_merge(&table, 0, PAGE_1G);
	cr_expect_eq(mem_pool.used, 3);
}

Test(paging, unmapping_everything_leaves_the_root)
{
	start(BOARD_POOL);
	cr_assert_eq(paging_map(&table, 0x7000, 0x7000, PAGE_1G + PAGE_2M, PT_READ), 0);
	cr_assert_gt(mem_pool.used, 1);
	cr_assert_eq(paging_unmap(&table, 0, 3 * PAGE_1G), 0);
	cr_expect_eq(mem_pool.used, 1);
	cr_assert_eq(paging_unmap(&table, 0, 1ULL << 48), 0, "nothing there");
	cr_assert_eq(paging_map(&table, (1ULL << 48) - PAGE_SIZE, 0, PAGE_SIZE, PT_READ), 0);
	cr_expect_eq(paging_translate(&table, (1ULL << 48) - 1), PAGE_SIZE - 1);
	paging_destroy(&table);
	cr_expect_eq(mem_pool.used, 1);
}

/* ---- random operations against an array ---- */

#define MODEL_PAGES (6 * 512)

static struct {
	u64 phys; /* PAGING_INVALID: not mapped */
	u64 attributes;
} model[MODEL_PAGES];

/* begins in the middle of a table of 512 large pages, to cross its end */
#define MODEL_BASE (PAGE_1G - 3 * PAGE_2M)

static u64 attributes_at(u64 virt)
{
	u64 *pt = table.root, entry = 0;

	for (int level = 3; level >= 0; level--) {
		entry = pt[(virt >> (12 + 9 * level)) % 512];
		if (!(entry & 1) || !level || entry & 0x80) {
			return paging_x86.resize_leaf(entry, 0, 0);
		}
		pt = hv_phys_to_virt(entry & 0x000ffffffffff000ULL);
	}
	return entry;
}

static void expect_model(void)
{
	for (unsigned int n = 0; n < MODEL_PAGES; n++) {
		u64 virt = MODEL_BASE + n * PAGE_SIZE;

		cr_assert_eq(paging_translate(&table, virt), model[n].phys, "page %d of the model",
			     n);
		if (model[n].phys != PAGING_INVALID) {
			cr_assert_eq(attributes_at(virt), model[n].attributes);
		}
	}
	cr_assert_eq(paging_translate(&table, MODEL_BASE - PAGE_SIZE), PAGING_INVALID);
	cr_assert_eq(paging_translate(&table, MODEL_BASE + MODEL_PAGES * PAGE_SIZE),
		     PAGING_INVALID);
}

struct operation {
	unsigned int first, count;
	u64 phys;
	u32 flags;
};

static struct operation random_operation(void)
{
	struct operation op;
	unsigned int align = random_below(3) ? 512 : 1;

	op.first = random_below(MODEL_PAGES) / align * align;
	op.count = 1 + random_below(MODEL_PAGES - op.first);
	if (random_below(2) && op.count > 512) {
		op.count = op.count / 512 * 512;
	}
	/* few different offsets and flags, so that neighbours match now and then */
	op.phys = MODEL_BASE + op.first * PAGE_SIZE + random_below(3) * PAGE_2M;
	op.phys += random_below(8) ? 0 : PAGE_SIZE;
	op.flags =
		PT_READ | (random_below(2) ? PT_WRITE : 0) | (random_below(4) ? 0 : PT_NO_HUGEPAGE);
	op.flags |= random_below(6) ? 0 : PT_REPEAT;
	return op;
}

/* What page n of an operation shows. */
static u64 phys_of(const struct operation *op, unsigned int n)
{
	return op->phys + (op->flags & PT_REPEAT ? 0 : n * PAGE_SIZE);
}

static void model_apply(const struct operation *op, bool map)
{
	for (unsigned int n = 0; n < op->count; n++) {
		model[op->first + n].phys = map ? phys_of(op, n) : PAGING_INVALID;
		model[op->first + n].attributes = paging_x86.leaf(0, op->flags, 0);
	}
}

static void model_clear(void)
{
	for (unsigned int n = 0; n < MODEL_PAGES; n++) {
		model[n].phys = PAGING_INVALID;
	}
}

Test(paging, random_operations_agree_with_the_model)
{
	start(BOARD_POOL);
	model_clear();
	for (unsigned int round = 0; round < 1500; round++) {
		struct operation op = random_operation();
		u64 virt = MODEL_BASE + op.first * PAGE_SIZE, size = op.count * PAGE_SIZE;
		unsigned int what = random_below(4);

		if (what < 2) {
			cr_assert_eq(paging_map(&table, virt, op.phys, size, op.flags), 0);
			model_apply(&op, true);
		} else if (what == 2) {
			cr_assert_eq(paging_unmap(&table, virt, size), 0);
			model_apply(&op, false);
		} else {
			paging_merge(&table, virt, size);
		}
		expect_model();
		cr_assert_leq(mem_pool.used, 1 + 1 + 2 + 7, "more tables than the range needs");
	}
	paging_unmap(&table, MODEL_BASE, MODEL_PAGES * PAGE_SIZE);
	cr_expect_eq(mem_pool.used, 1);
}

/* Pages that an operation did not reach are as before, the others as it says. */
static void accept_partial(const struct operation *op, bool map)
{
	for (unsigned int n = op->first; n < op->first + op->count; n++) {
		u64 is = paging_translate(&table, MODEL_BASE + n * PAGE_SIZE);
		u64 wanted = map ? phys_of(op, n - op->first) : PAGING_INVALID;

		cr_assert(is == wanted || is == model[n].phys,
			  "page %d leads to neither the old nor the new address", n);
		model[n].phys = is;
		if (is != PAGING_INVALID) {
			model[n].attributes = attributes_at(MODEL_BASE + n * PAGE_SIZE);
		}
	}
}

Test(paging, running_out_of_memory_leaves_nothing_inconsistent)
{
	unsigned int failed = 0;

	start(7);
	model_clear();
	for (unsigned int round = 0; round < 3000; round++) {
		struct operation op = random_operation();
		u64 virt = MODEL_BASE + op.first * PAGE_SIZE, size = op.count * PAGE_SIZE;
		bool map = random_below(2);
		int err = map ? paging_map(&table, virt, op.phys, size, op.flags)
			      : paging_unmap(&table, virt, size);

		cr_assert(err == 0 || err == -ENOMEM);
		failed += err != 0;
		if (err) {
			accept_partial(&op, map);
		} else {
			model_apply(&op, map);
		}
		expect_model();
	}
	cr_expect_gt(failed, 100, "memory ran out %d times", failed);
	paging_destroy(&table);
	cr_expect_eq(mem_pool.used, 1, "all tables are returned");
}
