/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * void mmio_execute(void *code)
 *
 * Runs one instruction with all 16 general registers, the stack pointer
 * included, taken from mmio_registers and stored back there. The code ends with
 * a jump to mmio_return.
 */

	.text
	.globl	mmio_execute
mmio_execute:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, saved_sp
	movq	%rdi, target

	movq	mmio_registers + 0x00, %rax
	movq	mmio_registers + 0x08, %rcx
	movq	mmio_registers + 0x10, %rdx
	movq	mmio_registers + 0x18, %rbx
	movq	mmio_registers + 0x20, %rsp
	movq	mmio_registers + 0x28, %rbp
	movq	mmio_registers + 0x30, %rsi
	movq	mmio_registers + 0x38, %rdi
	movq	mmio_registers + 0x40, %r8
	movq	mmio_registers + 0x48, %r9
	movq	mmio_registers + 0x50, %r10
	movq	mmio_registers + 0x58, %r11
	movq	mmio_registers + 0x60, %r12
	movq	mmio_registers + 0x68, %r13
	movq	mmio_registers + 0x70, %r14
	movq	mmio_registers + 0x78, %r15
	jmp	*target

	.globl	mmio_return
mmio_return:
	movq	%rax, mmio_registers + 0x00
	movq	%rcx, mmio_registers + 0x08
	movq	%rdx, mmio_registers + 0x10
	movq	%rbx, mmio_registers + 0x18
	movq	%rsp, mmio_registers + 0x20
	movq	%rbp, mmio_registers + 0x28
	movq	%rsi, mmio_registers + 0x30
	movq	%rdi, mmio_registers + 0x38
	movq	%r8, mmio_registers + 0x40
	movq	%r9, mmio_registers + 0x48
	movq	%r10, mmio_registers + 0x50
	movq	%r11, mmio_registers + 0x58
	movq	%r12, mmio_registers + 0x60
	movq	%r13, mmio_registers + 0x68
	movq	%r14, mmio_registers + 0x70
	movq	%r15, mmio_registers + 0x78

	movq	saved_sp, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret

	.bss
	.balign	8
	.globl	mmio_registers
mmio_registers:
	.skip	16 * 8
saved_sp:
	.skip	8
target:
	.skip	8

	.section .note.GNU-stack, "", @progbits
