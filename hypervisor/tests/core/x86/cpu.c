// SPDX-License-Identifier: GPL-2.0-only

/* The CPU and what the files under test need of the hypervisor. */

#include "cpu.h"

#include <stdarg.h>
#include <stdio.h>

#include <core/arch.h>
#include <core/clock.h>
#include <core/panic.h>

struct arch_percpu private_area;
/* svm.c: what CPUs of the machine do */
bool vcpu_writes_next_rip;
struct percpu cpus[NUM_CPUS];
const u32 apic_ids[NUM_CPUS] = { 0, 2, 4, 6, 16, 17, 18, 254 };
bool using_x2apic;

static struct jailhouse_cell_desc descs[3] = { { .name = "root" },
					       { .name = "cell" },
					       { .name = "other" } };
struct cell root_cell = { .config.desc = &descs[0], .cpus.bits[0] = 0x31, .next = &test_cell };
struct cell test_cell = { .config.desc = &descs[1], .cpus.bits[0] = 0x86, .next = &other_cell };
struct cell other_cell = { .config.desc = &descs[2], .cpus.bits[0] = 0x48 };

u32 sent_to, kicked, last_sent;
int injected = -1;
char printed[1 << 15];
u64 msr_values[0x1000];
u32 msr_faults, msr_written, msr_writes, msr_reads;
u32 apic_values[APIC_NUM_REGS], apic_writes;
struct cpuid_result cpu_features;
u64 tsc;

static u64 now;

void cpu_clear(void)
{
	sent_to = kicked = last_sent = 0;
	injected = -1;
	printed[0] = 0;
	msr_written = msr_writes = msr_reads = apic_writes = 0;
}

void run_on(unsigned int cpu)
{
	struct cell *cell;
	unsigned int n;

	for_each_cell (cell) {
		for_each_cpu (n, &cell->cpus) {
			cpus[n].cpu_id = n;
			cpus[n].cell = cell;
			cpus[n].arch.apic_id = apic_ids[n];
		}
	}
	private_area.public = &cpus[cpu];
	cpu_clear();
}

struct percpu *percpu_of(unsigned int cpu)
{
	cr_assert_lt(cpu, NUM_CPUS);
	return &cpus[cpu];
}

/* ---- console ---- */

static void print(const char *fmt, va_list args)
{
	size_t used = strlen(printed);

	vsnprintf(printed + used, sizeof(printed) - used, fmt, args);
}

void printk(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print(fmt, args);
	va_end(args);
}

bool console_admits_report(void)
{
	return true;
}

void panic_begin(void)
{
}

/* ---- time and other CPUs ---- */

/* The others take what is sent to them. */
u64 clock_us(void)
{
	for (unsigned int n = 0; n < NUM_CPUS; n++) {
		if (&cpus[n] != private_area.public) {
			cpus[n].arch.init_pending = false;
		}
	}
	return now += 1000;
}

void arch_kick_cpu(unsigned int cpu)
{
	cr_assert_lt(cpu, NUM_CPUS);
	kicked |= 1 << cpu;
}

void arch_yield_to_manager(void)
{
}

void vcpu_inject_exception(unsigned int vector, bool has_error_code, u32 error_code)
{
	cr_expect(has_error_code && error_code == 0);
	injected = vector;
}

/* ---- local APIC ---- */

volatile u8 *xapic_page;

unsigned int apic_to_cpu(u32 apic_id)
{
	for (unsigned int n = 0; n < NUM_CPUS; n++) {
		if (apic_ids[n] == apic_id) {
			return n;
		}
	}
	return INVALID_CPU;
}

void apic_send(unsigned int cpu, u32 icr_low)
{
	cr_assert_lt(cpu, NUM_CPUS);
	sent_to |= 1 << cpu;
	last_sent = icr_low;
}

bool apic_send_in_cell(u32 id, u32 icr_low)
{
	unsigned int cpu = apic_to_cpu(id);

	if (cpu == INVALID_CPU || !cell_owns_cpu(this_cell(), cpu)) {
		return false;
	}
	apic_send(cpu, icr_low);
	return true;
}

u32 apic_read(u32 reg)
{
	cr_assert_lt(reg, APIC_NUM_REGS);
	return apic_values[reg];
}

void apic_write(u32 reg, u32 value)
{
	cr_assert_lt(reg, APIC_NUM_REGS);
	apic_values[reg] = value;
	apic_writes++;
}

/* ---- MSRs ---- */

bool read_msr_safe(u32 msr, u64 *value)
{
	msr_reads++;
	*value = msr_values[msr % 0x1000];
	return msr != msr_faults;
}

bool write_msr_safe(u32 msr, u64 value)
{
	msr_written = msr;
	msr_writes++;
	msr_values[msr % 0x1000] = value;
	return msr != msr_faults;
}

struct cpuid_result cpuid(u32 leaf, u32 subleaf)
{
	(void)subleaf;
	return leaf == 0x80000001 ? cpu_features : (struct cpuid_result){ 0 };
}

u64 rdtsc(void)
{
	return tsc;
}
