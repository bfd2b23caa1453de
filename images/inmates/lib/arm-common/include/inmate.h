/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_H
#define _INMATE_H

/* The interface of the ARM inmate library, for AArch64 and AArch32. */

#define COMM_REGION_BASE 0x80000000

/* interrupt of the virtual timer */
#define TIMER_IRQ 27

#ifndef __ASSEMBLY__

#include <inmate_common.h>
#include <jailhouse/hypercall.h>
#include <inmate_cpu.h>

#define comm_region ((struct jailhouse_comm_region *)(unsigned long)COMM_REGION_BASE)

/** Wait for an interrupt. Ends also when the interrupt is masked. */
static inline void halt(void)
{
	asm volatile("dsb sy; wfi" : : : "memory");
}

/** With interrupts off: wait for one, take it. One that comes before the wait ends it. */
static inline void wait_for_irq(void)
{
	halt();
	enable_irqs();
	asm volatile("isb" : : : "memory");
	disable_irqs();
}

static inline void cpu_relax(void)
{
	asm volatile("yield" : : : "memory");
}

/*
 * Device access by plain loads and stores without write-back: those are the
 * ones that a hypervisor can emulate.
 */
static inline u8 mmio_read8(void *address)
{
	u32 value;

	asm volatile("ldrb %" MMIO_32 "0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static inline u16 mmio_read16(void *address)
{
	u32 value;

	asm volatile("ldrh %" MMIO_32 "0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static inline u32 mmio_read32(void *address)
{
	u32 value;

	asm volatile("ldr %" MMIO_32 "0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static inline u64 mmio_read64(void *address)
{
#ifdef __aarch64__
	u64 value;

	asm volatile("ldr %0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
#else
	/* two accesses, low half first */
	u64 low = mmio_read32(address);

	return low | (u64)mmio_read32((char *)address + 4) << 32;
#endif
}

static inline void mmio_write8(void *address, u8 value)
{
	asm volatile("strb %" MMIO_32 "0, [%1]" : : "r"((u32)value), "r"(address) : "memory");
}

static inline void mmio_write16(void *address, u16 value)
{
	asm volatile("strh %" MMIO_32 "0, [%1]" : : "r"((u32)value), "r"(address) : "memory");
}

static inline void mmio_write32(void *address, u32 value)
{
	asm volatile("str %" MMIO_32 "0, [%1]" : : "r"(value), "r"(address) : "memory");
}

static inline void mmio_write64(void *address, u64 value)
{
#ifdef __aarch64__
	asm volatile("str %0, [%1]" : : "r"(value), "r"(address) : "memory");
#else
	mmio_write32(address, value);
	mmio_write32((char *)address + 4, value >> 32);
#endif
}

/** Frequency of the counter and the timer in Hz. */
unsigned long timer_get_frequency(void);
/** The physical counter. */
u64 timer_get_ticks(void);
u64 timer_ticks_to_ns(u64 ticks);
/** Raise TIMER_IRQ once, in so many ticks. */
void timer_start(u64 ticks);
/** No interrupt until the next timer_start. */
void timer_stop(void);

/**
 * Called by the entry code for each interrupt, with interrupts off. The
 * library's asks the interrupt controller and calls the handler of irq_init; an
 * inmate may define its own.
 */
void vector_irq(void);

/**
 * Let exceptions print where they happened, set the cell's state to FAILED and
 * stop. Without it the CPU loops in the exception's vector.
 */
void excp_reporting_init(void);

/** Affinity of the calling CPU: MPIDR without its flags. */
static inline u64 cpu_affinity(void)
{
	return read_sysreg(REG_MPIDR) & MPIDR_AFFINITY;
}

/* ---- between the parts of the library ---- */

/** Turn the MMU on with the library's translation table; each CPU for itself. */
void mmu_enable(void);
/** Write cached data back to memory and forget it, for a CPU whose caches are off. */
void flush_dcache(void *start, unsigned long size);
/** Called by the entry code for an exception other than an interrupt. */
void vector_exception(unsigned long vector, unsigned long pc, unsigned long syndrome,
		      unsigned long address);

#endif

#endif
