// SPDX-License-Identifier: GPL-2.0-only
#include <core/cell.h>
#include <core/console.h>
#include <core/lent.h>
#include <core/memory.h>
#include <core/reason.h>

/* Of all cells, sorted by address. Ranges of one cell may overlap. */
#define MAX_LENT 512
static struct lent *table[MAX_LENT];
static unsigned int count;

static u64 end_of(const struct lent *lent)
{
	return lent->start + lent->size;
}

static bool same_page(u64 a, u64 b)
{
	return !((a ^ b) & PAGE_MASK);
}

/* ---- what root may access ---- */

/* Index of the first range that ends above the address. */
static unsigned int find(u64 address)
{
	unsigned int low = 0, high = count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (end_of(table[middle]->reach) > address) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low;
}

bool lent_includes(u64 address, unsigned int size)
{
	unsigned int index = find(address);

	return index < count && table[index]->start < address + size;
}

/* A range in the page of an address that is not lent, and root's rights there. */
static const struct lent *find_neighbour(u64 address, u64 *rights)
{
	unsigned int index = find(address);
	const struct lent *before = index ? table[index - 1]->reach : NULL;

	if (before && same_page(end_of(before) - 1, address)) {
		*rights = before->rest_of_last;
		return before;
	}
	if (index < count && same_page(table[index]->start, address)) {
		*rights = table[index]->rest_of_first;
		return table[index];
	}
	return NULL;
}

bool lent_has_rest(u64 address)
{
	u64 rights = 0;

	return !lent_includes(address, 1) && find_neighbour(address, &rights) && rights;
}

enum mmio_result lent_access_rest(struct mmio_access *access)
{
	u64 needed = access->is_write ? JAILHOUSE_MEM_WRITE : JAILHOUSE_MEM_READ, rights;
	const struct lent *neighbour = find_neighbour(access->address, &rights);

	if (!neighbour || !(rights & needed) ||
	    !same_page(access->address, access->address + access->size - 1)) {
		return MMIO_UNHANDLED;
	}
	mmio_perform(neighbour->device + (s64)(access->address - neighbour->start), access);
	return MMIO_HANDLED;
}

/* ---- lending ---- */

static u64 root_rights(u64 address)
{
	u64 rights = 0;

	for (unsigned int n = 0; n < root_cell.config.num_memory; n++) {
		const struct jailhouse_memory *root = &root_cell.config.memory[n];

		if (!config_is_subpage(root) && !(root->flags & JAILHOUSE_MEM_COMM_REGION) &&
		    address - root->phys_start < root->size) {
			rights |= root->flags & (JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE);
		}
	}
	return rights;
}

static void update_reach(void)
{
	for (unsigned int n = 0; n < count; n++) {
		const struct lent *before = n ? table[n - 1]->reach : NULL;

		table[n]->reach = before && end_of(before) > end_of(table[n]) ? before : table[n];
	}
}

static void insert(struct lent *lent)
{
	unsigned int n;

	for (n = count++; n > 0 && table[n - 1]->start > lent->start; n--) {
		table[n] = table[n - 1];
	}
	table[n] = lent;
	update_reach();
}

/* @return: false if it was not there */
static bool remove(const struct lent *lent)
{
	unsigned int before = count;

	count = 0;
	for (unsigned int n = 0; n < before; n++) {
		if (table[n] != lent) {
			table[count++] = table[n];
		}
	}
	update_reach();
	return count < before;
}

int lent_unmap(u64 start, u64 end)
{
	int err = 0;

	for (unsigned int n = 0; n < count && !err; n++) {
		u64 first = MAX(start, table[n]->start & PAGE_MASK);
		u64 last = MIN(end, PAGE_ALIGN(end_of(table[n])));

		if (first < last) {
			err = paging_unmap(&root_cell.stage2, first, last - first);
		}
	}
	return err;
}

int lent_add(struct lent *lent)
{
	if (count == MAX_LENT) {
		return refuse(-ENOMEM, JAILHOUSE_REASON_MEM_SUBPAGES, NULL, count + 1, MAX_LENT);
	}
	lent->rest_of_first = root_rights(lent->start);
	lent->rest_of_last = root_rights(end_of(lent) - 1);
	insert(lent);
	if (lent_unmap(lent->start & PAGE_MASK, PAGE_ALIGN(end_of(lent)))) {
		lent_remove(lent);
		return refuse_memory(1);
	}
	return 0;
}

void lent_remove(struct lent *lent)
{
	if (remove(lent) &&
	    memory_give_pages_to_root(lent->start & PAGE_MASK, PAGE_ALIGN(end_of(lent)))) {
		printk("WARNING: Failed to re-assign memory region to root cell\n");
	}
}
