// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each cell's trapped regions are kept sorted, so that an access finds its
 * region by binary search. The table changes only while the cell is suspended.
 */
#include <core/cell.h>
#include <core/mmio.h>
#include <core/percpu.h>
#include <core/reason.h>

/* Index of the first region that ends above the address. */
static unsigned int find(const struct cell *cell, u64 address)
{
	unsigned int low = 0, high = cell->mmio_count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (address - cell->mmio[middle].start < cell->mmio[middle].size) {
			return middle;
		}
		if (address < cell->mmio[middle].start) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low;
}

int mmio_register(struct cell *cell, u64 start, u64 size, mmio_handler handler, void *opaque)
{
	unsigned int index = find(cell, start);
	struct mmio_region *region = &cell->mmio[index];
	u64 first_page = start & PAGE_MASK;
	int err;

	if (cell->mmio_count >= cell->mmio_max) {
		return -ENOMEM;
	}
	if (start + size <= start || (index < cell->mmio_count && region->start < start + size)) {
		return -EINVAL;
	}
	err = paging_unmap(&cell->stage2, first_page, PAGE_ALIGN(start + size) - first_page);
	if (err) {
		return refuse_memory(1);
	}

	for (unsigned int n = cell->mmio_count++; n > index; n--) {
		cell->mmio[n] = cell->mmio[n - 1];
	}
	*region = (struct mmio_region){ start, size, handler, opaque };
	return 0;
}

void mmio_unregister(struct cell *cell, u64 start)
{
	unsigned int index = find(cell, start);

	if (index >= cell->mmio_count || cell->mmio[index].start != start) {
		return;
	}
	cell->mmio_count--;
	for (; index < cell->mmio_count; index++) {
		cell->mmio[index] = cell->mmio[index + 1];
	}
}

enum mmio_result mmio_dispatch(struct mmio_access *access)
{
	struct cell *cell = this_cell();
	unsigned int index = find(cell, access->address);
	const struct mmio_region *region = &cell->mmio[index];

	if (index >= cell->mmio_count || access->address < region->start ||
	    access->address - region->start + access->size > region->size) {
		return MMIO_UNHANDLED;
	}
	access->address -= region->start;
	return region->handler(region->opaque, access);
}

bool mmio_is_trapped(struct cell *cell, u64 address)
{
	unsigned int index = find(cell, address);

	return index < cell->mmio_count &&
	       address - cell->mmio[index].start < cell->mmio[index].size;
}
