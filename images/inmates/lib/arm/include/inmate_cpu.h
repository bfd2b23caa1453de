/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_CPU_H
#define _INMATE_CPU_H

/* AArch32: system registers (CP15) and interrupt mask. */

#include <inmate_common.h>

/* operand modifier for the 32-bit name of a register */
#define MMIO_32 ""

#define REG_MPIDR	"p15, 0, %0, c0, c0, 5"
#define REG_CNTFRQ	"p15, 0, %0, c14, c0, 0"
#define REG_CNTV_CTL	"p15, 0, %0, c14, c3, 1"
#define REG_CNTV_TVAL	"p15, 0, %0, c14, c3, 0"
#define REG_ICC_PMR	"p15, 0, %0, c4, c6, 0"
#define REG_ICC_RPR	"p15, 0, %0, c12, c11, 3"
#define REG_ICC_IAR1	"p15, 0, %0, c12, c12, 0"
#define REG_ICC_EOIR1	"p15, 0, %0, c12, c12, 1"
#define REG_ICC_CTLR	"p15, 0, %0, c12, c12, 4"
#define REG_ICC_SRE	"p15, 0, %0, c12, c12, 5"
#define REG_ICC_IGRPEN1 "p15, 0, %0, c12, c12, 7"

#define MPIDR_AFFINITY 0xffffffUL

#define read_sysreg(reg)                                                                           \
	({                                                                                         \
		u32 __value;                                                                       \
		asm volatile("mrc " reg : "=r"(__value) : : "memory");                             \
		__value;                                                                           \
	})

#define write_sysreg(reg, value)                                                                   \
	do {                                                                                       \
		u32 __value = (value);                                                             \
		asm volatile("mcr " reg "; isb" : : "r"(__value) : "memory");                      \
	} while (0)

static inline u64 read_counter(void)
{
	u64 value;

	asm volatile("isb; mrrc p15, 0, %Q0, %R0, c14" : "=r"(value) : : "memory");
	return value;
}

static inline void write_sgi1r(u64 value)
{
	asm volatile("dsb ishst; mcrr p15, 0, %Q0, %R0, c12; isb" : : "r"(value) : "memory");
}

static inline void enable_irqs(void)
{
	asm volatile("cpsie i" : : : "memory");
}

static inline void disable_irqs(void)
{
	asm volatile("cpsid i" : : : "memory");
}

/** Interrupts off on the calling CPU; the result is for arch_irq_restore. */
static inline unsigned long arch_irq_save(void)
{
	unsigned long flags;

	asm volatile("mrs %0, cpsr; cpsid i" : "=r"(flags) : : "memory");
	return flags;
}

static inline void arch_irq_restore(unsigned long flags)
{
	asm volatile("msr cpsr_c, %0" : : "r"(flags) : "memory");
}

#endif
