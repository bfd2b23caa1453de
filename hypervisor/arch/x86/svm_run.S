/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The loop of a CPU under SVM: run the guest, handle its exit, run it again.
 *
 * The VMCB lies directly above the stack, so that its fields are addressed by
 * the empty stack's pointer. VMRUN keeps RAX, RSP, RIP and RFLAGS of both
 * sides; all other general registers are exchanged here, as union guest_regs.
 */
#include <asm/layout.h>

#define VMCB_RAX 0x5f8

	.cfi_sections .debug_frame		/* for debuggers alone */
	.section .text
/* Enter the guest for the first time, with RAX from the VMCB. Does not return. */
	.globl	vcpu_run
vcpu_run:
	.cfi_startproc
	.cfi_undefined %rip			/* backtraces end where the guest was left */
	movabs	$PERCPU_BASE + STACK_SIZE, %rsp
	xor	%ecx, %ecx
	xor	%edx, %edx
	xor	%ebx, %ebx
	xor	%ebp, %ebp
	xor	%esi, %esi
	xor	%edi, %edi
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	xor	%r10d, %r10d
	xor	%r11d, %r11d
	xor	%r12d, %r12d
	xor	%r13d, %r13d
	xor	%r14d, %r14d
	xor	%r15d, %r15d

run_guest:
	mov	VMCB_PHYS_OFFSET - STACK_SIZE(%rsp), %rax
	vmrun	%rax

	push	%r15
	push	%r14
	push	%r13
	push	%r12
	push	%r11
	push	%r10
	push	%r9
	push	%r8
	push	%rdi
	push	%rsi
	push	%rbp
	sub	$8, %rsp			/* RSP is in the VMCB */
	push	%rbx
	push	%rdx
	push	%rcx
	push	VMCB_RAX + 15 * 8(%rsp)
	mov	%rsp, %rdi
	call	vcpu_handle_exit
	pop	VMCB_RAX + 15 * 8(%rsp)		/* the address counts from after the pop */
	pop	%rcx
	pop	%rdx
	pop	%rbx
	add	$8, %rsp
	pop	%rbp
	pop	%rsi
	pop	%rdi
	pop	%r8
	pop	%r9
	pop	%r10
	pop	%r11
	pop	%r12
	pop	%r13
	pop	%r14
	pop	%r15
	jmp	run_guest
	.cfi_endproc
