/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exceptions that reach EL2. While the guest runs, the stack pointer is at its
 * register frame, so that entries begin to save at once. Calls and interrupts,
 * the frequent exits, save what C may change, and that is little: the compiler is
 * told to keep x9 to x15 as it keeps x19 to x29, and never to use x18 (build.mk).
 * All of these are saved in addition where a handler needs to see or change them.
 */
#include <asm/layout.h>

.macro	save_light
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #2 * 8]
	stp	x4, x5, [sp, #4 * 8]
	stp	x6, x7, [sp, #6 * 8]
	str	x8, [sp, #8 * 8]
	stp	x16, x17, [sp, #16 * 8]
	str	x30, [sp, #30 * 8]
.endm

.macro	restore_light
	ldp	x2, x3, [sp, #2 * 8]
	ldp	x4, x5, [sp, #4 * 8]
	ldp	x6, x7, [sp, #6 * 8]
	ldr	x8, [sp, #8 * 8]
	ldp	x16, x17, [sp, #16 * 8]
	ldr	x30, [sp, #30 * 8]
	ldp	x0, x1, [sp]
.endm

.macro	save_rest
	stp	x9, x10, [sp, #9 * 8]
	stp	x11, x12, [sp, #11 * 8]
	stp	x13, x14, [sp, #13 * 8]
	str	x15, [sp, #15 * 8]
	stp	x18, x19, [sp, #18 * 8]
	stp	x20, x21, [sp, #20 * 8]
	stp	x22, x23, [sp, #22 * 8]
	stp	x24, x25, [sp, #24 * 8]
	stp	x26, x27, [sp, #26 * 8]
	stp	x28, x29, [sp, #28 * 8]
.endm

.macro	guest_irq
	adrp	x0, gic
	ldr	x0, [x0, :lo12:gic]
	ldr	x0, [x0]			/* gic->handle_irq */
	blr	x0
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

	.cfi_sections .debug_frame		/* for debuggers alone */
	.section .text
	.balign	2048
	.globl	exception_vectors
exception_vectors:
	.cfi_startproc
	.cfi_undefined x30			/* backtraces end where the guest was left */
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
	guest_irq
	b	light_return

	.balign	128
	save_light
	guest_irq				/* FIQ */
	b	light_return

	.balign	128
	save_light
	b	full_serror
	.endr
	.balign	128

light_return:
	restore_light
	eret

full_exit:
	save_rest
	mov	x0, sp
	mrs	x1, esr_el2
	bl	handle_exit
	cbz	w0, light_return
	b	full_return

full_serror:
	save_rest
	bl	handle_serror
	brk	#0				/* it does not return: what follows is not its caller */

	.globl	vcpu_enter
vcpu_enter:
	ldr	x0, =PERCPU_BASE + STACK_SIZE - FRAME_SIZE
	mov	sp, x0
full_return:
	ldp	x9, x10, [sp, #9 * 8]
	ldp	x11, x12, [sp, #11 * 8]
	ldp	x13, x14, [sp, #13 * 8]
	ldr	x15, [sp, #15 * 8]
	ldp	x18, x19, [sp, #18 * 8]
	ldp	x20, x21, [sp, #20 * 8]
	ldp	x22, x23, [sp, #22 * 8]
	ldp	x24, x25, [sp, #24 * 8]
	ldp	x26, x27, [sp, #26 * 8]
	ldp	x28, x29, [sp, #28 * 8]
	b	light_return
	.cfi_endproc

/* What was interrupted goes on in backtraces: column 32 is its program counter. */
own_exception_common:
	.cfi_startproc
	.cfi_signal_frame
	.cfi_return_column 32
	.cfi_def_cfa sp, 2 * FRAME_SIZE
	.cfi_offset 32, 31 * 8 - 2 * FRAME_SIZE
	.cfi_offset x30, 30 * 8 - 2 * FRAME_SIZE
	save_light
	save_rest
	mrs	x1, tpidr_el2
	str	x1, [sp]
	mrs	x1, elr_el2
	str	x1, [sp, #31 * 8]
	mov	x1, x0
	mov	x0, sp
	bl	own_exception
	restore_light
	add	sp, sp, #2 * FRAME_SIZE
	eret
	.cfi_endproc
	.ltorg
