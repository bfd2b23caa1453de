/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_PANIC_H
#define CORE_PANIC_H

#include <core/defs.h>
#include <core/console.h>

/**
 * Begin a fault report: reports of other CPUs wait until panic_end().
 * Waits a bounded time for another CPU's report to end.
 */
void panic_begin(void);
void panic_end(void);

/** The calling CPU's cell did something forbidden: report, mark failed, park the CPU. */
void panic_park(void);

/**
 * What protects others from the calling CPU's cell (VMCB, EL2 registers) was changed, and put right
 * again: report, and park the CPU.
 */
void panic_control_changed(void);
/** The same as a hint of a report that has begun already; the CPU is not parked yet. */
void panic_note_control_change(void);

/** Print what lies on a stack, which must be between its bounds, from @sp on: a part of the report.
 */
void panic_dump_stack(u64 sp, u64 bottom, u64 top);

/** Print some bytes of its code at @pc, which tell one build from another. */
void panic_dump_code(u64 pc);

/** What lies on the guest's stack, as far as it can be read. @word: bytes that its CPU pushes */
void panic_dump_guest_stack(u64 sp, unsigned int word);

/** Some bytes of the guest's code. */
void panic_dump_guest_code(u64 pc);

/** The hypervisor itself failed on this CPU: report and stop the CPU for good. */
void __noreturn panic_stop(void);

/**
 * Print the FATAL line of a forbidden access (format without the FATAL prefix
 * or newline), followed by what hint() adds.
 */
#define fatal(fmt, ...)                                                                            \
	do {                                                                                       \
		panic_begin();                                                                     \
		printk("FATAL: " fmt "\n", ##__VA_ARGS__);                                         \
	} while (0)

/** One line that explains the fault: printed as "hint: ...". */
#define hint(fmt, ...) printk("hint: " fmt "\n", ##__VA_ARGS__)

#endif
