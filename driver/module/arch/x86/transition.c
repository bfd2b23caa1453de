// SPDX-License-Identifier: GPL-2.0-only
/* x86: the transition page table, four levels, 4 KiB pages. */

#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/list.h>
#include <asm/pgtable_types.h>

#include "transition.h"

#define LEVELS	    4
#define INDEX_BITS  9
#define INDEX_MASK  ((1UL << INDEX_BITS) - 1)
#define ENTRY_FRAME 0x000ffffffffff000UL

#define ENTRY_TABLE (_PAGE_PRESENT | _PAGE_RW)
#define ENTRY_TEXT  (_PAGE_PRESENT)
#define ENTRY_DATA  (_PAGE_PRESENT | _PAGE_RW | _PAGE_NX)

/* all pages of the table; the first is its root */
static LIST_HEAD(tables);

static u64 *new_table(void)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);

	if (!page) {
		return NULL;
	}
	list_add_tail(&page->lru, &tables);
	return page_address(page);
}

/* The entry of the last level for this address; missing levels are added. */
static u64 *walk(u64 *table, unsigned long virt)
{
	unsigned int level;

	for (level = LEVELS - 1; level > 0; level--) {
		u64 *entry = &table[(virt >> (PAGE_SHIFT + level * INDEX_BITS)) & INDEX_MASK];

		if (*entry) {
			table = phys_to_virt(*entry & ENTRY_FRAME);
			continue;
		}
		table = new_table();
		if (!table) {
			return NULL;
		}
		*entry = virt_to_phys(table) | ENTRY_TABLE;
	}
	return &table[(virt >> PAGE_SHIFT) & INDEX_MASK];
}

static int map_page(u64 *root, unsigned long virt, phys_addr_t phys, u64 flags)
{
	u64 *entry = walk(root, virt);

	if (!entry) {
		return -ENOMEM;
	}
	*entry = phys | flags;
	return 0;
}

static int map_hypervisor(u64 *root, const struct hv_memory *memory)
{
	u64 offset;
	int err;

	for (offset = 0; offset < memory->size; offset += PAGE_SIZE) {
		bool text = offset >= memory->text_start && offset < memory->text_end;

		err = map_page(root, JAILHOUSE_BASE + offset, memory->start + offset,
			       text ? ENTRY_TEXT : ENTRY_DATA);
		if (err) {
			return err;
		}
	}
	return 0;
}

int transition_create(const struct hv_memory *memory, unsigned long trampoline_virt,
		      phys_addr_t trampoline_phys, u64 *cr3)
{
	u64 *root = new_table();
	int err;

	if (!root) {
		return -ENOMEM;
	}
	err = map_hypervisor(root, memory);
	if (!err) {
		err = map_page(root, trampoline_virt, trampoline_phys, ENTRY_TEXT);
	}
	if (err) {
		transition_destroy();
		return err;
	}
	*cr3 = virt_to_phys(root);
	return 0;
}

void transition_destroy(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &tables, lru)
	{
		list_del(&page->lru);
		__free_page(page);
	}
}
