/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_PERCPU_H
#define ASM_PERCPU_H

#include <core/defs.h>
#include <asm/layout.h>
#include <asm/irq_queue.h>

/** General registers of the guest, at the top of the stack. */
struct guest_regs {
	u64 x[31];
	u64 padding;
};

/** PSCI's view of a CPU. */
enum power_state { POWER_ON, POWER_OFF, POWER_ON_PENDING };

/** Part of a CPU's data that other CPUs see. */
struct arch_percpu_public {
	/** Affinity fields of MPIDR_EL1. */
	u64 mpidr;
	volatile u32 power;
	/** Arguments of CPU_ON. */
	volatile u64 on_entry, on_context;
	/** Software-generated interrupts that other CPUs of the cell sent; a bit per number. */
	volatile u32 pending_sgis;
	/** On GICv2, where the sender is part of an SGI: a bit per sender, for each number. */
	volatile u8 sgi_senders[16];
	/** Priorities of the cell's SGIs. */
	volatile u8 sgi_priority[16];
	/** Registers of the GIC that belong to this CPU: redistributor. */
	volatile u8 *redistributor;
	/** Its bit in target registers (GICv2). */
	u8 target;
};

/** What Linux had at EL2 when it called; handed back when the hypervisor leaves. */
struct linux_state {
	u64 vbar, sctlr, hcr, cptr, mdcr, hstr;
	u64 elr, spsr;
	/** Interrupt controller: control register (mode of end of interrupt). */
	u64 gic_control;
	/** Private interrupts: those that were enabled, and registers of priorities and modes. */
	u32 enabled;
	u32 irq_priorities[8], irq_modes[2];
};

/** Registers of EL2 that keep a cell in its bounds. */
struct control_state {
	u64 hcr, vttbr, vtcr, hstr, cptr, mdcr;
	u64 cnthctl, cntvoff, vpidr, vmpidr;
};

struct percpu;

/**
 * Private data of a CPU, mapped at PERCPU_BASE by itself alone. The stack
 * comes first, so that an overflow hits the guard page below.
 */
struct arch_percpu {
	u8 stack[STACK_SIZE];
	u64 root_table[512];
	/** By level; 0 maps pages. */
	u64 private_tables[3][512];
	struct {
		struct percpu *public;
		struct linux_state linux_state;
		/** What the hardware took of the values for the CPU's cell. */
		struct control_state control;
		/** Interrupts that wait for a list register. */
		struct irq_queue queue;
		/** Active interrupts that made room for more urgent ones: the most urgent is last.
		 */
		u32 num_evicted, evicted[MAX_EVICTED];
		/** A bit for each SGI among them. */
		u32 evicted_sgis;
		/** The CPU executes nothing of its cell. */
		bool parked;
		/** Notices that maintenance interrupts give: none unless list registers ran short.
		 */
		u32 notices;
		/** The interrupt controller of this CPU is ours. */
		bool gic_taken;
		/** An access on behalf of the cell is under way: an abort is its fault. */
		volatile bool emulating;
		/** Registers of the exit that is being emulated. */
		struct {
			u64 elr, spsr, esr;
		} exit;
	} __aligned(PAGE_SIZE);
} __aligned(PAGE_SIZE);

#define PERCPU_PRIVATE_PAGES (sizeof(struct arch_percpu) / PAGE_SIZE)

#endif
