// SPDX-License-Identifier: GPL-2.0-only
/* Formats of translation tables: those of EL2 and stage 2 differ in attributes. */
#include <asm/layout.h>
#include <asm/paging_arm64.h>

#define PTE_VALID     (1ULL << 0)
#define PTE_TABLE     (1ULL << 1) /* table, or page at the last level */
#define PTE_ATTRIBUTE 2		  /* stage 1: index into MAIR_EL2 */
#define PTE_EL2_AP1   (1ULL << 6) /* reads as one at EL2 */
#define PTE_EL2_RO    (1ULL << 7)
#define PTE_S2_NORMAL (0xfULL << 2)
#define PTE_S2_DEVICE (0x1ULL << 2) /* nGnRE */
#define PTE_S2_READ   (1ULL << 6)
#define PTE_S2_WRITE  (1ULL << 7)
#define PTE_SHAREABLE (3ULL << 8) /* inner */
#define PTE_ACCESSED  (1ULL << 10)
#define PTE_XN	      (1ULL << 54)
#define PTE_PHYS      0x0000fffffffff000ULL

/* VTCR_EL2: 4 KiB granule, inner shareable, write-back */
#define VTCR_COMMON	0x80003500
#define VTCR_SL0_LEVEL1 (1UL << 6)
#define VTCR_SL0_LEVEL0 (2UL << 6)
#define VTCR_PS_SHIFT	16

u64 stage2_limit;

static u64 leaf_type(unsigned int level)
{
	return PTE_VALID | PTE_ACCESSED | PTE_SHAREABLE | (level ? 0 : PTE_TABLE);
}

static u64 el2_leaf(u64 phys, u32 flags, unsigned int level)
{
	return phys | leaf_type(level) | PTE_EL2_AP1 | (flags & PT_WRITE ? 0 : PTE_EL2_RO) |
	       (flags & PT_EXECUTE ? 0 : PTE_XN) |
	       (flags & PT_DEVICE ? MAIR_DEVICE << PTE_ATTRIBUTE : 0);
}

static u64 stage2_leaf(u64 phys, u32 flags, unsigned int level)
{
	return phys | leaf_type(level) | (flags & PT_READ ? PTE_S2_READ : 0) |
	       (flags & PT_WRITE ? PTE_S2_WRITE : 0) | (flags & PT_EXECUTE ? 0 : PTE_XN) |
	       (flags & PT_DEVICE ? PTE_S2_DEVICE : PTE_S2_NORMAL);
}

static u64 resize_leaf(u64 leaf, u64 phys, unsigned int level)
{
	return (leaf & ~(PTE_PHYS | PTE_TABLE)) | phys | (level ? 0 : PTE_TABLE);
}

static u64 make_table(u64 phys)
{
	return phys | PTE_VALID | PTE_TABLE;
}

static bool is_present(u64 entry)
{
	return entry & PTE_VALID;
}

static bool is_leaf(u64 entry, unsigned int level)
{
	return level == 0 || !(entry & PTE_TABLE);
}

static u64 entry_phys(u64 entry, __attribute__((unused)) unsigned int level)
{
	return entry & PTE_PHYS;
}

#define COMMON_FORMAT                                                                              \
	.leaf_levels = 0x7, .resize_leaf = resize_leaf, .table = make_table,                       \
	.present = is_present, .is_leaf = is_leaf, .phys = entry_phys

const struct paging_format paging_el2 = { .levels = 4, .leaf = el2_leaf, COMMON_FORMAT };

struct paging_format paging_stage2 = { .levels = 3, .leaf = stage2_leaf, COMMON_FORMAT };

/*
 * A walk may begin at level 0 only with 44 or more bits of physical addresses.
 * With fewer it begins at level 1, where one table translates 39 bits.
 */
u64 paging_stage2_init(unsigned int range)
{
	static const u8 bits[] = { 32, 36, 40, 42, 44, 48 };
	unsigned int size = range < ARRAY_SIZE(bits) ? bits[range] : 48;
	u64 start = VTCR_SL0_LEVEL0;

	if (range > 5) {
		range = 5;
	}
	if (size >= 44) {
		paging_stage2.levels = 4;
	} else {
		size = MIN(size, 39U);
		start = VTCR_SL0_LEVEL1;
	}
	stage2_limit = 1ULL << size;
	return VTCR_COMMON | start | (u64)range << VTCR_PS_SHIFT | (64 - size);
}
