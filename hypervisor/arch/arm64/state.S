/* SPDX-License-Identifier: GPL-2.0-only */
/* Clear what a CPU could hand on to its next cell. */
	.arch_extension fp
	.arch_extension simd
	.arch_extension sve

.macro	clear registers:vararg
	.irp	register, \registers
	msr	\register, xzr
	.endr
.endm

	.section .text
	.globl	clear_registers
clear_registers:
	clear	ttbr0_el1, ttbr1_el1, tcr_el1, mair_el1, amair_el1, contextidr_el1, par_el1, csselr_el1
	clear	vbar_el1, esr_el1, far_el1, afsr0_el1, afsr1_el1, elr_el1, spsr_el1, sp_el0, sp_el1
	clear	tpidr_el0, tpidrro_el0, tpidr_el1
	clear	cntkctl_el1, cntp_ctl_el0, cntp_cval_el0, cntv_ctl_el0, cntv_cval_el0
	ret

/*
 * Registers for debuggers. The lock stays on, as after a reset: software that debugs opens it.
 * While it is on, all that a cell could write through it is writable, and so is cleared.
 */
	.globl	clear_debug_interface
clear_debug_interface:
	mov	x0, #1
	msr	oslar_el1, x0
	isb
	clear	mdscr_el1, mdccint_el1, osdtrrx_el1, osdtrtx_el1, oseccr_el1, osdlr_el1
	mov	x0, #0xff
	msr	dbgclaimclr_el1, x0
1:	clear	dbgprcr_el1			/* which emulators leave out */
2:	.pushsection .fixups, "a"
	.quad	1b, 2b
	.popsection
	ret

	.globl	clear_aarch32
clear_aarch32:
	clear	spsr_abt, spsr_und, spsr_irq, spsr_fiq, dacr32_el2, ifsr32_el2, dbgvcr32_el2
	ret

/* x0, x1: how many breakpoints and watchpoints there are, two registers each */
	.globl	clear_debug
clear_debug:
	adr	x2, 1f
	sub	x2, x2, x0, lsl #3
	br	x2
	.irp	n, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0
	clear	dbgbcr\n\()_el1, dbgbvr\n\()_el1
	.endr
1:	adr	x2, 2f
	sub	x2, x2, x1, lsl #3
	br	x2
	.irp	n, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0
	clear	dbgwcr\n\()_el1, dbgwvr\n\()_el1
	.endr
2:	ret

/* Of pointer authentication: instructions A, B; data A, B; generic. */
	.globl	clear_keys
clear_keys:
	clear	S3_0_C2_C1_0, S3_0_C2_C1_1, S3_0_C2_C1_2, S3_0_C2_C1_3
	clear	S3_0_C2_C2_0, S3_0_C2_C2_1, S3_0_C2_C2_2, S3_0_C2_C2_3
	clear	S3_0_C2_C3_0, S3_0_C2_C3_1
	ret

/* SMSTOP: other instructions on vectors may be undefined in streaming mode; then TPIDR2, SMPRI, SMCR. */
	.globl	clear_matrix
clear_matrix:
	.inst	0xd503467f
	clear	S3_3_C13_C0_5, S3_0_C1_C2_4, S3_0_C1_C2_6
	ret

	.globl	clear_vectors
clear_vectors:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	movi	v\n\().2d, #0
	.endr
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	movi	v\n\().2d, #0
	.endr
	clear	fpcr, fpsr
	ret

/* The scalable vectors are longer than what was zeroed with the others; predicates are their own; then ZCR. */
	.globl	clear_predicates
clear_predicates:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	pfalse	p\n\().b
	.endr
	wrffr	p0.b
	clear	S3_0_C1_C2_0
	ret
