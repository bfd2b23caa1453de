/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_CORE_X86_CPU_H
#define TESTS_CORE_X86_CPU_H

/*
 * A CPU of a machine with eight of them, three cells: root has 0, 4, 5, the
 * cell under test 1, 2, 7, another cell 3, 6. APIC ids are not CPU numbers.
 */

#include <string.h>

#include <criterion/criterion.h>

#include <core/cell.h>
#include <core/percpu.h>
#include <asm/apic_regs.h>
#include <asm/vcpu.h>
#include <asm/x86.h>

#define NUM_CPUS 8

extern struct cell test_cell, other_cell;
extern struct percpu cpus[NUM_CPUS];
/** APIC ids by CPU. */
extern const u32 apic_ids[NUM_CPUS];

/** The calling CPU from now on, with everything in place. */
void run_on(unsigned int cpu);

/** CPUs that anything reached since the last cpu_clear(), a bit each. */
extern u32 sent_to, kicked;
extern u32 last_sent;
/** Exception that was injected, -1 for none. */
extern int injected;
extern char printed[1 << 15];
void cpu_clear(void);

/** What MSR accesses do: values by index of the low 12 bits; which one raises #GP. */
extern u64 msr_values[0x1000];
extern u32 msr_faults;
/** The last one that reached the hardware, and how many did. */
extern u32 msr_written, msr_writes, msr_reads;
extern u32 apic_values[APIC_NUM_REGS];
extern u32 apic_writes;
/** CPUID leaf 0x80000001, and the time-stamp counter. */
extern struct cpuid_result cpu_features;
extern u64 tsc;

#define expect_text(text) cr_expect(strstr(printed, text), "\"%s\" expected in: %s", text, printed)

#endif
