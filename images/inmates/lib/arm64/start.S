/* SPDX-License-Identifier: GPL-2.0-only */

/* Entry of the cell's first CPU and of those that it starts; exception vectors. */

#include <inmate.h>

/* caller-saved registers, the return address and state, to a multiple of 16 bytes */
#define FRAME_SIZE	192

	.section .boot, "ax"
	.globl	__reset_entry
__reset_entry:
	ldr	x1, =vectors
	msr	vbar_el1, x1
	ldr	x1, =stack_top
	mov	sp, x1
	mov	x29, #0
	isb
	b	c_entry

/*
 * x0 points to struct smp_start. Its owner has written it back to memory, as
 * the caches are off here.
 */
	.globl	smp_entry
smp_entry:
	ldr	x1, =vectors
	msr	vbar_el1, x1
	ldp	x1, x19, [x0]
	mov	sp, x1
	mov	x29, #0
	bl	mmu_enable
	msr	daifclr, #2
	blr	x19
	b	stop

	.ltorg

	.text

	.macro	vector number, target
	.balign	128
	mov	x18, #\number
	b	\target
	.endm

	.balign	2048
vectors:
	.irp	number, 0, 1, 2, 3, 4
	vector	\number, exception
	.endr
	.balign	128
	b	irq
	.irp	number, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	vector	\number, exception
	.endr

irq:
	sub	sp, sp, #FRAME_SIZE
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x29, [sp, #144]
	mrs	x0, elr_el1
	mrs	x1, spsr_el1
	stp	x30, x0, [sp, #160]
	str	x1, [sp, #176]
	bl	vector_irq
	ldp	x30, x0, [sp, #160]
	ldr	x1, [sp, #176]
	msr	elr_el1, x0
	msr	spsr_el1, x1
	ldp	x0, x1, [sp]
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldp	x18, x29, [sp, #144]
	add	sp, sp, #FRAME_SIZE
	eret

	/* whatever the stack pointer was: nobody returns */
exception:
	ldr	x0, =stack_top
	mov	sp, x0
	mov	x0, x18
	mrs	x1, elr_el1
	mrs	x2, esr_el1
	mrs	x3, far_el1
	bl	vector_exception
1:	b	1b

	.section .note.GNU-stack, "", %progbits
