/* SPDX-License-Identifier: GPL-2.0-only */

/* Entry points of interrupts 32..63 and exceptions 0..31, 16 bytes each. */

#include <inmate.h>

	.text

#ifdef __x86_64__
	.macro save_registers
	pushq	%rax
	pushq	%rcx
	pushq	%rdx
	pushq	%rbx
	pushq	%rbp
	pushq	%rsi
	pushq	%rdi
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	.endm

	.macro restore_registers
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rdi
	popq	%rsi
	popq	%rbp
	popq	%rbx
	popq	%rdx
	popq	%rcx
	popq	%rax
	.endm
#else
	.macro save_registers
	pushal
	.endm

	.macro restore_registers
	popal
	.endm
#endif

	.balign	16
	.globl	irq_entries
irq_entries:
	vector = FIRST_INTERRUPT_VECTOR
	.rept	MAX_INTERRUPT_VECTORS
	.balign	16
	push	$vector
	jmp	irq_common
	vector = vector + 1
	.endr

irq_common:
	cld
	save_registers
#ifdef __x86_64__
	movl	15*8(%rsp), %edi
	movq	%rsp, %rbx
	andq	$-16, %rsp
	call	irq_dispatch
	movq	%rbx, %rsp
	restore_registers
	addq	$8, %rsp
	iretq
#else
	movl	%esp, %ebx
	movl	8*4(%esp), %eax
	andl	$-16, %esp
	subl	$12, %esp
	pushl	%eax
	call	irq_dispatch
	movl	%ebx, %esp
	restore_registers
	addl	$4, %esp
	iretl
#endif

	.balign	16
	.globl	spurious_entry
spurious_entry:
#ifdef __x86_64__
	iretq
#else
	iretl
#endif

/* Vectors 8, 10..14, 17, 21, 29 and 30 come with an error code. */
#define WITH_ERROR_CODE 0x60227d00

	.balign	16
	.globl	exception_entries
exception_entries:
	vector = 0
	.rept	32
	.balign	16
	.if ((WITH_ERROR_CODE >> vector) & 1) == 0
	push	$0
	.endif
	push	$vector
	jmp	exception_common
	vector = vector + 1
	.endr

exception_common:
	cld
	save_registers
#ifdef __x86_64__
	movq	%rsp, %rdi
	andq	$-16, %rsp
#else
	movl	%esp, %eax
	andl	$-16, %esp
	subl	$12, %esp
	pushl	%eax
#endif
	call	exception_report

	.section .note.GNU-stack, "", @progbits
