// SPDX-License-Identifier: GPL-2.0-only
/* Exits of a guest under AMD SVM. */
#include <core/arch.h>
#include <core/panic.h>
#include <asm/vcpu.h>
#include <asm/x86.h>

/* exitinfo1 of EXIT_IOIO */
#define IOIO_IN	     (1U << 0)
#define IOIO_STRING  (1U << 2)
#define IOIO_REP     (1U << 3)
#define IOIO_SIZE(i) (((i) >> 4) & 7)
#define IOIO_PORT(i) ((i) >> 16)

static bool handle_ioio(union guest_regs *regs, struct vmcb *vmcb)
{
	u32 info = vmcb->exitinfo1;

	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_PIO);
	if (!handle_io(regs, IOIO_PORT(info), IOIO_SIZE(info), info & IOIO_IN,
		       info & (IOIO_STRING | IOIO_REP))) {
		return false;
	}
	vmcb->rip = vmcb->exitinfo2; /* the next instruction */
	vmcb->interrupt_shadow = 0;
	return true;
}

static bool handle_npf(union guest_regs *regs, struct vmcb *vmcb)
{
	/* the register file's slot is filled only where it is looked at */
	regs->rsp = vmcb->rsp;
	if (vmcb->exitinfo1 & (NPF_FETCH | NPF_TABLE_WALK) || vmcb->exitintinfo & EVENT_VALID) {
		memory_violation(vmcb->exitinfo2, vmcb->exitinfo1 & NPF_WRITE,
				 vmcb->exitinfo1 & NPF_FETCH	    ? ACCESS_FETCH
				 : vmcb->exitinfo1 & NPF_TABLE_WALK ? ACCESS_TABLE_WALK
								    : ACCESS_EVENT);
		return false;
	}
	if (!handle_mmio(regs, vmcb->exitinfo2, vmcb->exitinfo1 & NPF_WRITE)) {
		return false;
	}
	vmcb->rsp = regs->rsp;
	return true;
}

static bool handle_exception(u32 vector)
{
	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_EXCEPTION);
	if (vector == EXCEPTION_MC && this_cell() != &root_cell) {
		fatal("Machine check in cell");
		hint("the hardware reported an error while the cell ran; only this cell is stopped");
		return false;
	}
	vcpu_inject_exception(vector, vector == EXCEPTION_AC, 0);
	return true;
}

static bool handle_iret(struct vmcb *vmcb)
{
	struct arch_percpu *self = this_arch();

	/* still masked: the IRET is executed only after this exit */
	vmcb->intercept_general1 &= ~INTERCEPT_IRET;
	self->nmi_iret_pending = true;
	self->nmi_iret_rip = vmcb->rip;
	return true;
}

static void explain_shutdown(const struct vmcb *vmcb)
{
	hint("triple fault: an exception, and then the double fault, found no handler (IDT at 0x%llx, limit 0x%x)%s",
	     vmcb->idtr.base, vmcb->idtr.limit,
	     vmcb->cr4 & X86_CR4_OSFXSR ? "" : "; SSE is not enabled (CR4.OSFXSR = 0)");
}

/*
 * The CPU is parked then, and has to be entered for that: with the control state that it was
 * given, whatever became of it. Which of the registers are the guest's, the processor leaves open.
 */
static void refused_entry(const struct vmcb *vmcb)
{
	long long error = (s32)vmcb->exitcode;
	bool intact = vcpu_control_intact();

	vcpu_repair_control();
	fatal("VM-Entry failure, error %lld", error);
	if (!intact) {
		panic_note_control_change();
		return;
	}
	hint("the guest's registers are in a state that the processor refuses: CR0 0x%llx CR3 0x%llx CR4 0x%llx EFER 0x%llx",
	     vmcb->cr0, vmcb->cr3, vmcb->cr4, vmcb->efer);
}

static bool unexpected_exit(const struct vmcb *vmcb)
{
	if ((u32)vmcb->exitcode == EXIT_INVALID) {
		refused_entry(vmcb);
		return false;
	}
	fatal("Unexpected #VMEXIT, exitcode %llx, exitinfo1 0x%016llx exitinfo2 0x%016llx",
	      vmcb->exitcode & 0xffffffff, vmcb->exitinfo1, vmcb->exitinfo2);
	if ((u32)vmcb->exitcode == EXIT_SHUTDOWN) {
		explain_shutdown(vmcb);
	} else {
		hint("an instruction that cells may not use (exit code as in the manual's table of SVM intercept codes)");
	}
	return false;
}

static bool dispatch(union guest_regs *regs, struct vmcb *vmcb)
{
	u32 code = vmcb->exitcode;

	/* the most frequent ones first */
	if (likely(code == EXIT_MSR)) {
		return handle_msr(regs, vmcb->exitinfo1 & 1);
	}
	if (code == EXIT_NPF) {
		return handle_npf(regs, vmcb);
	}
	switch (code) {
	case EXIT_CPUID:
		return handle_cpuid(regs);
	case EXIT_IOIO:
		return handle_ioio(regs, vmcb);
	case EXIT_VMMCALL:
		handle_hypercall(regs);
		return true;
	case EXIT_NMI:
		count_exit(JAILHOUSE_CPU_STAT_VMEXITS_MANAGEMENT);
		handle_nmi();
		return true;
	case EXIT_INIT:
		/* raised by the chip set; the redirection makes it an exception, which is ignored
		 */
		printk("Ignoring INIT of CPU %d\n", this_cpu()->cpu_id);
		handle_nmi();
		return true;
	case EXIT_IRET:
		return handle_iret(vmcb);
	case EXIT_CR0_SELECTIVE:
		return handle_cr0(regs);
	case EXIT_INVD:
		/* would throw away what other cells have in the caches */
		asm volatile("wbinvd" : : : "memory");
		vcpu_skip(2);
		return true;
	case EXIT_EXCEPTION(EXCEPTION_DB):
	case EXIT_EXCEPTION(EXCEPTION_AC):
	case EXIT_EXCEPTION(EXCEPTION_MC):
		return handle_exception(code - EXIT_EXCEPTION(0));
	default:
		return unexpected_exit(vmcb);
	}
}

/* An event whose delivery caused the exit. */
static __attribute__((noinline)) void deliver_again(struct vmcb *vmcb)
{
	vmcb->event_injection = vmcb->exitintinfo;
}

/** Called from svm_run.S with the guest's registers. */
void __used vcpu_handle_exit(union guest_regs *regs);
void vcpu_handle_exit(union guest_regs *regs)
{
	struct vmcb *vmcb = vcpu_vmcb();

	vmcb->tlb_control = 0;
	vmcb->event_injection = 0;
	if (unlikely(vmcb->exitintinfo & EVENT_VALID)) {
		deliver_again(vmcb);
	}
	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_TOTAL);
	if (unlikely(!dispatch(regs, vmcb))) {
		panic_park();
		/* quieting the APIC may have taken an NMI with a request */
		handle_nmi();
	}
	if (unlikely(this_arch()->nmi_pending)) {
		vcpu_inject_nmi();
	}
}
