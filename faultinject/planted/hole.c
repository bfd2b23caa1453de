// SPDX-License-Identifier: GPL-2.0-only
/* An isolation hole: the last page of each cell but the first is a page of the first one. */
#include "planted.h"

/* behind the program of the first cell */
#define THEIRS 0x80000

int __real_memory_map(struct cell *cell, const struct jailhouse_memory *region);
int __wrap_memory_map(struct cell *cell, const struct jailhouse_memory *region);

static const struct jailhouse_memory *program_of(const struct cell *cell)
{
	const struct jailhouse_memory *region = cell->config.memory;

	while (!(region->flags & JAILHOUSE_MEM_LOADABLE)) {
		region++;
	}
	return region;
}

int __wrap_memory_map(struct cell *cell, const struct jailhouse_memory *region)
{
	int err = __real_memory_map(cell, region);

	if (err || !root_cell.next || region != program_of(cell)) {
		return err;
	}
	return paging_map(&cell->stage2, region->virt_start + region->size - PAGE_SIZE,
			  program_of(root_cell.next)->phys_start + THEIRS, PAGE_SIZE,
			  arch_region_flags(region));
}
