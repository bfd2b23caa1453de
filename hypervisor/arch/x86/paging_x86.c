// SPDX-License-Identifier: GPL-2.0-only
/*
 * Format of long-mode page tables, used for the hypervisor itself and, since
 * AMD's nested tables have the same format, for stage 2 of cells under SVM.
 */
#include <asm/paging_x86.h>

#define PTE_PRESENT  (1ULL << 0)
#define PTE_WRITE    (1ULL << 1)
#define PTE_USER     (1ULL << 2)
#define PTE_UNCACHED (3ULL << 3) /* PCD and PWT: entry 3 of the PAT, always UC */
#define PTE_ACCESSED (1ULL << 5)
#define PTE_DIRTY    (1ULL << 6)
#define PTE_LARGE    (1ULL << 7)
#define PTE_NX	     (1ULL << 63)
#define PTE_PHYS     0x000ffffffffff000ULL

/* accessed and dirty are set from the start, so that the CPU need not, and entries compare */
static u64 make_leaf(u64 phys, u32 flags, unsigned int level)
{
	return phys | PTE_PRESENT | PTE_ACCESSED | PTE_DIRTY | (level ? PTE_LARGE : 0) |
	       (flags & PT_WRITE ? PTE_WRITE : 0) | (flags & PT_EXECUTE ? 0 : PTE_NX) |
	       (flags & PT_DEVICE ? PTE_UNCACHED : 0) | (flags & PT_USER ? PTE_USER : 0);
}

static u64 resize_leaf(u64 leaf, u64 phys, unsigned int level)
{
	return (leaf & ~(PTE_PHYS | PTE_LARGE)) | phys | (level ? PTE_LARGE : 0);
}

static u64 make_table(u64 phys)
{
	return phys | PTE_PRESENT | PTE_WRITE | PTE_USER | PTE_ACCESSED;
}

static bool is_present(u64 entry)
{
	return entry & PTE_PRESENT;
}

static bool is_leaf(u64 entry, unsigned int level)
{
	return level == 0 || entry & PTE_LARGE;
}

static u64 entry_phys(u64 entry, __attribute__((unused)) unsigned int level)
{
	return entry & PTE_PHYS;
}

struct paging_format paging_x86 = {
	.levels = 4,
	.leaf_levels = 0x3, /* 1 GiB pages join when the CPU has them */
	.leaf = make_leaf,
	.resize_leaf = resize_leaf,
	.table = make_table,
	.present = is_present,
	.is_leaf = is_leaf,
	.phys = entry_phys,
};

u64 paging_x86_read_only(u64 entry)
{
	return entry ? (entry & ~PTE_WRITE) | PTE_NX : 0;
}
