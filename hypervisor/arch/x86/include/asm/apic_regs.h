/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_APIC_REGS_H
#define ASM_APIC_REGS_H

/*
 * Registers of the local APIC, numbered as in x2APIC mode: MSR - 0x800, or
 * offset / 16 in the xAPIC page.
 */

#include <core/defs.h>

#define XAPIC_BASE  0xfee00000UL
#define APIC_MAX_ID 254

#define APIC_REG_ID	       0x02
#define APIC_REG_VERSION       0x03
#define APIC_REG_TPR	       0x08
#define APIC_REG_EOI	       0x0b
#define APIC_REG_LDR	       0x0d
#define APIC_REG_DFR	       0x0e
#define APIC_REG_SVR	       0x0f
#define APIC_REG_ISR	       0x10
#define APIC_REG_IRR	       0x20
#define APIC_REG_ESR	       0x28
#define APIC_REG_LVT_CMCI      0x2f
#define APIC_REG_ICR	       0x30
#define APIC_REG_ICR_HIGH      0x31
#define APIC_REG_LVT_TIMER     0x32
#define APIC_REG_LVT_THERMAL   0x33
#define APIC_REG_LVT_PERF      0x34
#define APIC_REG_LVT_LINT0     0x35
#define APIC_REG_LVT_LINT1     0x36
#define APIC_REG_LVT_ERROR     0x37
#define APIC_REG_TIMER_INITIAL 0x38
#define APIC_REG_TIMER_DIVIDE  0x3e
#define APIC_REG_SELF_IPI      0x3f
#define APIC_REG_EXT_FEATURE   0x40
#define APIC_REG_EXT_LVT       0x50
#define APIC_NUM_REGS	       0x54

#define APIC_VERSION_EXTENDED (1U << 31)
#define APIC_DFR_FLAT	      0xffffffff
#define APIC_SVR_ENABLE	      (1U << 8)
#define APIC_LVT_MASKED	      (1U << 16)
#define APIC_ICR_VECTOR	      0xff
#define APIC_ICR_LOGICAL      (1U << 11)
#define APIC_ICR_PENDING      (1U << 12)
#define APIC_ICR_ASSERT	      (1U << 14)
#define APIC_ICR_LEVEL	      (1U << 15)
#define APIC_ICR_SHORTHAND(i) (((i) >> 18) & 3)
#define APIC_SHORTHAND_NONE   0
#define APIC_SHORTHAND_SELF   1
#define APIC_SHORTHAND_ALL    2
#define APIC_SHORTHAND_OTHERS 3

u32 apic_read(u32 reg);
void apic_write(u32 reg, u32 value);

/** Entries of the local vector table, which also hold a delivery mode. */
static inline bool apic_is_lvt(u32 reg)
{
	return reg == APIC_REG_LVT_CMCI ||
	       (reg >= APIC_REG_LVT_TIMER && reg <= APIC_REG_LVT_ERROR) || reg >= APIC_REG_EXT_LVT;
}

/** Logical CPU with that APIC id, INVALID_CPU if there is none. */
unsigned int apic_to_cpu(u32 apic_id);

/** Send an interrupt to one CPU, physically addressed. */
void apic_send(unsigned int cpu, u32 icr_low);

#endif
