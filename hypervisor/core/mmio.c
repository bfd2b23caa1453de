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

/*
 * The last region that begins at or below the address, else the first. Behind
 * those in use there is one more, which is empty: there always is one to find.
 */
static struct mmio_region *find(const struct cell *cell, u64 address)
{
	struct mmio_region *region = cell->mmio;
	unsigned int half;

	/* no branch depends on the address, and none is mispredicted */
	for (unsigned int count = cell->mmio_count; count > 1; count -= half) {
		half = count / 2;
		region += region[half].start <= address ? half : 0;
	}
	return region;
}

static bool contains(const struct mmio_region *region, u64 address)
{
	return address - region->start < region->size;
}

/* Where a region belongs that begins there. */
static unsigned int index_for(const struct cell *cell, u64 start)
{
	const struct mmio_region *region = find(cell, start);

	return region - cell->mmio + (region->size && region->start <= start);
}

static bool is_free(const struct cell *cell, unsigned int index, u64 start, u64 size)
{
	return start + size > start && (index == 0 || !contains(&cell->mmio[index - 1], start)) &&
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
	unsigned int index = index_for(cell, start);
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
	struct mmio_region *region = find(cell, start);

	if (region->size == 0 || region->start != start) {
		return;
	}
	/* the empty one behind the last moves along */
	for (const struct mmio_region *end = cell->mmio + cell->mmio_count--; region < end;
	     region++) {
		region[0] = region[1];
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
	index = index_for(cell, start);
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

/* As it is when nobody changes the table. */
static struct mmio_region look_up(struct cell *cell, u64 address)
{
	u32 sequence = cell->mmio_sequence;
	struct mmio_region region;

	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	region = *find(cell, address);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	if (unlikely(sequence & 1 || sequence != cell->mmio_sequence)) {
		spin_lock(&cell->mmio_lock);
		region = *find(cell, address);
		spin_unlock(&cell->mmio_lock);
	}
	return region;
}

enum mmio_result mmio_dispatch(struct mmio_access *access)
{
	struct cell *cell = this_cell();
	struct mmio_region region = look_up(cell, access->address);
	u64 offset = access->address - region.start;

	if (cell == &root_cell && lent_includes(access->address, access->size)) {
		return MMIO_UNHANDLED;
	}
	if (offset >= region.size || access->size > region.size - offset) {
		return cell == &root_cell ? lent_access_rest(access) : MMIO_UNHANDLED;
	}
	access->address = offset;
	return region.handler(region.opaque, access);
}

bool mmio_is_trapped(struct cell *cell, u64 address)
{
	return contains(find(cell, address), address) ||
	       (cell == &root_cell && lent_has_rest(address));
}
