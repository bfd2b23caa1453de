/* SPDX-License-Identifier: GPL-2.0-only */
/* Entry from the driver's trampoline, and the exceptions of the hypervisor itself. */
#include <asm/layout.h>

	.cfi_sections .debug_frame		/* for debuggers alone */
	.section .text
/*
 * The driver's trampoline jumps here in the transition page table, with GIF = 0:
 * edi CPU, rsi Linux' CR3, rdx Linux' CR4, rcx Linux' stack pointer,
 * r8 where Linux resumes as guest, r9 where it resumes natively.
 * These are the six arguments of cpu_prepare().
 */
	.globl hypervisor_entry
hypervisor_entry:
	.cfi_startproc
	.cfi_undefined %rip			/* backtraces end here */
	cld
	mov	%edi, %edi
	mov	$-22, %rax			/* -EINVAL */
	cmp	hypervisor_header + 48(%rip), %edi	/* max_cpus */
	jae	1f

	mov	percpu_size(%rip), %r12
	imul	%rdi, %r12
	lea	__core_end(%rip), %rax
	add	%rax, %r12			/* this CPU's area */
	lea	STACK_SIZE(%r12), %rsp
	mov	%rdi, %r13
	call	cpu_prepare
	test	%rax, %rax
	js	2f

	mov	%rax, %cr3
	movabs	$PERCPU_BASE + STACK_SIZE, %rsp
	mov	%r13, %rdi
	call	cpu_start
	movabs	$PERCPU_BASE, %r12
2:	mov	%r12, %rdi
	mov	%rax, %rsi
	call	leave_to_linux			/* does not return */
1:	jmp	*%r9
	.cfi_endproc

/* Vector stubs: all push an error code and the vector number. */
	.balign	16
	.globl	exception_stubs
exception_stubs:
	.set	vector, 0
	.rept	32
	.balign	16
	.if	!((vector == 8) || (vector >= 10 && vector <= 14) || (vector == 17) || (vector == 21) || (vector == 29) || (vector == 30))
	push	$0
	.endif
	push	$vector
	jmp	exception_common
	.set	vector, vector + 1
	.endr

/* What was interrupted goes on in backtraces: its frame lies above that of exceptions. */
exception_common:
	.cfi_startproc
	.cfi_signal_frame
	.cfi_def_cfa %rsp, 16 * 8
	.cfi_offset %rip, -5 * 8
	.cfi_offset %rsp, -2 * 8
	push	%rax
	push	%rcx
	push	%rdx
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	mov	%rsp, %rdi
	cld
	call	exception_handler
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rdx
	pop	%rcx
	pop	%rax
	add	$16, %rsp
	iretq
	.cfi_endproc

/* External interrupts reach the hypervisor only while it drains an APIC. */
	.balign	16
	.globl	interrupt_stub
interrupt_stub:
	push	%rax
	push	%rcx
	push	%rdx
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	call	apic_eoi
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rdx
	pop	%rcx
	pop	%rax
	iretq
