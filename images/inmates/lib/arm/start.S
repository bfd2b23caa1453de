/* SPDX-License-Identifier: GPL-2.0-only */

/* Vectors, entry of the cell's first CPU and of those that it starts. */

#include <inmate.h>

#define MODE_SVC	0x13

	.syntax	unified
	.arm

	.section .boot, "ax"
	.globl	__reset_entry
__reset_entry:
	b	reset
	b	undefined
	b	call
	b	prefetch_abort
	b	data_abort
	b	unused
	b	irq
	b	fiq

reset:
	ldr	r1, =__reset_entry
	mcr	p15, 0, r1, c12, c0, 0		/* VBAR */
	ldr	sp, =stack_top
	ldr	r1, =__bss_start
	ldr	r2, =__bss_end
	mov	r3, #0
1:	cmp	r1, r2
	strlo	r3, [r1], #4
	blo	1b
	isb
	b	c_entry

/*
 * r0 points to struct smp_start. Its owner has written it back to memory, as
 * the caches are off here.
 */
	.globl	smp_entry
smp_entry:
	ldr	r1, =__reset_entry
	mcr	p15, 0, r1, c12, c0, 0
	ldr	sp, [r0]
	ldr	r4, [r0, #8]
	bl	mmu_enable
	cpsie	i
	blx	r4
	b	stop

	/* on the stack of the interrupted program, which runs in the same mode afterwards */
irq:
	sub	lr, lr, #4
	srsdb	sp!, #MODE_SVC
	cps	#MODE_SVC
	push	{r0-r3, r12, lr}
	and	r1, sp, #4
	sub	sp, sp, r1
	push	{r1, r2}
	bl	vector_irq
	pop	{r1, r2}
	add	sp, sp, r1
	pop	{r0-r3, r12, lr}
	rfeia	sp!

	.macro	exception name, number
\name:
	mov	r0, #\number
	b	report
	.endm

	exception undefined, 1
	exception call, 2
	exception prefetch_abort, 3
	exception data_abort, 4
	exception unused, 5
	exception fiq, 7

report:
	mov	r1, lr
	mrc	p15, 0, r2, c5, c0, 0		/* DFSR */
	mrc	p15, 0, r3, c6, c0, 0		/* DFAR */
	cps	#MODE_SVC
	bl	vector_exception
1:	b	1b

	.ltorg

	.section .note.GNU-stack, "", %progbits
