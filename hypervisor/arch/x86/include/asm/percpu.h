/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_PERCPU_H
#define ASM_PERCPU_H

#include <core/defs.h>
#include <asm/layout.h>
#include <asm/vmcb.h>

#define SIPI_AWAITED	 (-1) /* stands still until SIPI, or the start of its cell */
#define SIPI_NOT_AWAITED (-2) /* runs */

/** Part of a CPU's data that other CPUs see. */
struct arch_percpu_public {
	u32 apic_id;
	/** A management NMI is under way; others belong to the cell. */
	volatile bool nmi_sent;
	/** Another CPU of the cell sent INIT; taken on the next exit. */
	volatile bool init_pending;
	/**
	 * Vector of a SIPI under way, or one of the values above. One variable, so
	 * that a second SIPI, as Linux sends it, never restarts a CPU that runs.
	 */
	volatile s32 sipi;
};

/** General registers of the guest, in the order of their encoding. */
union guest_regs {
	u64 by_index[16];
	struct {
		u64 rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi;
		u64 r8, r9, r10, r11, r12, r13, r14, r15;
	};
};

/** What Linux had when it called; handed back when the hypervisor leaves. */
struct linux_state {
	u64 cr0, cr3, cr4, efer;
	u64 rsp;
	/** Addresses in the driver's trampoline. */
	u64 resume, leave;
	struct __packed {
		u16 limit;
		u64 base;
	} gdtr, idtr;
};

struct percpu;

/**
 * Private data of a CPU, mapped at PERCPU_BASE by itself alone. The stack
 * comes first, so that an overflow hits the guard page below.
 */
struct arch_percpu {
	u8 stack[STACK_SIZE];
	struct vmcb vmcb;
	u8 host_save_area[PAGE_SIZE];
	u64 root_table[512];
	/** By level; 0 maps pages. */
	u64 private_tables[3][512];
	struct {
		u64 vmcb_phys;
		struct percpu *public;
		struct linux_state linux_state;
		/** Value of the PAT register as the cell believes it. */
		u64 guest_pat;
		bool mtrrs_enabled;
		/** An NMI of the cell waits until its handler has returned. */
		bool nmi_pending;
		/** The cell is inside its NMI handler. */
		bool nmi_masked;
		/** It is about to execute the IRET at this address. */
		bool nmi_iret_pending;
		u64 nmi_iret_rip;
		/** An NMI or machine check that came while the hypervisor was open to it. */
		volatile bool nmi_seen;
	} __aligned(PAGE_SIZE);
} __aligned(PAGE_SIZE);

static_assert(__builtin_offsetof(struct arch_percpu, vmcb) == STACK_SIZE, "svm_run.S");
static_assert(__builtin_offsetof(struct arch_percpu, vmcb_phys) == VMCB_PHYS_OFFSET, "svm_run.S");

#define PERCPU_PRIVATE_PAGES (sizeof(struct arch_percpu) / PAGE_SIZE)

#endif
