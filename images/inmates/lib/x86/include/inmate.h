/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_H
#define _INMATE_H

/* The interface of the x86 inmate library, for 64- and 32-bit inmates. */

/* segment selectors */
#define INMATE_CS32 0x8
#define INMATE_CS64 0x10
#define INMATE_DS32 0x18

/* interrupt vectors that a handler can get: 32 of them, starting with 32 */
#define FIRST_INTERRUPT_VECTOR 32
#define MAX_INTERRUPT_VECTORS  32

#define SMP_MAX_CPUS 255

#define COMM_REGION_BASE 0x100000

#ifndef __ASSEMBLY__

#include <inmate_common.h>
#include <jailhouse/hypercall.h>

#define comm_region ((struct jailhouse_comm_region *)COMM_REGION_BASE)

static inline void enable_irqs(void)
{
	asm volatile("sti" : : : "memory");
}

static inline void disable_irqs(void)
{
	asm volatile("cli" : : : "memory");
}

/** Wait for the next interrupt. */
static inline void halt(void)
{
	asm volatile("hlt" : : : "memory");
}

/** With interrupts off: wait for one, take it. One that comes before the wait ends it. */
static inline void wait_for_irq(void)
{
	asm volatile("sti; hlt; cli" : : : "memory");
}

static inline void cpu_relax(void)
{
	asm volatile("pause" : : : "memory");
}

static inline void outb(u8 v, u16 port)
{
	asm volatile("outb %0,%1" : : "a"(v), "Nd"(port) : "memory");
}

static inline void outw(u16 v, u16 port)
{
	asm volatile("outw %0,%1" : : "a"(v), "Nd"(port) : "memory");
}

static inline void outl(u32 v, u16 port)
{
	asm volatile("outl %0,%1" : : "a"(v), "Nd"(port) : "memory");
}

static inline u8 inb(u16 port)
{
	u8 v;

	asm volatile("inb %1,%0" : "=a"(v) : "Nd"(port) : "memory");
	return v;
}

static inline u16 inw(u16 port)
{
	u16 v;

	asm volatile("inw %1,%0" : "=a"(v) : "Nd"(port) : "memory");
	return v;
}

static inline u32 inl(u16 port)
{
	u32 v;

	asm volatile("inl %1,%0" : "=a"(v) : "Nd"(port) : "memory");
	return v;
}

/*
 * Device access by plain moves only: those are the instructions that a
 * hypervisor decodes when the page is trapped.
 */
static inline u8 mmio_read8(void *address)
{
	u8 value;

	asm volatile("movb (%1),%0" : "=q"(value) : "r"(address) : "memory");
	return value;
}

static inline u16 mmio_read16(void *address)
{
	u16 value;

	asm volatile("movw (%1),%0" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static inline u32 mmio_read32(void *address)
{
	u32 value;

	asm volatile("movl (%1),%0" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static inline void mmio_write8(void *address, u8 value)
{
	asm volatile("movb %0,(%1)" : : "q"(value), "r"(address) : "memory");
}

static inline void mmio_write16(void *address, u16 value)
{
	asm volatile("movw %0,(%1)" : : "r"(value), "r"(address) : "memory");
}

static inline void mmio_write32(void *address, u32 value)
{
	asm volatile("movl %0,(%1)" : : "r"(value), "r"(address) : "memory");
}

#ifdef __x86_64__
static inline u64 mmio_read64(void *address)
{
	u64 value;

	asm volatile("movq (%1),%0" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static inline void mmio_write64(void *address, u64 value)
{
	asm volatile("movq %0,(%1)" : : "r"(value), "r"(address) : "memory");
}
#else
/* two accesses, low half first */
static inline u64 mmio_read64(void *address)
{
	u64 low = mmio_read32(address);

	return low | (u64)mmio_read32((char *)address + 4) << 32;
}

static inline void mmio_write64(void *address, u64 value)
{
	mmio_write32(address, value);
	mmio_write32((char *)address + 4, value >> 32);
}
#endif

static inline u64 read_msr(unsigned int msr)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr) : "memory");
	return low | (u64)high << 32;
}

static inline void write_msr(unsigned int msr, u64 val)
{
	asm volatile("wrmsr" : : "a"((u32)val), "d"((u32)(val >> 32)), "c"(msr) : "memory");
}

static inline unsigned long read_cr3(void)
{
	unsigned long value;

	asm volatile("mov %%cr3,%0" : "=r"(value) : : "memory");
	return value;
}

static inline unsigned long read_cr4(void)
{
	unsigned long value;

	asm volatile("mov %%cr4,%0" : "=r"(value) : : "memory");
	return value;
}

static inline void write_cr4(unsigned long value)
{
	asm volatile("mov %0,%%cr4" : : "r"(value) : "memory");
}

static inline u64 read_xcr0(void)
{
	u32 low, high;

	asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0) : "memory");
	return low | (u64)high << 32;
}

static inline void write_xcr0(u64 value)
{
	asm volatile("xsetbv" : : "a"((u32)value), "d"((u32)(value >> 32)), "c"(0) : "memory");
}

/** Processor features that the library found and switched on. */
struct x86_cpu_features {
	u32 avx : 1;
	u32 sse : 1;
	u32 sse2 : 1;
	u32 sse3 : 1;
	u32 sse4_1 : 1;
	u32 sse4_2 : 1;
	u32 fpu : 1;
	u32 xsave : 1;
	u32 fxsr : 1;
	u32 pclmulqdq : 1;
};

extern struct x86_cpu_features x86_cpu_features;

/** x2APIC id of the calling CPU. */
static inline unsigned int cpu_id(void)
{
	return read_msr(0x802);
}

/** CPUs that came up so far, and their APIC ids in that order, the primary first. */
extern volatile u32 smp_num_cpus;
extern u8 smp_cpu_ids[SMP_MAX_CPUS];

/** Wait until all CPUs of the cell came up; gives up after a minute. */
void smp_wait_for_all_cpus(void);

/**
 * Start a halted CPU.
 * @apic_id:	one of smp_cpu_ids
 * @entry:	runs there on a page of stack; the CPU stops when it returns
 */
void smp_start_cpu(unsigned int apic_id, void (*entry)(void));

/** Prepare tsc_read_ns; returns the frequency of the time-stamp counter in Hz. */
unsigned long tsc_init(void);
/** Time-stamp counter of the calling CPU in ns. */
unsigned long tsc_read_ns(void);

/**
 * ACPI PM timer in ns. Counts on past its 24 bits as long as the calling CPU
 * reads it at least every 4 seconds.
 */
unsigned long long pm_timer_read(void);

/**
 * Let the local APIC's timer raise a vector of 32..63.
 * @return:	frequency of its ticks in kHz
 */
unsigned long apic_timer_init(unsigned int vector);
/** Fire once, in so many ns. */
void apic_timer_set(unsigned long long timeout_ns);

/** Send a fixed interrupt to the CPU with this APIC id. */
void irq_send_ipi(unsigned int cpu_id, unsigned int vector);

enum ioapic_trigger_mode {
	TRIGGER_EDGE = 0,
	TRIGGER_LEVEL_ACTIVE_HIGH = 1 << 15,
	TRIGGER_LEVEL_ACTIVE_LOW = (1 << 15) | (1 << 13),
};

/** Map the IOAPIC at 0xfec00000. */
void ioapic_init(void);
/** Direct a pin to a vector of the calling CPU and unmask it. */
void ioapic_pin_set_vector(unsigned int pin, enum ioapic_trigger_mode trigger_mode,
			   unsigned int vector);

/**
 * Let exceptions on the calling CPU print the registers, set the cell's state
 * to FAILED and stop. Without it an exception is a triple fault.
 */
void excp_reporting_init(void);

/* ---- between the parts of the library ---- */

/** Interrupts off on the calling CPU; the result is for arch_irq_restore. */
static inline unsigned long arch_irq_save(void)
{
	unsigned long flags;

	asm volatile("pushf; pop %0; cli" : "=r"(flags) : : "memory");
	return flags;
}

static inline void arch_irq_restore(unsigned long flags)
{
	asm volatile("push %0; popf" : : "r"(flags) : "memory", "cc");
}

/** Switch on what x86_cpu_features lists; each CPU does it for itself. */
void arch_init_features(void);
/** Load the interrupt descriptor table on the calling CPU. */
void idt_load(void);
/** Point entries of the table to handlers, one each stride bytes. */
void idt_fill(unsigned int first, unsigned int count, char *handlers, unsigned int stride);
/** Called by the entry code with the vector 32..63. */
void irq_dispatch(unsigned int vector);

#endif

#endif
