// SPDX-License-Identifier: GPL-2.0-only

/* What a refused request must leave as it was. */

#include "board.h"

struct walk {
	const struct paging_format *format;
	struct mapping *list;
	unsigned int count, max;
};

static void add(struct walk *walk, struct mapping mapping)
{
	struct mapping *last = walk->count ? &walk->list[walk->count - 1] : NULL;

	if (last && last->virt + last->size == mapping.virt &&
	    last->phys + last->size == mapping.phys && last->attributes == mapping.attributes) {
		last->size += mapping.size;
		return;
	}
	cr_assert_lt(walk->count, walk->max, "too many different mappings");
	walk->list[walk->count++] = mapping;
}

static void walk_table(struct walk *walk, const u64 *table, u64 virt, unsigned int level)
{
	const struct paging_format *format = walk->format;
	u64 size = 1ULL << (PAGE_SHIFT + 9 * level);

	for (unsigned int n = 0; n < 512; n++) {
		u64 phys = format->phys(table[n], level);

		if (!format->present(table[n])) {
			cr_assert_eq(table[n], 0, "garbage in an entry that is not present");
		} else if (format->is_leaf(table[n], level)) {
			add(walk, (struct mapping){ virt + n * size, phys, size,
						    format->resize_leaf(table[n], 0, 0) });
		} else {
			walk_table(walk, hv_phys_to_virt(phys), virt + n * size, level - 1);
		}
	}
}

unsigned int list_mappings(const struct page_table *table, struct mapping *list, unsigned int max)
{
	struct walk walk = { .format = table->format, .list = list, .max = max };

	walk_table(&walk, table->root, 0, table->format->levels - 1);
	return walk.count;
}

void snapshot_take(struct snapshot *snapshot)
{
	struct cell *cell;

	memset(snapshot, 0, sizeof(*snapshot));
	for_each_cell (cell) {
		unsigned int n = snapshot->cells++;

		snapshot->cpus[n] = cell->cpus;
		snapshot->num_others[n] =
			cell == &root_cell ? 0
					   : list_mappings(&cell->stage2, snapshot->others[n], 16);
	}
	snapshot->num_root = list_mappings(&root_cell.stage2, snapshot->root, 64);
	memcpy(snapshot->pool_bitmap, mem_pool.bitmap, sizeof(snapshot->pool_bitmap));
	memcpy(snapshot->remap_bitmap, remap_pool.bitmap, sizeof(snapshot->remap_bitmap));
	memcpy(snapshot->root_ports, root_cell.arch.iopm, sizeof(snapshot->root_ports));
	snapshot->used = mem_pool.used;
	snapshot->remap_used = remap_pool.used;
}

static void expect_same_mappings(const struct mapping *before, unsigned int num_before,
				 const struct mapping *after, unsigned int num_after,
				 const char *what)
{
	cr_expect_eq(num_before, num_after, "%s: %d mappings became %d", what, num_before,
		     num_after);
	for (unsigned int n = 0; n < num_before && n < num_after; n++) {
		cr_expect_arr_eq(
			&before[n], &after[n], sizeof(before[n]),
			"%s: mapping of 0x%llx+0x%llx became 0x%llx+0x%llx", what,
			(unsigned long long)before[n].virt, (unsigned long long)before[n].size,
			(unsigned long long)after[n].virt, (unsigned long long)after[n].size);
	}
}

void expect_unchanged(const struct snapshot *before, const char *what)
{
	struct snapshot after;

	snapshot_take(&after);
	cr_expect_eq(after.cells, before->cells, "%s: number of cells", what);
	cr_expect_eq(num_cells, before->cells, "%s: num_cells", what);
	cr_expect_arr_eq(after.cpus, before->cpus, sizeof(after.cpus), "%s: CPU sets", what);
	cr_expect_eq(after.used, before->used, "%s: pool usage was %lu, is %lu", what, before->used,
		     after.used);
	cr_expect_eq(after.remap_used, before->remap_used, "%s: remap pool usage", what);
	cr_expect_arr_eq(after.root_ports, before->root_ports, sizeof(after.root_ports),
			 "%s: root's ports", what);
	expect_same_mappings(before->root, before->num_root, after.root, after.num_root, what);
	for (unsigned int n = 0; n < before->cells; n++) {
		expect_same_mappings(before->others[n], before->num_others[n], after.others[n],
				     after.num_others[n], what);
	}
}
