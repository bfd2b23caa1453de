// SPDX-License-Identifier: GPL-2.0-only
#include <core/paging.h>

#define ENTRIES	       512
#define BITS_PER_LEVEL 9

struct page_pool mem_pool, remap_pool;

static bool test_bit(const unsigned long *bitmap, unsigned long n)
{
	return bitmap[n / 64] & (1UL << (n % 64));
}

static void set_bits(unsigned long *bitmap, unsigned long first, unsigned long num, bool value)
{
	for (unsigned long n = first; n < first + num; n++) {
		if (value) {
			bitmap[n / 64] |= 1UL << (n % 64);
		} else {
			bitmap[n / 64] &= ~(1UL << (n % 64));
		}
	}
}

/* First fit. Pools are searched in management operations only. */
unsigned long pool_take(struct page_pool *pool, unsigned int num, unsigned int align)
{
	unsigned long run = 0, first;

	for (unsigned long n = 0; n < pool->pages; n++) {
		if (test_bit(pool->bitmap, n)) {
			run = 0;
			continue;
		}
		if (run == 0 && (pool->base / PAGE_SIZE + n) % align) {
			continue;
		}
		if (++run == num) {
			first = n + 1 - num;
			set_bits(pool->bitmap, first, num, true);
			pool->used += num;
			return pool->base + first * PAGE_SIZE;
		}
	}
	return 0;
}

void pool_give(struct page_pool *pool, unsigned long address, unsigned int num)
{
	set_bits(pool->bitmap, (address - pool->base) / PAGE_SIZE, num, false);
	pool->used -= num;
}

void *page_alloc_aligned(unsigned int num)
{
	void *pages = (void *)pool_take(&mem_pool, num, num);

	return pages ? memset(pages, 0, num * PAGE_SIZE) : NULL;
}

void *page_alloc(unsigned int num)
{
	void *pages = (void *)pool_take(&mem_pool, num, 1);

	return pages ? memset(pages, 0, num * PAGE_SIZE) : NULL;
}

void page_free(void *pages, unsigned int num)
{
	if (pages) {
		pool_give(&mem_pool, (unsigned long)pages, num);
	}
}

/* ---- page tables ---- */

static unsigned int level_shift(unsigned int level)
{
	return PAGE_SHIFT + level * BITS_PER_LEVEL;
}

static u64 *entry_of(u64 *table, u64 virt, unsigned int level)
{
	return &table[(virt >> level_shift(level)) % ENTRIES];
}

static u64 *table_of(const struct paging_format *format, u64 entry, unsigned int level)
{
	return hv_phys_to_virt(format->phys(entry, level));
}

/* Replaces a leaf by a table that maps the same memory in smaller pages. */
static int split_leaf(const struct paging_format *format, u64 *entry, unsigned int level)
{
	u64 attributes = *entry, phys = format->phys(*entry, level);
	u64 *table = page_alloc(1);

	if (!table) {
		return -ENOMEM;
	}
	for (unsigned int n = 0; n < ENTRIES; n++) {
		table[n] = format->resize_leaf(
			attributes, phys + ((u64)n << level_shift(level - 1)), level - 1);
	}
	*entry = format->table(hv_virt_to_phys(table));
	return 0;
}

/* The next lower table of an entry; NULL if memory ran out. */
static u64 *descend(const struct paging_format *format, u64 *entry, unsigned int level)
{
	u64 *table;

	if (format->present(*entry)) {
		if (format->is_leaf(*entry, level) && split_leaf(format, entry, level)) {
			return NULL;
		}
		return table_of(format, *entry, level);
	}
	table = page_alloc(1);
	if (table) {
		*entry = format->table(hv_virt_to_phys(table));
	}
	return table;
}

static void free_tables(const struct paging_format *format, u64 entry, unsigned int level)
{
	u64 *table;

	if (!format->present(entry) || format->is_leaf(entry, level)) {
		return;
	}
	table = table_of(format, entry, level);
	for (unsigned int n = 0; level > 1 && n < ENTRIES; n++) {
		free_tables(format, table[n], level - 1);
	}
	page_free(table, 1);
}

static bool leaf_fits(const struct paging_format *format, unsigned int level, u64 virt, u64 phys,
		      u64 size, u32 flags)
{
	u64 page = 1ULL << level_shift(level);

	if (level == 0) {
		return true;
	}
	return format->leaf_levels & (1U << level) && !(flags & (PT_NO_HUGEPAGE | PT_REPEAT)) &&
	       !((virt | phys) & (page - 1)) && size >= page;
}

/* True if a larger page maps the address already as it is wanted. */
static bool maps_already(const struct paging_format *format, u64 entry, unsigned int level,
			 u64 virt, u64 phys, u32 flags)
{
	u64 offset = virt & ((1ULL << level_shift(level)) - 1);

	return format->present(entry) && format->is_leaf(entry, level) &&
	       !(flags & (PT_NO_HUGEPAGE | PT_REPEAT)) &&
	       entry == format->leaf(phys - offset, flags, level);
}

/* Pages of one size, up to the end of their table. @return: bytes */
static u64 fill_entries(const struct paging_format *format, u64 *entry, unsigned int level,
			u64 virt, u64 phys, u64 size, u32 flags)
{
	u64 page = 1ULL << level_shift(level), done = 0;

	do {
		if (level) {
			free_tables(format, *entry, level);
		}
		*entry++ = format->leaf(phys, flags, level);
		phys += flags & PT_REPEAT ? 0 : page;
		done += page;
	} while (size - done >= page && (virt + done) & ((page << BITS_PER_LEVEL) - 1));
	return done;
}

/* Maps what one table takes. @return: bytes from virt on, 0 if memory ran out */
static u64 map_entries(struct page_table *table, u64 virt, u64 phys, u64 size, u32 flags)
{
	const struct paging_format *format = table->format;
	unsigned int level = format->levels - 1;
	u64 *pt = table->root, *entry = entry_of(pt, virt, level), page;

	while (!leaf_fits(format, level, virt, phys, size, flags)) {
		if (maps_already(format, *entry, level, virt, phys, flags)) {
			/* not split: what was never unmapped comes back without memory */
			page = 1ULL << level_shift(level);
			return MIN(size, page - (virt & (page - 1)));
		}
		pt = descend(format, entry, level);
		if (!pt) {
			return 0;
		}
		entry = entry_of(pt, virt, --level);
	}
	return fill_entries(format, entry, level, virt, phys, size, flags);
}

int paging_map(struct page_table *table, u64 virt, u64 phys, u64 size, u32 flags)
{
	u64 mapped;

	for (; size; virt += mapped, size -= mapped) {
		mapped = map_entries(table, virt, phys, size, flags);
		if (!mapped) {
			return -ENOMEM;
		}
		phys += flags & PT_REPEAT ? 0 : mapped;
	}
	return 0;
}

static bool table_empty(const struct paging_format *format, const u64 *table)
{
	for (unsigned int n = 0; n < ENTRIES; n++) {
		if (format->present(table[n])) {
			return false;
		}
	}
	return true;
}

/* Frees the tables on the way to virt that hold nothing any more. */
static void prune(struct page_table *table, u64 virt)
{
	const struct paging_format *format = table->format;
	u64 *path[8], *pt = table->root;
	unsigned int level = format->levels - 1;

	for (;; level--) {
		path[level] = entry_of(pt, virt, level);
		if (level == 0 || !format->present(*path[level]) ||
		    format->is_leaf(*path[level], level)) {
			break;
		}
		pt = table_of(format, *path[level], level);
	}
	for (level++; level < format->levels; level++) {
		pt = table_of(format, *path[level], level);
		if (!table_empty(format, pt)) {
			break;
		}
		*path[level] = 0;
		page_free(pt, 1);
	}
}

int paging_unmap(struct page_table *table, u64 virt, u64 size)
{
	const struct paging_format *format = table->format;
	unsigned int level;
	u64 *entry, step, *pt;

	while (size) {
		level = format->levels - 1;
		entry = entry_of(table->root, virt, level);
		for (;;) {
			step = 1ULL << level_shift(level);
			if (!format->present(*entry)) {
				break;
			}
			if (format->is_leaf(*entry, level) && !(virt & (step - 1)) &&
			    size >= step) {
				*entry = 0;
				break;
			}
			pt = descend(format, entry, level);
			if (!pt) {
				return -ENOMEM;
			}
			entry = entry_of(pt, virt, --level);
		}
		step -= virt & (step - 1);
		step = MIN(step, size);
		virt += step;
		size -= step;
		/* once for each table, when its last page has gone */
		if (!size || !(virt & ((1ULL << level_shift(1)) - 1))) {
			prune(table, virt - 1);
		}
	}
	return 0;
}

u64 paging_translate(const struct page_table *table, u64 virt)
{
	const struct paging_format *format = table->format;
	unsigned int level = format->levels - 1;
	u64 *pt = table->root, *entry;

	for (;; level--) {
		entry = entry_of(pt, virt, level);
		if (!format->present(*entry)) {
			return PAGING_INVALID;
		}
		if (format->is_leaf(*entry, level)) {
			return format->phys(*entry, level) |
			       (virt & ((1ULL << level_shift(level)) - 1));
		}
		pt = table_of(format, *entry, level);
	}
}

void paging_destroy(struct page_table *table)
{
	for (unsigned int n = 0; n < ENTRIES; n++) {
		free_tables(table->format, table->root[n], table->format->levels - 1);
		table->root[n] = 0;
	}
}

/* True if all entries of a table together equal one larger leaf. */
static bool can_merge(const struct paging_format *format, const u64 *table, unsigned int level)
{
	u64 phys = format->phys(table[0], level);

	if (!(format->leaf_levels & (1U << (level + 1))) ||
	    phys & ((1ULL << level_shift(level + 1)) - 1)) {
		return false;
	}
	for (unsigned int n = 0; n < ENTRIES; n++) {
		if (!format->present(table[n]) || !format->is_leaf(table[n], level) ||
		    table[n] != format->resize_leaf(table[0], phys + ((u64)n << level_shift(level)),
						    level)) {
			return false;
		}
	}
	return true;
}

static void merge_at(struct page_table *table, u64 virt, unsigned int level)
{
	const struct paging_format *format = table->format;
	u64 *entry = entry_of(table->root, virt, format->levels - 1), *pt;

	for (unsigned int l = format->levels - 1;; l--) {
		if (!format->present(*entry) || format->is_leaf(*entry, l)) {
			return;
		}
		pt = table_of(format, *entry, l);
		if (l == level) {
			break;
		}
		entry = entry_of(pt, virt, l - 1);
	}
	if (can_merge(format, pt, level - 1)) {
		*entry = format->resize_leaf(pt[0], format->phys(pt[0], level - 1), level);
		page_free(pt, 1);
	}
}

void paging_merge(struct page_table *table, u64 virt, u64 size)
{
	u64 page, last = virt + size - 1;

	for (unsigned int level = 1; level < 3; level++) {
		page = 1ULL << level_shift(level);
		for (u64 at = virt & ~(page - 1); at <= last; at += page) {
			merge_at(table, at, level);
		}
	}
}
