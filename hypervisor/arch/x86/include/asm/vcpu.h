/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_VCPU_H
#define ASM_VCPU_H

/*
 * State of the calling CPU's guest, for the handlers that are common to both
 * vendors. Under SVM all of it lies in the VMCB.
 */
#include <asm/percpu.h>
#include <asm/processor.h>

#ifdef HYPERVISOR_AMD

static inline struct vmcb *vcpu_vmcb(void)
{
	return &((struct arch_percpu *)PERCPU_BASE)->vmcb;
}

#define VCPU_FIELD(name, field)                                                                    \
	static inline u64 vcpu_##name(void)                                                        \
	{                                                                                          \
		return vcpu_vmcb()->field;                                                         \
	}
VCPU_FIELD(rip, rip)
VCPU_FIELD(rsp, rsp)
VCPU_FIELD(rflags, rflags)
VCPU_FIELD(cr0, cr0)
VCPU_FIELD(cr3, cr3)
VCPU_FIELD(cr4, cr4)
VCPU_FIELD(efer, efer)
VCPU_FIELD(cpl, cpl)
VCPU_FIELD(cs_selector, cs.selector)
VCPU_FIELD(cs_base, cs.base)
VCPU_FIELD(ss_base, ss.base)
VCPU_FIELD(ds_base, ds.base)
VCPU_FIELD(cs_attributes, cs.attributes)
#undef VCPU_FIELD

/** The guest's general registers; RSP only where a handler put it there. */
static inline union guest_regs *vcpu_regs(void)
{
	/* at the top of the stack, see svm_run.S */
	return (union guest_regs *)(PERCPU_BASE + STACK_SIZE - sizeof(union guest_regs));
}

/** CPUID 8000_000A EDX[3]: each exit writes nRIP into the VMCB. */
extern bool vcpu_writes_next_rip;

/** Step over the instruction that caused the exit. */
static __always_inline void vcpu_skip(unsigned int length)
{
	struct vmcb *vmcb = vcpu_vmcb();

	/* read first: 0 where the CPU writes nothing, but for memory errors */
	if (unlikely(vmcb->next_rip) && vcpu_writes_next_rip) {
		vmcb->rip = vmcb->next_rip;
	} else {
		vmcb->rip += length;
	}
	vmcb->interrupt_shadow = 0;
}

/** Rights of pages may change with it: forget translations. */
static inline void vcpu_set_efer(u64 efer)
{
	vcpu_vmcb()->efer = efer | EFER_SVME;
	vcpu_vmcb()->tlb_control = TLB_FLUSH_ALL;
}

/** Paging may change with it: forget translations. */
static inline void vcpu_set_cr0(u64 cr0)
{
	vcpu_vmcb()->cr0 = cr0;
	vcpu_vmcb()->tlb_control = TLB_FLUSH_ALL;
}

/** What the guest reads as time-stamp counter from now on. */
static inline void vcpu_set_tsc(u64 value)
{
	vcpu_vmcb()->tsc_offset = value - rdtsc();
}

static inline void vcpu_set_pat(u64 pat)
{
	vcpu_vmcb()->g_pat = pat;
}

/* bits of CS attributes in the VMCB's packing */
#define CS_LONG	   (1U << 9)
#define CS_DEFAULT (1U << 10)

#endif

/** True in 64-bit mode. */
static inline bool vcpu_in_64bit_mode(void)
{
	return vcpu_efer() & EFER_LMA && vcpu_cs_attributes() & CS_LONG;
}

/** Default operand size of the code segment: 16, 32 or 64. */
static inline unsigned int vcpu_code_bits(void)
{
	if (vcpu_in_64bit_mode()) {
		return 64;
	}
	return vcpu_cs_attributes() & CS_DEFAULT ? 32 : 16;
}

#endif
