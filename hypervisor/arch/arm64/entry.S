/* SPDX-License-Identifier: GPL-2.0-only */
/* The way from Linux' stub at EL2 into the hypervisor, and back. */
#include <asm/layout.h>

#define EINVAL 22

/* physical address of a symbol while the MMU is off, and virtual address while it is on */
.macro	address reg, symbol
	adrp	\reg, \symbol
	add	\reg, \reg, :lo12:\symbol
.endm

	.cfi_sections .debug_frame		/* for debuggers alone */
	.section .text
/*
 * Entered at EL2 with MMU and caches off: x0 CPU number, x1 physical address of
 * the hypervisor's memory. Linux resumes behind its HVC (ELR_EL2, SPSR_EL2) and
 * expects x18 to x30; x0 to x17 are free.
 */
	.globl	hypervisor_entry
hypervisor_entry:
	.cfi_startproc
	.cfi_undefined x30			/* backtraces end here */
	mov	w0, w0
	address	x9, hypervisor_header
	ldr	w10, [x9, #HEADER_MAX_CPUS]
	cmp	w0, w10
	b.lo	1f
	mov	x0, #-EINVAL
	eret

	/* every CPU writes the same tables: the order of arrival does not matter */
1:	address	x11, boot_tables		/* levels 0, 1 (high), 1 (identity), 2, then 3 */
	add	x12, x11, #0x1000
	add	x13, x11, #0x2000
	add	x14, x11, #0x3000
	add	x15, x11, #0x4000

	mov	x2, #DESC_TABLE
	orr	x3, x12, x2
	str	x3, [x11, #511 * 8]
	lsr	x4, x1, #39			/* where the memory is physically */
	orr	x3, x13, x2
	str	x3, [x11, x4, lsl #3]
	orr	x3, x14, x2
	str	x3, [x12, #511 * 8]
	mov	x3, #DESC_IDENTITY
	lsr	x4, x1, #30
	orr	x3, x3, x4, lsl #30
	and	x4, x4, #511
	str	x3, [x13, x4, lsl #3]

	orr	x3, x15, x2
	mov	x4, #0
2:	str	x3, [x14, x4, lsl #3]
	add	x3, x3, #0x1000
	add	x4, x4, #1
	cmp	x4, #BOOT_TABLES
	b.ne	2b

	mov	x3, #DESC_NORMAL
	orr	x3, x3, x1
	mov	x4, #0
3:	str	x3, [x15, x4, lsl #3]
	add	x3, x3, #0x1000
	add	x4, x4, #1
	cmp	x4, #BOOT_TABLES * 512
	b.ne	3b

	/* what caches hold of these pages is older */
	dsb	sy
	mrs	x3, ctr_el0
	ubfx	x3, x3, #16, #4
	mov	x4, #4
	lsl	x3, x4, x3
	mov	x4, x11
	add	x5, x15, #BOOT_TABLES * 0x1000
4:	dc	civac, x4
	add	x4, x4, x3
	cmp	x4, x5
	b.lo	4b
	dsb	sy

	/* this CPU's area, in the linear mapping */
	ldr	x3, [x9, #HEADER_CORE_SIZE]
	ldr	x4, [x9, #HEADER_PERCPU_SIZE]
	madd	x3, x0, x4, x3
	movz	x4, #(HYPERVISOR_BASE >> 32), lsl #32
	movk	x4, #(HYPERVISOR_BASE >> 16 & 0xffff), lsl #16
	add	x3, x3, x4
	mov	x5, #STACK_SIZE - FRAME_SIZE
	add	x10, x3, x5			/* frame at the top of the stack */

	mrs	x2, sctlr_el2
	ldr	x6, =MAIR_EL2_VALUE
	msr	mair_el2, x6
	ldr	x6, =TCR_EL2_VALUE
	mrs	x7, id_aa64mmfr0_el1
	and	x7, x7, #0xf			/* as many physical address bits as there are */
	mov	x8, #5
	cmp	x7, x8
	csel	x7, x7, x8, lo
	orr	x6, x6, x7, lsl #16
	msr	tcr_el2, x6
	msr	ttbr0_el2, x11
	tlbi	alle2
	dsb	sy
	ic	iallu
	dsb	sy
	isb
	ldr	x6, =SCTLR_EL2_BOOT
	msr	sctlr_el2, x6
	isb
	ldr	x6, =5f
	br	x6

5:	mov	sp, x10
	stp	x18, x19, [sp, #18 * 8]
	stp	x20, x21, [sp, #20 * 8]
	stp	x22, x23, [sp, #22 * 8]
	stp	x24, x25, [sp, #24 * 8]
	stp	x26, x27, [sp, #26 * 8]
	stp	x28, x29, [sp, #28 * 8]
	str	x30, [sp, #30 * 8]
	mov	x19, x0
	mov	x20, sp
	mov	x29, #0
	bl	cpu_prepare			/* CPU, physical base, SCTLR_EL2 */
	tbnz	x0, #63, 6f

	/* on with this CPU's own tables, and nothing both writable and executable */
	msr	ttbr0_el2, x0
	isb
	tlbi	alle2
	dsb	nsh
	isb
	ldr	x1, =SCTLR_EL2_FINAL
	msr	sctlr_el2, x1
	isb
	ldr	x20, =PERCPU_BASE + STACK_SIZE - FRAME_SIZE
	mov	sp, x20
	mov	x0, x19
	bl	cpu_start			/* returns on failure only */

6:	mov	x1, x0
	mov	x0, x20
	mov	x2, #STACK_SIZE - FRAME_SIZE
	sub	x2, x20, x2
	b	leave_to_linux

/* x0 registers, x1 result, x2 SCTLR_EL2, x3 VBAR_EL2 of Linux' stub */
	.globl	leave_el2
leave_el2:
	ldp	x4, x5, [x0, #4 * 8]
	ldp	x6, x7, [x0, #6 * 8]
	ldp	x8, x9, [x0, #8 * 8]
	ldp	x10, x11, [x0, #10 * 8]
	ldp	x12, x13, [x0, #12 * 8]
	ldp	x14, x15, [x0, #14 * 8]
	ldp	x16, x17, [x0, #16 * 8]
	ldp	x18, x19, [x0, #18 * 8]
	ldp	x20, x21, [x0, #20 * 8]
	ldp	x22, x23, [x0, #22 * 8]
	ldp	x24, x25, [x0, #24 * 8]
	ldp	x26, x27, [x0, #26 * 8]
	ldp	x28, x29, [x0, #28 * 8]
	ldr	x30, [x0, #30 * 8]
	mov	x0, x1
	mov	x1, x3
	ldr	x3, =SCTLR_EL2_BOOT		/* the boot tables know no read-only memory */
	msr	sctlr_el2, x3
	address	x3, boot_tables_phys
	ldr	x3, [x3]
	msr	ttbr0_el2, x3
	isb
	tlbi	alle2
	dsb	nsh
	isb
	address	x3, leave_phys
	ldr	x3, [x3]
	br	x3
	.globl	leave_identity
leave_identity:
	msr	sctlr_el2, x2
	isb
	tlbi	alle2
	msr	vbar_el2, x1
	dsb	nsh
	isb
	mov	x1, #0
	mov	x2, #0
	mov	x3, #0
	eret
	.cfi_endproc

	.ltorg

	.section .bss
	.balign	4096
	.globl	boot_tables
boot_tables:
	.space	(4 + BOOT_TABLES) * 4096
