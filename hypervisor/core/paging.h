/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_PAGING_H
#define CORE_PAGING_H

#include <core/defs.h>

/*
 * Memory of the hypervisor: a pool of pages inside the hypervisor's region,
 * mapped at a fixed offset, and a range of addresses for device registers.
 * Both change only while the management lock is held (or during start-up).
 */

struct page_pool {
	/** Address of the first page. */
	unsigned long base;
	unsigned long pages;
	unsigned long used;
	unsigned long *bitmap;
};

extern struct page_pool mem_pool;   /* pages of memory */
extern struct page_pool remap_pool; /* addresses for device mappings */

/** Take @num contiguous pages, the first aligned to @align pages. @return: address or 0 */
unsigned long pool_take(struct page_pool *pool, unsigned int num, unsigned int align);
void pool_give(struct page_pool *pool, unsigned long address, unsigned int num);

/**
 * Take contiguous zeroed pages from the memory pool.
 * @return: address, NULL if there are not enough
 */
void *page_alloc(unsigned int num);

/** The same, aligned to @num pages (a power of two). */
void *page_alloc_aligned(unsigned int num);

/** Return pages to the pool. NULL is accepted. */
void page_free(void *pages, unsigned int num);

/** Physical address of hypervisor memory and back (pool, core image). */
u64 hv_virt_to_phys(const volatile void *virt);
void *hv_phys_to_virt(u64 phys);

/**
 * Map device registers, uncached and for data only.
 * @phys: need not be page-aligned
 * @return: address that corresponds to @phys, NULL if addresses or pages ran out
 */
void *device_map(u64 phys, unsigned long size);
/** Map memory that cells share likewise, cached; device_unmap() undoes it. */
void *ram_map(u64 phys, unsigned long size);
void device_unmap(void *virt, unsigned long size);

/* Flags of mappings, translated by the format of the table. */
#define PT_READ	       0x01
#define PT_WRITE       0x02
#define PT_EXECUTE     0x04
#define PT_DEVICE      0x08 /* uncached (x86), device memory (ARM) */
#define PT_NO_HUGEPAGE 0x10
#define PT_USER	       0x20 /* stage 2 of AMD: guest accesses count as user accesses */
#define PT_REPEAT      0x40 /* every page shows the memory of the first one */

/** What the table walker must know of a page-table format. */
struct paging_format {
	/** Number of levels; each resolves 9 bits above the page offset. */
	unsigned int levels;
	/** Bit n set: entries at level n (0 = 4 KiB pages) may map memory. */
	u32 leaf_levels;
	u64 (*leaf)(u64 phys, u32 flags, unsigned int level);
	/** Entry at @level with the attributes of a larger leaf. */
	u64 (*resize_leaf)(u64 leaf, u64 phys, unsigned int level);
	u64 (*table)(u64 phys);
	bool (*present)(u64 entry);
	bool (*is_leaf)(u64 entry, unsigned int level);
	u64 (*phys)(u64 entry, unsigned int level);
};

struct page_table {
	const struct paging_format *format;
	u64 *root;
};

/**
 * Map [virt, virt+size) to phys, with the largest pages that fit; splits larger
 * pages where needed. All three page-aligned.
 * @return: 0 or -ENOMEM (what was mapped so far stays)
 */
int paging_map(struct page_table *table, u64 virt, u64 phys, u64 size, u32 flags);

/** Remove mappings; only splitting a large page needs memory. @return: 0 or -ENOMEM */
int paging_unmap(struct page_table *table, u64 virt, u64 size);

/** Replace tables in the range by larger pages wherever they map the same. */
void paging_merge(struct page_table *table, u64 virt, u64 size);

/** Physical address that @virt is mapped to, or PAGING_INVALID. */
u64 paging_translate(const struct page_table *table, u64 virt);
#define PAGING_INVALID (~0ULL)

/** Free all tables below the root (not the root itself, nor what is mapped). */
void paging_destroy(struct page_table *table);

#endif
