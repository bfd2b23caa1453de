// SPDX-License-Identifier: GPL-2.0-only
#include <core/arch.h>
#include <core/console.h>
#include <core/panic.h>
#include <asm/vcpu.h>
#include <asm/x86.h>

#define ULL(value) ((unsigned long long)(value))

void arch_dump_guest(void)
{
	const union guest_regs *regs = vcpu_regs();

	printk("RIP: 0x%016llx RSP: 0x%016llx FLAGS: %llx\n", ULL(vcpu_rip()), ULL(vcpu_rsp()),
	       ULL(vcpu_rflags()));
	printk("RAX: 0x%016llx RBX: 0x%016llx RCX: 0x%016llx\n", ULL(regs->rax), ULL(regs->rbx),
	       ULL(regs->rcx));
	printk("RDX: 0x%016llx RSI: 0x%016llx RDI: 0x%016llx\n", ULL(regs->rdx), ULL(regs->rsi),
	       ULL(regs->rdi));
	printk("CS: %llx BASE: 0x%016llx AR-BYTES: %x EFER.LMA %d\n", ULL(vcpu_cs_selector()),
	       ULL(vcpu_cs_base()), (u32)vcpu_cs_attributes(), !!(vcpu_efer() & EFER_LMA));
	printk("CR0: 0x%016llx CR3: 0x%016llx CR4: 0x%016llx\n", ULL(vcpu_cr0()), ULL(vcpu_cr3()),
	       ULL(vcpu_cr4()));
	printk("EFER: 0x%016llx\n", ULL(vcpu_efer()));
	if (vcpu_in_64bit_mode()) {
		panic_dump_guest_code(vcpu_rip());
		panic_dump_guest_stack(vcpu_rsp(), 8);
	} else {
		panic_dump_guest_code((u32)(vcpu_cs_base() + vcpu_rip()));
		panic_dump_guest_stack((u32)(vcpu_ss_base() + vcpu_rsp()), 4);
	}
}
