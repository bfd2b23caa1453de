/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_ARM64_H
#define ASM_ARM64_H

/* What the files of the arm64 part need of each other. */

#include <core/address_space.h>
#include <asm/processor.h>

/* ---- memory.c ---- */

/** Write caches back to memory, for those who look with their caches off. */
void clean_memory(u64 phys, u64 size);

/**
 * Copy from physical memory, which need not be there. A fault that is caught overwrites ELR_EL2 and
 * SPSR_EL2.
 * @phys:	with @size, within a page
 */
bool read_physical(void *dest, u64 phys, unsigned long size);

/* ---- vectors.S ---- */

extern char exception_vectors[];
/** Load all registers from guest_regs() and enter the guest, on an empty stack. */
void __noreturn vcpu_enter(void);
/**
 * Leave EL2 for Linux behind its last call: MMU off, its vectors.
 * @regs:	x4 to x30 are loaded from here
 */
void __noreturn leave_el2(const struct guest_regs *regs, u64 result, u64 sctlr, u64 vbar);

/* ---- vcpu.c: state of a CPU ---- */

/** Prepare the calling CPU for its cell's stage 2 and forget translations. */
void vcpu_update_cell(void);
/** Remember what Linux had of the state that keeps a cell in its bounds. */
void vcpu_init_control(void);
/** State after reset or CPU_ON. */
void vcpu_reset(u64 entry, u64 context);
/** Value of VTCR_EL2, the same on all CPUs. */
extern u64 vtcr_value;

/* ---- state.S: what a CPU could hand on ---- */

/** What every CPU has of EL1. */
void clear_registers(void);
/** What only AArch32 has: only where EL1 can be in that state. */
void clear_aarch32(void);
/** What debuggers have, besides the next. */
void clear_debug_interface(void);
void clear_debug(unsigned long breakpoints, unsigned long watchpoints);
/** Vectors of 128 bits; longer ones are cleared with them. */
void clear_vectors(void);
/** Of pointer authentication, SME and SVE: only where these exist and do not trap. */
void clear_keys(void);
void clear_matrix(void);
void clear_predicates(void);

/* ---- requests.c ---- */

/** The CPU executes nothing until it is started. */
void __noreturn wait_for_start(void);

/* ---- traps.c, psci.c, mmio_exit.c, sysreg.c, report.c ---- */

/** Of general registers, the last one in a row that is saved on each exit (vectors.S). */
#define LAST_SAVED 8

/** What became of a trap. */
enum trap_result {
	TRAP_HANDLED,
	/** Not allowed: the reason was printed, the CPU gets parked. */
	TRAP_FORBIDDEN,
	TRAP_UNHANDLED,
};

/** A call by SMC. */
enum trap_result handle_smc(struct guest_regs *regs);
/** The CPU forgets what it learned of branches, where that takes firmware. */
void flush_predictors(void);
enum trap_result handle_data_abort(struct guest_regs *regs, u32 iss);
enum trap_result handle_instruction_abort(u32 iss);
enum trap_result handle_sysreg(struct guest_regs *regs, u32 iss);
/** The same for SGIs, the frequent ones. @return: false if all registers are needed */
bool handle_sgi(const struct guest_regs *regs, u32 iss);

/** Traps of AArch32: CP15 by MCR/MRC and by MCRR/MRRC. */
enum trap_result handle_cp15_32(struct guest_regs *regs, u32 iss);
enum trap_result handle_cp15_64(struct guest_regs *regs, u32 iss);

/** The guest's own system gets an exception, as for an instruction that is unknown. */
enum trap_result inject_undefined(struct guest_regs *regs);

/** Go on behind the instruction that trapped. */
void skip_instruction(void);

/** @return: false if a trapped AArch32 instruction would not have been executed */
bool condition_holds(u32 iss);

/** True if the guest was in AArch32 state. */
static inline bool in_aarch32(void)
{
	return read_sysreg(spsr_el2) & SPSR_AARCH32;
}

#endif
