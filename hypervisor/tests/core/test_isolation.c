// SPDX-License-Identifier: GPL-2.0-only

/*
 * Whatever is requested, in whatever order, and whatever fails meanwhile: the
 * memory of a cell is its own.
 */

#include "board.h"

#include <core/lent.h>

#define MANAGE(name, id) hypercall(JAILHOUSE_HC_CELL_##name, id, 0)
#define STRIDE		 (16 * PAGE_SIZE)

static u32 seed = 5;

static u32 random_below(u32 limit)
{
	seed = seed * 1664525 + 1013904223;
	return (u64)seed * limit >> 32;
}

static void check_region(const struct cell *cell, const struct jailhouse_memory *region)
{
	bool shared = cell->loadable && region->flags & JAILHOUSE_MEM_LOADABLE;

	for (u64 at = 0; at < region->size; at += STRIDE) {
		u64 is = paging_translate(&cell->stage2, region->virt_start + at);
		bool traps = config_is_subpage(region);

		cr_assert_eq(is, traps ? PAGING_INVALID : region->phys_start + at, "%s lost 0x%llx",
			     cell_name(cell), (unsigned long long)(region->virt_start + at));
		cr_assert(!traps || lent_includes(region->phys_start + at, 1));
		cr_assert(shared || !root_has(region->phys_start + at),
			  "root has 0x%llx of %s, which is not loadable",
			  (unsigned long long)(region->phys_start + at), cell_name(cell));
	}
}

static void check_cpus(const struct cell *cell)
{
	unsigned int cpu;

	for_each_cpu (cpu, &cell->cpus) {
		cr_assert_eq(percpu_of(cpu)->cell, cell);
		cr_assert(cell == &root_cell || !cell_owns_cpu(&root_cell, cpu));
		cr_assert(!percpu_of(cpu)->suspend_requests && !percpu_of(cpu)->suspended);
	}
}

static void check_cells(void)
{
	struct cell *cell;

	for_each_cell (cell) {
		check_cpus(cell);
		for (unsigned int n = 0; cell != &root_cell && n < cell->config.num_memory; n++) {
			if (memory_is_exclusive(&cell->config.memory[n])) {
				check_region(cell, &cell->config.memory[n]);
			}
		}
	}
}

/* One request in three meets a failure. */
static void arrange_failure(void)
{
	board.fail_allocation = random_below(3) ? 0 : 1 + random_below(30);
	board.fail_forever = random_below(2);
	board.fail_unit = random_below(10) ? 0 : 1 + random_below(2);
	board.fail_device_map = !random_below(10);
}

static void end_failure(void)
{
	board.fail_allocation = board.fail_unit = 0;
	board.fail_forever = board.fail_device_map = false;
}

static long random_request(void)
{
	const struct plan *plan = random_below(2) ? &board.world->cell : &board.world->other;
	u32 id = plan->desc.id;

	switch (random_below(4)) {
	case 0:
		return create(plan);
	case 1:
		return MANAGE(START, id);
	case 2:
		return MANAGE(SET_LOADABLE, id);
	default:
		return random_below(2) ? MANAGE(DESTROY, id) : -ENOENT;
	}
}

Test(isolation, random_requests_and_failures, .timeout = 1800)
{
	unsigned int done = 0, failed = 0;
	struct snapshot before;

	board.world = world_new();
	board.world->cell.memory[CELL_RAM].phys_start += PAGE_SIZE;
	board.world->other.memory[CELL_RAM].size = 0x3ff000;
	board.world->other.memory[CELL_COMM].virt_start = 0x400000;
	/* parts of one page, and of one that another cell has, too */
	add_memory(&board.world->cell, 0xfed01010, 0x40000010, 0x20, RW | JAILHOUSE_MEM_IO_32);
	add_memory(&board.world->other, 0xfed01030, 0x40000030, 0xfe0, RW | JAILHOUSE_MEM_IO_32);
	add_memory(&board.world->root, 0xfed01000, 0xfed01000, 2 * PAGE_SIZE, RW);
	board_start();
	board.tick = cells_answer;
	snapshot_take(&before);
	for (unsigned int round = 0; round < 4000; round++) {
		long err;

		journal_clear();
		arrange_failure();
		err = random_request();
		end_failure();
		done += err == 0;
		failed += err == -ENOMEM;
		check_cells();
	}
	cr_expect(done > 500 && failed > 50, "%d done, %d failed", done, failed);
	for (u32 id = 1; id < 3; id++) {
		cr_assert(!cell_find(id) || MANAGE(DESTROY, id) == 0);
	}
	expect_unchanged(&before, "in the end");
}

/* Register pages may be listed by several cells. */
Test(isolation, registers_of_two_cells_return_with_the_last)
{
	board.world = world_new();
	add_memory(&board.world->other, 0xfed00000, 0xfed00000, PAGE_SIZE, RW);
	start_with_both();
	cr_expect(!root_has(0xfed00000));
	cr_assert_eq(MANAGE(DESTROY, CELL_ID), 0);
	cr_expect(!root_has(0xfed00000), "the other cell uses them still");
	cr_assert_eq(MANAGE(DESTROY, OTHER_ID), 0);
	cr_expect(root_has(0xfed00000));
}
