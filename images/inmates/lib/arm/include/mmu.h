/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_MMU_H
#define _INMATE_MMU_H

#include <inmate.h>

#define MMU_NUM_GIBS 4

#define MAIR_CACHED_DEVICE 0x04ff

#define TTBCR_LONG_DESCRIPTORS (1UL << 31)
#define TTBCR_CACHED_WALKS     (1UL << 8 | 1UL << 10 | 3UL << 12)
#define TTBCR_NO_TTBR1	       (1UL << 23)
#define SCTLR_MMU_CACHES       (1UL << 0 | 1UL << 2 | 1UL << 12)

#define REG_SCTLR "p15, 0, %0, c1, c0, 0"
#define REG_TTBCR "p15, 0, %0, c2, c0, 2"
#define REG_MAIR0 "p15, 0, %0, c10, c2, 0"

/** After a change of the translation table. */
static inline void mmu_written(bool replaced)
{
	asm volatile("dsb ishst; isb" : : : "memory");
	if (replaced) {
		/* TLBIALLIS */
		asm volatile("mcr p15, 0, %0, c8, c3, 0; dsb ish; isb" : : "r"(0) : "memory");
	}
}

static inline void mmu_load(u64 *table)
{
	write_sysreg(REG_MAIR0, MAIR_CACHED_DEVICE);
	write_sysreg(REG_TTBCR, TTBCR_LONG_DESCRIPTORS | TTBCR_CACHED_WALKS | TTBCR_NO_TTBR1);
	asm volatile("mcrr p15, 0, %Q0, %R0, c2; isb"
		     :
		     : "r"((u64)(unsigned long)table)
		     : "memory");
	/* TLBIALL, ICIALLU */
	asm volatile("mcr p15, 0, %0, c8, c7, 0; mcr p15, 0, %0, c7, c5, 0; dsb; isb"
		     :
		     : "r"(0)
		     : "memory");
	write_sysreg(REG_SCTLR, read_sysreg(REG_SCTLR) | SCTLR_MMU_CACHES);
}

#endif
