/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one processor of this computer that an emulator has.
 *
 * The threads of QEMU's TCG that emulate x86 CPUs tear each other's state. Each FXRSTOR and XRSTOR
 * of any CPU clears a flag of the first one without an atomic access (cpu_clear_ignne() in
 * target/i386/tcg/sysemu/fpu_helper.c, until 10.0), and writes back what that CPU changes in the
 * same word at a #VMEXIT or VMRUN: nested paging stays on in the hypervisor, whose next
 * instruction then faults, or CPU 0 is deaf to interrupts. Linux was lost that way in a run of
 * the tests now and then; where CPU 0 only asks CPUID and the others only execute FXRSTOR, after
 * some thousand exits. Such a change is one instruction of the host: threads that take turns on one
 * processor do not tear it, and still are interrupted anywhere in between by each other.
 */
#ifndef YARD_HOST_CPU_H
#define YARD_HOST_CPU_H

#include <sys/types.h>

struct host_cpu {
	int claim; /* a socket; others see by its name that the processor is taken */
	int number;
};

/* clang-format off */
#define HOST_CPU_NONE { .claim = -1, .number = -1 }
/* clang-format on */

/**
 * host_cpu_claim - choose one that @pid may use: of those that the fewest other emulators of this
 * computer have, the first.
 */
void host_cpu_claim(struct host_cpu *h, pid_t pid);

/* Let all threads of @pid, and those that they begin, have this processor alone; -1 if it is
 * refused. */
int host_cpu_confine(const struct host_cpu *h, pid_t pid);

void host_cpu_release(struct host_cpu *h);

#endif
