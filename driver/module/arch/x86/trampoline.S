/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way between Linux's address space and the hypervisor's.
 *
 * This page is mapped at the same address in three address spaces: Linux's,
 * the transition page table's and the hypervisor's. It can therefore switch
 * CR3 and go on. On AMD the switch runs with GIF = 0: no NMI, SMI or machine
 * check can hit while descriptor tables and CR3 do not belong together.
 *
 * Frame F, built on Linux's stack before leaving it:
 *
 *	  0  GDTR (10 bytes)
 *	 16  IDTR (10 bytes)
 *	 32  ES
 *	 40  DS
 *	 48  RFLAGS
 *	 56  R15 R14 R13 R12 RBP RBX
 *	104  return address
 */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/msr-index.h>
#include <asm/nospec-branch.h>
#include <asm/page_types.h>
#include <asm/processor-flags.h>
#include <asm/segment.h>
#include <asm/unwind_hints.h>

#define F_GDTR		 0
#define F_IDTR		 16
#define F_ES		 32
#define F_DS		 40
#define F_RFLAGS	 48
#define F_RETURN	 104

#define HC_DISABLE	 0 /* JAILHOUSE_HC_DISABLE */

/* must be off while the page table changes hands; not named by all kernels */
#define CR4_CET		 (1 << 23)
#define CR4_NOT_IN_SWITCH (X86_CR4_PGE | X86_CR4_PCIDE | CR4_CET)

#define CR3_NO_FLUSH_BIT 63
#define PAGE_OFFSET_BITS 0xfff

.macro BUILD_FRAME
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushfq
	movl	%ds, %eax
	pushq	%rax
	movl	%es, %eax
	pushq	%rax
	subq	$F_ES, %rsp
	sgdt	F_GDTR(%rsp)
	sidt	F_IDTR(%rsp)
.endm

/* for the labels that are reached from the outside: RSP points to frame F */
.macro FRAME_HINT
	UNWIND_HINT type=UNWIND_HINT_TYPE_CALL sp_reg=ORC_REG_SP sp_offset=(F_RETURN + 8)
.endm

	.section .text.trampoline, "ax"
	.balign	PAGE_SIZE

/*
 * int jailhouse_trampoline_enter(u32 cpu, u64 transition_cr3, u64 entry)
 *
 * Called with interrupts off, EFER.SVME clear. Returns 0 as guest of the
 * hypervisor or its negative error code as the host that Linux was.
 *
 * The entry point gets: EDI CPU, RSI Linux's CR3, RDX Linux's CR4, RCX address
 * of frame F, R8 where a guest resumes, R9 where the host leaves.
 */
SYM_CODE_START(jailhouse_trampoline_enter)
	UNWIND_HINT_FUNC
	ANNOTATE_NOENDBR
	BUILD_FRAME

	movq	%rsi, %r12
	movq	%rdx, %r13

	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$EFER_SVME, %eax
	wrmsr
	clgi

	movq	%cr3, %rsi
	movq	%cr4, %rdx
	movq	%rsp, %rcx
	leaq	.Lresume(%rip), %r8
	leaq	.Lleave(%rip), %r9

	movq	%rdx, %rax
	andq	$~CR4_NOT_IN_SWITCH, %rax
	movq	%rax, %cr4
	movq	%r12, %cr3

	ANNOTATE_RETPOLINE_SAFE
	jmp	*%r13
	int3

/*
 * int jailhouse_trampoline_disable(void)
 *
 * Called with interrupts off, as guest. A refusal returns like any other
 * hypercall; if it is granted, the hypervisor goes to the address that it got
 * in R9 above, with this stack pointer.
 */
SYM_INNER_LABEL(jailhouse_trampoline_disable, SYM_L_GLOBAL)
	UNWIND_HINT_FUNC
	ANNOTATE_NOENDBR
	BUILD_FRAME
	movl	$HC_DISABLE, %eax
	vmmcall

/* Guest, everything as Linux left it: RAX result, RSP frame F. */
.Lresume:
	FRAME_HINT
	addq	$F_RFLAGS, %rsp
	jmp	.Lreturn

/*
 * Host, hypervisor's address space and descriptor tables, GIF = 0: RAX result,
 * RSI Linux's CR3, RDX Linux's CR4, RCX frame F.
 */
.Lleave:
	UNWIND_HINT type=UNWIND_HINT_TYPE_CALL sp_reg=ORC_REG_SP sp_offset=8
	btrq	$CR3_NO_FLUSH_BIT, %rsi
	movq	%rsi, %r11
	andq	$~PAGE_OFFSET_BITS, %r11
	/* CR4.PCIDE can only be set while the PCID in CR3 is 0 */
	movq	%r11, %cr3
	movq	%rdx, %cr4
	movq	%rsi, %cr3

	/* the hypervisor's selectors mean nothing in Linux's GDT */
	lgdt	F_GDTR(%rcx)
	lidt	F_IDTR(%rcx)
	movl	$__KERNEL_DS, %r11d
	movl	%r11d, %ss
	movq	%rcx, %rsp
	FRAME_HINT
	movl	F_ES(%rsp), %r11d
	movl	%r11d, %es
	movl	F_DS(%rsp), %r11d
	movl	%r11d, %ds
	leaq	.Lkernel_cs(%rip), %r11
	pushq	$__KERNEL_CS
	pushq	%r11
	lretq

.Lkernel_cs:
	FRAME_HINT
	addq	$F_RFLAGS, %rsp
	stgi
	movl	%eax, %r8d
	movl	$MSR_EFER, %ecx
	rdmsr
	andl	$~EFER_SVME, %eax
	wrmsr
	movl	%r8d, %eax

.Lreturn:
	popfq
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	RET
SYM_CODE_END(jailhouse_trampoline_enter)

	/* nothing else of Linux gets into the page that the hypervisor maps */
	.balign	PAGE_SIZE, 0xcc
