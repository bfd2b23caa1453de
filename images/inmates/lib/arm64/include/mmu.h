/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_MMU_H
#define _INMATE_MMU_H

#include <inmate.h>

/* 39 bits of address */
#define MMU_NUM_GIBS 512

#define MAIR_CACHED_DEVICE 0x04ff

#define TCR_T0SZ_39_BITS 25
#define TCR_CACHED_WALKS (1UL << 8 | 1UL << 10 | 3UL << 12)
#define TCR_NO_TTBR1	 (1UL << 23)
#define TCR_IPS_40_BITS	 (2UL << 32)
#define SCTLR_MMU_CACHES (1UL << 0 | 1UL << 2 | 1UL << 12)

/** After a change of the translation table. */
static inline void mmu_written(bool replaced)
{
	asm volatile("dsb ishst; isb" : : : "memory");
	if (replaced) {
		asm volatile("tlbi vmalle1is; dsb ish; isb" : : : "memory");
	}
}

static inline void mmu_load(u64 *table)
{
	write_sysreg("mair_el1", MAIR_CACHED_DEVICE);
	write_sysreg("tcr_el1",
		     TCR_T0SZ_39_BITS | TCR_CACHED_WALKS | TCR_NO_TTBR1 | TCR_IPS_40_BITS);
	write_sysreg("ttbr0_el1", (unsigned long)table);
	asm volatile("tlbi vmalle1; ic iallu; dsb sy; isb" : : : "memory");
	write_sysreg("sctlr_el1", read_sysreg("sctlr_el1") | SCTLR_MMU_CACHES);
}

#endif
