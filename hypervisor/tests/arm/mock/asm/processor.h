/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H

/* The processor that runs the tests; registers of EL2 are variables. */

#include <core/defs.h>
#include <asm/syndrome.h>

#define SPSR_AARCH32	 0x10
#define SPSR_T32	 0x20
#define SPSR_EL1H_MASKED 0x3c5

#define PAR_FAULT   1
#define PAR_ADDRESS 0xfffffffff000ULL

#define HCR_RW	(1UL << 31)
#define HCR_ATA (1UL << 56)

extern u64 test_elr_el2, test_spsr_el2, test_esr_el2, test_actlr_el1;
extern u64 test_far_el2, test_hpfar_el2, test_par_el1;
extern u64 test_elr_el1, test_spsr_el1, test_esr_el1, test_vbar_el1, test_sctlr_el1, test_spsr_und;

#define read_sysreg(name)	  (test_##name)
#define write_sysreg(name, value) (test_##name = (value))

/* Sets test_par_el1. */
void translate_for_guest(u64 virt, bool is_write);
bool translate_stage1(u64 virt);
bool translate_stages(u64 virt);

static inline void cpu_relax(void)
{
}

static inline void memory_barrier(void)
{
}

static inline void dsb(void)
{
}

#endif
