/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <asm/regs.h>
#include <arch_cpuid.h>

#define PM_TIMER_HZ   3579545
#define PM_TIMER_MASK 0xffffff

#define NS_PER_KILO_TICK 1000000UL

/* The divider is left as the root cell set it. */
#define APIC_TIMER_DIVIDER 16
#define TMICT_MAX	   0xffffffffUL

static unsigned long apic_tick_khz;
static bool tsc_deadline;

/* value * factor / divisor without overflow in between, for factor * divisor < 2^64 */
static unsigned long scale(unsigned long value, unsigned long factor, unsigned long divisor)
{
	return value / divisor * factor + value % divisor * factor / divisor;
}

static unsigned long read_tsc(void)
{
	u32 low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return low | (unsigned long)high << 32;
}

static unsigned long tsc_khz(void)
{
	return comm_region->tsc_khz ? comm_region->tsc_khz : 1;
}

unsigned long tsc_init(void)
{
	return tsc_khz() * 1000;
}

unsigned long tsc_read_ns(void)
{
	return scale(read_tsc(), NS_PER_KILO_TICK, tsc_khz());
}

unsigned long long pm_timer_read(void)
{
	static u64 per_cpu[SMP_MAX_CPUS + 1];
	u64 *ticks = &per_cpu[cpu_id() & 0xff];
	u32 now = inl(comm_region->pm_timer_address);

	*ticks += (now - (u32)*ticks) & PM_TIMER_MASK;
	return scale(*ticks, NS_PER_SEC, PM_TIMER_HZ);
}

static unsigned long read_clock_ns(void)
{
	return comm_region->tsc_khz ? tsc_read_ns() : pm_timer_read();
}

void delay_us(unsigned long microsecs)
{
	unsigned long start = read_clock_ns();

	while (read_clock_ns() - start < microsecs * NS_PER_USEC) {
		cpu_relax();
	}
}

unsigned long apic_timer_init(unsigned int vector)
{
	tsc_deadline = cpuid(1, 0).ecx & X86_CPUID1_ECX_TSC_DEADLINE;
	if (tsc_deadline) {
		write_msr(X2APIC_LVTT, vector | APIC_LVT_TSC_DEADLINE);
		/* the mode must be set before the first deadline is written */
		jailhouse_memory_barrier();
		return tsc_khz();
	}
	write_msr(X2APIC_LVTT, vector);
	apic_tick_khz = comm_region->apic_khz / APIC_TIMER_DIVIDER;
	return apic_tick_khz;
}

void apic_timer_set(unsigned long long timeout_ns)
{
	unsigned long ticks;

	if (tsc_deadline) {
		ticks = scale(timeout_ns, tsc_khz(), NS_PER_KILO_TICK);
		write_msr(MSR_TSC_DEADLINE, read_tsc() + ticks);
		return;
	}
	ticks = scale(timeout_ns, apic_tick_khz, NS_PER_KILO_TICK);
	if (ticks == 0) {
		/* 0 would stop the timer */
		ticks = 1;
	}
	write_msr(X2APIC_TMICT, ticks < TMICT_MAX ? ticks : TMICT_MAX);
}

void irq_send_ipi(unsigned int cpu_id, unsigned int vector)
{
	write_msr(X2APIC_ICR, (u64)cpu_id << 32 | APIC_ICR_ASSERT | APIC_ICR_DLVR_FIXED | vector);
}
