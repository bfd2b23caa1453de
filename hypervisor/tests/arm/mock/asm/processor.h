/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H

/* The processor that runs the tests; registers of EL2 are variables. */

#include <core/defs.h>

#define SPSR_AARCH32	 0x10
#define SPSR_T32	 0x20
#define SPSR_EL1H_MASKED 0x3c5

#define ESR_ISS(esr) ((esr)&0x1ffffff)
#define HCR_RW	     (1UL << 31)
#define HCR_ATA	     (1UL << 56)

extern u64 test_elr_el2, test_spsr_el2, test_esr_el2, test_actlr_el1;
extern u64 test_elr_el1, test_spsr_el1, test_esr_el1, test_vbar_el1, test_sctlr_el1, test_spsr_und;

#define read_sysreg(name)	  (test_##name)
#define write_sysreg(name, value) (test_##name = (value))

static inline void cpu_relax(void)
{
}

static inline void memory_barrier(void)
{
}

#endif
