/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_CPU_H
#define _INMATE_CPU_H

/* AArch64: system registers and interrupt mask. */

#include <inmate_common.h>

/* operand modifier for the 32-bit name of a register */
#define MMIO_32 "w"

#define REG_MPIDR	"mpidr_el1"
#define REG_CNTFRQ	"cntfrq_el0"
#define REG_CNTV_CTL	"cntv_ctl_el0"
#define REG_CNTV_TVAL	"cntv_tval_el0"
#define REG_ICC_PMR	"S3_0_C4_C6_0"
#define REG_ICC_RPR	"S3_0_C12_C11_3"
#define REG_ICC_IAR1	"S3_0_C12_C12_0"
#define REG_ICC_EOIR1	"S3_0_C12_C12_1"
#define REG_ICC_CTLR	"S3_0_C12_C12_4"
#define REG_ICC_SRE	"S3_0_C12_C12_5"
#define REG_ICC_IGRPEN1 "S3_0_C12_C12_7"
#define REG_ICC_SGI1R	"S3_0_C12_C11_5"

#define MPIDR_AFFINITY 0xff00ffffffUL

#define read_sysreg(reg)                                                                           \
	({                                                                                         \
		u64 __value;                                                                       \
		asm volatile("mrs %0, " reg : "=r"(__value) : : "memory");                         \
		__value;                                                                           \
	})

#define write_sysreg(reg, value)                                                                   \
	do {                                                                                       \
		u64 __value = (value);                                                             \
		asm volatile("msr " reg ", %0; isb" : : "r"(__value) : "memory");                  \
	} while (0)

static inline u64 read_counter(void)
{
	u64 value;

	asm volatile("isb; mrs %0, cntpct_el0" : "=r"(value) : : "memory");
	return value;
}

static inline void write_sgi1r(u64 value)
{
	asm volatile("dsb ishst" : : : "memory");
	write_sysreg(REG_ICC_SGI1R, value);
}

static inline void enable_irqs(void)
{
	asm volatile("msr daifclr, #2" : : : "memory");
}

static inline void disable_irqs(void)
{
	asm volatile("msr daifset, #2" : : : "memory");
}

/** Interrupts off on the calling CPU; the result is for arch_irq_restore. */
static inline unsigned long arch_irq_save(void)
{
	unsigned long flags;

	asm volatile("mrs %0, daif; msr daifset, #2" : "=r"(flags) : : "memory");
	return flags;
}

static inline void arch_irq_restore(unsigned long flags)
{
	asm volatile("msr daif, %0" : : "r"(flags) : "memory");
}

#endif
