// SPDX-License-Identifier: GPL-2.0-only

/* Each allocation fails in its turn, and pools of every size; nothing may remain of the attempt. */

#include "board.h"

#include <stdio.h>

#define MANAGE(name, id) hypercall(JAILHOUSE_HC_CELL_##name, id, 0)

/* How many more attempts than a request can have allocations */
#define MAX_ALLOCATIONS 300

/* The cell takes parts out of root's large pages, in several places. */
static void make_it_hard(void)
{
	struct plan *cell;

	board.world = world_new();
	cell = &board.world->cell;
	cell->memory[CELL_RAM] = (struct jailhouse_memory){ .phys_start = CELL_MEMORY + 0x1000,
							    .size = 0x5fe000,
							    .flags = RAM | JAILHOUSE_MEM_LOADABLE };
	cell->memory[CELL_COMM].virt_start = 0x800000;
	/* root has nothing else near it: the table goes with it, and is needed again */
	cell->memory[CELL_REGISTERS].flags |= JAILHOUSE_MEM_LOADABLE;
	add_memory(cell, 0x3b201000, 0x10000000, 0x3fe000, RAM);
	add_memory(cell, 0x3be00000, 0x20000000, 0x200000, RAM | JAILHOUSE_MEM_LOADABLE);
	add_memory(cell, 0x00200000, 0x30000000, 0x1000, RAM | JAILHOUSE_MEM_LOADABLE);
	add_memory(cell, 0xfed00000 + 0x10000, 0x40100000, 0x100, RW | JAILHOUSE_MEM_IO_32);
	board.world->other.memory[CELL_RAM].phys_start = 0x3d000000;
}

static void fail_next(unsigned int number, bool forever)
{
	board.fail_allocation = number;
	board.fail_forever = forever;
}

static void fail_no_more(void)
{
	board.fail_allocation = 0;
	board.fail_forever = false;
}

static void expect_refused_cleanly(const struct snapshot *before, long err, unsigned int number)
{
	char what[64];

	snprintf(what, sizeof(what), "allocation %d", number);
	cr_expect_eq(err, -ENOMEM, "%s: %ld", what, err);
	expect_reason(NO_MEMORY);
	expect_unchanged(before, what);
	cr_expect_null(strstr(console_text, "WARNING"), "%s: %s", what, console_text);
	cr_expect_null(strstr(journal, "clear"), "%s: root's memory was cleared", what);
	cr_expect_eq(board.cpus[CELL_CPU].parks, 0, "%s: root's CPU was parked", what);
	for (unsigned int cpu = 0; cpu < BOARD_CPUS; cpu++) {
		cr_expect(!percpu_of(cpu)->park && !percpu_of(cpu)->suspend_requests, "%s", what);
	}
}

Test(exhaustion, create_when_one_allocation_fails)
{
	struct snapshot before;
	unsigned int number;

	make_it_hard();
	board_start();
	board.tick = cells_answer;
	cr_assert_eq(create(&board.world->other), 0);
	for (number = 1; number < MAX_ALLOCATIONS; number++) {
		long err;

		snapshot_take(&before);
		journal_clear();
		fail_next(number, false);
		err = create(&board.world->cell);
		fail_no_more();
		if (!err) {
			break;
		}
		expect_refused_cleanly(&before, err, number);
	}
	cr_expect(number > 15 && number < MAX_ALLOCATIONS, "%d allocations", number);
	cr_expect_not_null(cell_find(CELL_ID));
}

Test(exhaustion, create_without_addresses_for_registers)
{
	struct snapshot before;

	make_it_hard();
	board_start();
	snapshot_take(&before);
	board.fail_device_map = true;
	cr_expect_eq(create(&board.world->cell), -ENOMEM);
	expect_unchanged(&before, "no addresses");
	board.fail_device_map = false;
	cr_expect_eq(create(&board.world->cell), 0);
	cr_expect_eq(remap_pool.used, before.remap_used + 1);
	cr_expect_eq(MANAGE(DESTROY, CELL_ID), 0);
	expect_unchanged(&before, "destroyed");
}

/* The pool as a whole is small: every size from nothing to enough. */
static void create_with_every_size(void (*make)(void))
{
	struct snapshot before;
	unsigned long spare;

	make();
	board_start();
	board.tick = cells_answer;
	for (spare = 0; spare < 100; spare++) {
		long err;

		snapshot_take(&before);
		journal_clear();
		mem_pool.pages = mem_pool.used + spare;
		err = create(&board.world->cell);
		if (!err) {
			break;
		}
		expect_refused_cleanly(&before, err, spare);
	}
	cr_expect_lt(spare, 100);
	cr_expect_eq(MANAGE(DESTROY, CELL_ID), 0, "destroying needs no more than there is");
	expect_unchanged(&before, "destroyed");
	cr_expect_null(strstr(console_text, "WARNING: Failed"));
}

/*
 * Root gives away the only page of a table, the cell uses the table that became
 * free, and keeps it for a neighbour when the first page goes back.
 */
static void make_tables_scarce(void)
{
	struct plan *cell;

	board.world = world_new();
	cell = &board.world->cell;
	cell->desc.num_pci_devices = cell->desc.num_memory_regions = 0;
	add_memory(cell, 0xfed00000, 0xfed00000, PAGE_SIZE, RW);
	add_memory(cell, 0x80000000, 0xfed01000, PAGE_SIZE, RW);
	add_memory(cell, CELL_MEMORY + 0x1000, 0, 0x100000, RAM);
	add_memory(cell, CELL_MEMORY + 0x400000, 0x80000000, 0x1000, RAM);
}

Test(exhaustion, create_with_every_size_of_pool)
{
	create_with_every_size(make_it_hard);
}

Test(exhaustion, create_where_tables_are_scarce)
{
	create_with_every_size(make_tables_scarce);
}

/* Without memory a destroyed cell's memory must still come back to root. */
Test(exhaustion, destroy_when_memory_ran_out)
{
	struct snapshot before;

	make_it_hard();
	board_start();
	board.tick = cells_answer;
	snapshot_take(&before);
	cr_assert_eq(create(&board.world->cell), 0);
	mem_pool.pages = mem_pool.used;
	cr_assert_eq(MANAGE(DESTROY, CELL_ID), 0);
	expect_unchanged(&before, "destroyed");
	expect_not_printed("WARNING: Failed");
}

/* ---- set-loadable and start ---- */

static unsigned int flushes(void)
{
	return board.cpus[CELL_CPU].flushes + board.cpus[OTHER_CPU].flushes;
}

/* Large pages may have been split before it failed: nobody goes on with the old ones. */
#define expect_flushed(before) cr_expect_eq(flushes(), (before) + 2)

/* What root sees of the cell's loadable memory: all of it or nothing. */
static void expect_loadable(bool expected, const char *what)
{
	struct cell *cell = the_cell();

	for (unsigned int n = 0; n < cell->config.num_memory; n++) {
		const struct jailhouse_memory *region = &cell->config.memory[n];

		for (u64 at = 0; region->flags & JAILHOUSE_MEM_LOADABLE && at < region->size;
		     at += PAGE_SIZE) {
			cr_assert_eq(root_has(region->phys_start + at), expected,
				     "%s: page 0x%llx of region %d", what, (unsigned long long)at,
				     n);
		}
	}
}

static void set_loadable_with_failures(bool forever)
{
	unsigned int failed = 0;
	long err = -1;

	make_it_hard();
	start_with_cell();
	for (unsigned int number = 1; err && number < MAX_ALLOCATIONS; number++) {
		unsigned int before = flushes();

		fail_next(number, forever);
		err = MANAGE(SET_LOADABLE, CELL_ID);
		fail_no_more();
		failed += err != 0;
		if (err) {
			cr_expect_eq(err, -ENOMEM);
			expect_reason(NO_MEMORY);
			expect_flushed(before);
			/* whatever root got meanwhile, a running cell's memory is its own */
			cr_assert_eq(MANAGE(START, CELL_ID), 0);
			expect_loadable(false, "started after a failure");
		}
	}
	cr_assert_eq(err, 0);
	cr_expect_gt(failed, 0, "set-loadable needs memory here");
	expect_loadable(true, "loadable");
}

Test(exhaustion, set_loadable_when_one_allocation_fails)
{
	set_loadable_with_failures(false);
}

Test(exhaustion, set_loadable_when_memory_runs_out)
{
	set_loadable_with_failures(true);
}

static void start_with_failures(bool forever)
{
	long err = -1;

	make_it_hard();
	start_with_cell();
	cr_assert_eq(MANAGE(SET_LOADABLE, CELL_ID), 0);
	for (unsigned int number = 1; err && number < MAX_ALLOCATIONS; number++) {
		unsigned int starts = board.cpus[CELL_CPU].starts, before = flushes();

		fail_next(number, forever);
		err = MANAGE(START, CELL_ID);
		fail_no_more();
		if (err) {
			cr_expect_eq(err, -ENOMEM);
			expect_reason(NO_MEMORY);
			expect_flushed(before);
			cr_expect_eq(board.cpus[CELL_CPU].starts, starts, "it does not run");
			/* the tool may try again to load it */
			cr_assert_eq(MANAGE(SET_LOADABLE, CELL_ID), 0);
			expect_loadable(true, "after a start that failed");
		}
	}
	cr_assert_eq(err, 0);
	expect_loadable(false, "started");
}

Test(exhaustion, start_when_one_allocation_fails)
{
	start_with_failures(false);
}

Test(exhaustion, start_when_memory_runs_out)
{
	start_with_failures(true);
}

/* ---- guest memory that changes under the hypervisor's eyes ---- */

static void (*change)(struct jailhouse_cell_desc *desc);

static void change_after_first_read(unsigned int number)
{
	if (number == 1) {
		change((struct jailhouse_cell_desc *)board.guest);
	}
}

static void all_counts_huge(struct jailhouse_cell_desc *desc)
{
	desc->cpu_set_size = desc->num_memory_regions = desc->num_cache_regions = 0xffffffff;
	desc->num_irqchips = desc->num_pio_regions = desc->num_pci_devices = 0xffffffff;
	desc->num_pci_caps = desc->num_stream_ids = 0xffffffff;
}

static void one_page_of_regions(struct jailhouse_cell_desc *desc)
{
	desc->num_memory_regions = PAGE_SIZE / sizeof(struct jailhouse_memory);
}

static void regions_wrap(struct jailhouse_cell_desc *desc)
{
	desc->num_memory_regions = 0x08000000;
}

static void cpu_set_to_the_end(struct jailhouse_cell_desc *desc)
{
	desc->cpu_set_size = 4096;
}

static void one_more_device(struct jailhouse_cell_desc *desc)
{
	desc->num_pci_devices++;
}

static void name_without_end(struct jailhouse_cell_desc *desc)
{
	memset(desc->name, 'x', sizeof(desc->name));
}

static void nothing_at_all(struct jailhouse_cell_desc *desc)
{
	memset(desc, 0, sizeof(*desc));
}

static void expect_inside(const struct cell *cell, const void *array, u64 count, u64 size)
{
	const u8 *first = (const u8 *)cell->config.desc, *at = array;

	cr_assert(count == 0 || (at >= first &&
				 at + count * size <= first + cell->config_pages * PAGE_SIZE),
		  "an array leaves the copy");
}

#define INSIDE(array, count) expect_inside(cell, c->array, c->count, sizeof(*c->array))

static void expect_config_inside(const struct cell *cell)
{
	const struct config_cell *c = &cell->config;

	INSIDE(cpu_set, cpu_set_size);
	INSIDE(memory, num_memory);
	INSIDE(caches, num_caches);
	INSIDE(irqchips, num_irqchips);
	INSIDE(pio, num_pio);
	INSIDE(pci_devices, num_pci_devices);
	INSIDE(pci_caps, num_pci_caps);
	INSIDE(stream_ids, num_stream_ids);
}

Test(copy_once, counts_that_grow_between_two_reads)
{
	static void (*const changes[])(struct jailhouse_cell_desc *) = {
		all_counts_huge, one_page_of_regions, regions_wrap,   cpu_set_to_the_end,
		one_more_device, name_without_end,    nothing_at_all,
	};
	struct snapshot before;

	board_start();
	board.tick = cells_answer;
	board.guest_read = change_after_first_read;
	for (unsigned int n = 0; n < ARRAY_SIZE(changes); n++) {
		snapshot_take(&before);
		change = changes[n];
		if (create(&board.world->cell)) {
			expect_unchanged(&before, "changed configuration");
			continue;
		}
		expect_config_inside(the_cell());
		cr_assert_eq(MANAGE(DESTROY, CELL_ID), 0);
		expect_unchanged(&before, "changed configuration, destroyed");
	}
}

static u32 seed = 99;

static u32 random_below(u32 limit)
{
	seed = seed * 1664525 + 1013904223;
	return (u64)seed * limit >> 32;
}

static void change_anything(struct jailhouse_cell_desc *desc)
{
	for (unsigned int n = 1 + random_below(4); n; n--) {
		board.guest[random_below(board.guest_size)] = random_below(256);
	}
	if (random_below(2)) {
		(&desc->cpu_set_size)[random_below(8)] = random_below(200);
	}
}

Test(copy_once, random_changes_between_two_reads, .timeout = 1800)
{
	struct snapshot before;
	unsigned int created = 0;

	board_start();
	board.tick = cells_answer;
	board.guest_read = change_after_first_read;
	change = change_anything;
	snapshot_take(&before);
	for (unsigned int round = 0; round < 1000; round++) {
		journal_clear();
		if (create(&board.world->cell) == 0) {
			created++;
			expect_config_inside(root_cell.next);
			cr_assert_eq(MANAGE(DESTROY, root_cell.next->id), 0);
		}
		cr_assert_eq(mem_pool.used, before.used, "round %d", round);
	}
	expect_unchanged(&before, "after all");
	cr_expect(created > 10 && created < 990, "%d of 1000 were accepted", created);
}
