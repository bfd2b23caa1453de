/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exceptions that reach EL2. While the guest runs, the stack pointer is at its
 * register frame, so that entries begin to save at once. Calls and interrupts,
 * the frequent exits, save what C may change; x19 to x29 are saved in addition
 * where a handler needs to see or change them.
 */
#include <asm/layout.h>

.macro	save_light
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #2 * 8]
	stp	x4, x5, [sp, #4 * 8]
	stp	x6, x7, [sp, #6 * 8]
	stp	x8, x9, [sp, #8 * 8]
	stp	x10, x11, [sp, #10 * 8]
	stp	x12, x13, [sp, #12 * 8]
	stp	x14, x15, [sp, #14 * 8]
	stp	x16, x17, [sp, #16 * 8]
	str	x18, [sp, #18 * 8]
	str	x30, [sp, #30 * 8]
.endm

.macro	save_rest
	stp	x19, x20, [sp, #19 * 8]
	stp	x21, x22, [sp, #21 * 8]
	stp	x23, x24, [sp, #23 * 8]
	stp	x25, x26, [sp, #25 * 8]
	stp	x27, x28, [sp, #27 * 8]
	str	x29, [sp, #29 * 8]
.endm

/* an exception of the hypervisor itself; without room on the stack from its top */
.macro	own_exception kind
	.balign	128
	msr	tpidr_el2, x0
	sub	sp, sp, #2 * FRAME_SIZE
	mov	x0, sp
	tst	x0, #0x7000
	b.ne	1f
	add	sp, sp, #STACK_SIZE
1:	mov	x0, #\kind
	b	own_exception_common
.endm

	.section .text
	.balign	2048
	.globl	exception_vectors
exception_vectors:
	own_exception	0
	own_exception	1
	own_exception	2
	own_exception	3

	own_exception	0
	own_exception	1
	own_exception	2
	own_exception	3

	.rept	2				/* from AArch64, from AArch32 */
	.balign	128
	save_light
	mov	x0, sp
	mrs	x1, esr_el2
	bl	handle_call
	cbz	w0, full_exit
	b	light_return

	.balign	128
	save_light
	bl	handle_irq
	b	light_return

	.balign	128
	save_light
	bl	handle_irq			/* FIQ */
	b	light_return

	.balign	128
	save_light
	b	full_serror
	.endr
	.balign	128

light_return:
	ldp	x2, x3, [sp, #2 * 8]
	ldp	x4, x5, [sp, #4 * 8]
	ldp	x6, x7, [sp, #6 * 8]
	ldp	x8, x9, [sp, #8 * 8]
	ldp	x10, x11, [sp, #10 * 8]
	ldp	x12, x13, [sp, #12 * 8]
	ldp	x14, x15, [sp, #14 * 8]
	ldp	x16, x17, [sp, #16 * 8]
	ldr	x18, [sp, #18 * 8]
	ldr	x30, [sp, #30 * 8]
	ldp	x0, x1, [sp]
	eret

full_exit:
	save_rest
	mov	x0, sp
	mrs	x1, esr_el2
	bl	handle_exit
	b	full_return

full_serror:
	save_rest
	bl	handle_serror

	.globl	vcpu_enter
vcpu_enter:
	ldr	x0, =PERCPU_BASE + STACK_SIZE - FRAME_SIZE
	mov	sp, x0
full_return:
	ldp	x19, x20, [sp, #19 * 8]
	ldp	x21, x22, [sp, #21 * 8]
	ldp	x23, x24, [sp, #23 * 8]
	ldp	x25, x26, [sp, #25 * 8]
	ldp	x27, x28, [sp, #27 * 8]
	ldr	x29, [sp, #29 * 8]
	b	light_return

own_exception_common:
	stp	x2, x3, [sp, #2 * 8]
	mrs	x2, tpidr_el2
	stp	x2, x1, [sp]
	stp	x4, x5, [sp, #4 * 8]
	stp	x6, x7, [sp, #6 * 8]
	stp	x8, x9, [sp, #8 * 8]
	stp	x10, x11, [sp, #10 * 8]
	stp	x12, x13, [sp, #12 * 8]
	stp	x14, x15, [sp, #14 * 8]
	stp	x16, x17, [sp, #16 * 8]
	str	x18, [sp, #18 * 8]
	str	x30, [sp, #30 * 8]
	save_rest
	mov	x1, x0
	mov	x0, sp
	bl	own_exception
	ldp	x2, x3, [sp, #2 * 8]
	ldp	x4, x5, [sp, #4 * 8]
	ldp	x6, x7, [sp, #6 * 8]
	ldp	x8, x9, [sp, #8 * 8]
	ldp	x10, x11, [sp, #10 * 8]
	ldp	x12, x13, [sp, #12 * 8]
	ldp	x14, x15, [sp, #14 * 8]
	ldp	x16, x17, [sp, #16 * 8]
	ldr	x18, [sp, #18 * 8]
	ldr	x30, [sp, #30 * 8]
	ldp	x0, x1, [sp]
	add	sp, sp, #2 * FRAME_SIZE
	eret
	.ltorg
