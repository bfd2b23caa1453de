// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each cell's trapped regions are kept sorted, so that an access finds its
 * region by binary search. The table changes while the cell is suspended, but
 * for the windows of virtual devices, which the cell moves itself: then a CPU
 * that searches meanwhile sees it by the sequence number and searches again.
 */
#include <core/cell.h>
#include <core/lent.h>
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

static bool is_free(const struct cell *cell, unsigned int index, u64 start, u64 size)
{
	return start + size > start &&
	       (index >= cell->mmio_count || cell->mmio[index].start >= start + size);
}

static void insert(struct cell *cell, unsigned int index, const struct mmio_region *region)
{
	for (unsigned int n = cell->mmio_count++; n > index; n--) {
		cell->mmio[n] = cell->mmio[n - 1];
	}
	cell->mmio[index] = *region;
}

int mmio_register(struct cell *cell, u64 start, u64 size, mmio_handler handler, void *opaque)
{
	unsigned int index = find(cell, start);
	u64 first_page = start & PAGE_MASK;
	int err;

	if (cell->mmio_count >= cell->mmio_max) {
		return -ENOMEM;
	}
	if (!is_free(cell, index, start, size)) {
		return -EINVAL;
	}
	err = paging_unmap(&cell->stage2, first_page, PAGE_ALIGN(start + size) - first_page);
	if (err) {
		return refuse_memory(1);
	}
	insert(cell, index, &(struct mmio_region){ start, size, handler, opaque });
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

/* ---- windows that the cell moves while it runs ---- */

static void begin_change(struct cell *cell)
{
	spin_lock(&cell->mmio_lock);
	cell->mmio_sequence++;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static void end_change(struct cell *cell)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	cell->mmio_sequence++;
	spin_unlock(&cell->mmio_lock);
}

bool mmio_open_window(struct cell *cell, u64 start, u64 size, mmio_handler handler, void *opaque)
{
	unsigned int index;
	bool free;

	begin_change(cell);
	index = find(cell, start);
	free = cell->mmio_count < cell->mmio_max && is_free(cell, index, start, size);
	if (free) {
		insert(cell, index, &(struct mmio_region){ start, size, handler, opaque });
	}
	end_change(cell);
	return free;
}

void mmio_close_window(struct cell *cell, u64 start)
{
	begin_change(cell);
	mmio_unregister(cell, start);
	end_change(cell);
}

/* ---- accesses ---- */

/* The region of an access; its size is 0 if there is none. */
static struct mmio_region look_up(const struct cell *cell, u64 address)
{
	unsigned int index = find(cell, address);

	/* there is one element more than are used */
	return index < cell->mmio_count ? cell->mmio[index] : (struct mmio_region){ 0 };
}

static struct mmio_region look_up_stable(struct cell *cell, u64 address)
{
	u32 sequence = cell->mmio_sequence;
	struct mmio_region region;

	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	region = look_up(cell, address);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	if (unlikely(sequence & 1 || sequence != cell->mmio_sequence)) {
		spin_lock(&cell->mmio_lock);
		region = look_up(cell, address);
		spin_unlock(&cell->mmio_lock);
	}
	return region;
}

enum mmio_result mmio_dispatch(struct mmio_access *access)
{
	struct mmio_region region = look_up_stable(this_cell(), access->address);

	if (this_cell() == &root_cell && lent_includes(access->address, access->size)) {
		return MMIO_UNHANDLED;
	}
	if (access->address - region.start >= region.size ||
	    access->address - region.start + access->size > region.size) {
		return this_cell() == &root_cell ? lent_access_rest(access) : MMIO_UNHANDLED;
	}
	access->address -= region.start;
	return region.handler(region.opaque, access);
}

bool mmio_is_trapped(struct cell *cell, u64 address)
{
	unsigned int index = find(cell, address);

	return (index < cell->mmio_count &&
		address - cell->mmio[index].start < cell->mmio[index].size) ||
	       (cell == &root_cell && lent_has_rest(address));
}
