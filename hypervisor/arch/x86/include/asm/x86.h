/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_X86_H
#define ASM_X86_H

/* What the files of the x86 part need of each other. */

#include <core/address_space.h>
#include <asm/apic.h>
#include <asm/processor.h>

/* ---- memory.c ---- */

/** Let the guest window of the calling CPU show its cell's memory. */
void guest_window_update(struct cell *cell);

/* ---- exception.c ---- */
void exception_init(void);
void exception_load(void);
/** While external interrupts are let in (@drain), and back. */
void exception_load_drain(bool drain);

/* ---- vcpu: one implementation per vendor (svm.c) ---- */

/** The vendor's checks; called on each CPU. */
int vcpu_check_features(void);
/** Prepare the calling CPU to run Linux as guest, from its saved state. */
int vcpu_init(unsigned int cpu);
/** The CPU is about to run a guest for good; where enable fails it is not called. */
void vcpu_activate(void);
/** Enter the guest. */
void __noreturn vcpu_run(void);
/** State after reset, at the cell's reset address or a SIPI vector (0..255). */
#define SIPI_CELL_START 0x100
void vcpu_reset(unsigned int sipi_vector);
/** The CPU returns to the root cell: time and memory types as Linux knows them. */
void vcpu_return_to_root(void);
/** Let the guest execute nothing but HLT. */
void vcpu_park(void);
/** The control fields of the VMCB are as they were set up, but for what the guest may have changed.
 */
bool vcpu_control_intact(void);
/** Set them up again, for a CPU that will be parked. */
void vcpu_repair_control(void);
/** Use the stage-2 tables and permission maps of the CPU's cell; forget translations. */
void vcpu_update_cell(void);
void vcpu_inject_exception(unsigned int vector, bool has_error_code, u32 error_code);
void vcpu_inject_nmi(void);
/**
 * An NMI that came between STI and HLT has ended the HLT: an interrupt that is
 * pending would otherwise be taken before it, and the CPU sleep with work to do
 * where the interrupt shadow is lost over an exit (as in QEMU).
 */
void vcpu_leave_halt(void);
/** Prepare the registers for Linux to go on natively. */
void vcpu_leave(struct linux_state *state);
/** Allocate and free the vendor's part of a cell. */
int vcpu_cell_create(struct cell *cell);
void vcpu_cell_destroy(struct cell *cell);
/** Allow or trap a range of ports. */
void vcpu_allow_ports(struct cell *cell, u32 first, u32 count, bool allow);
/** Open the CPU for pending NMIs (and external interrupts if @drain) for a moment. */
void vcpu_accept_events(bool drain);

/** Clear what a cell left in the CPU: FPU, debug and performance registers, predictors. */
void arch_scrub_cpu(void);

/* ---- exits ---- */

/** Result of an exit handler: true if the guest may go on. */
bool handle_cpuid(union guest_regs *regs);
bool handle_msr(union guest_regs *regs, bool is_write);
bool handle_io(union guest_regs *regs, u16 port, unsigned int size, bool is_in, bool is_string);
/** An access to a page that is not mapped. */
bool handle_mmio(union guest_regs *regs, u64 address, bool is_write);
void handle_hypercall(union guest_regs *regs);
bool handle_cr0(union guest_regs *regs);

/** What a guest did on an address that is not its own and that cannot be emulated. */
enum access_kind { ACCESS_DATA, ACCESS_FETCH, ACCESS_TABLE_WALK, ACCESS_EVENT };
void memory_violation(u64 address, bool is_write, enum access_kind kind);

/** Serve what NMIs stand for: requests of other CPUs, INIT and SIPI, the cell's NMI. */
void handle_nmi(void);
/** On the way back to Linux: an NMI of its own that came too late is raised again. */
void nmi_give_back(void);

/* ---- apic.c ---- */

int apic_init(void);
int apic_cpu_init(struct percpu *cpu);
/** Quiet the local APIC: nothing pending, nothing in service, software-disabled. */
void apic_reset(void);
void apic_send_nmi(unsigned int cpu);
void apic_eoi(void);
/** x2APIC registers as MSRs, on either hardware. @return: false to raise #GP or park */
enum reg_result {
	REG_DONE,
	REG_FAULT,  /* raise #GP in the guest */
	REG_DENIED, /* reported: park the CPU */
};
enum reg_result apic_msr_read(u32 msr, u64 *value);
enum reg_result apic_msr_write(u32 msr, u64 value);
/** A write to the xAPIC page. */
enum reg_result apic_mmio_write(u32 reg, u32 value);

#endif
