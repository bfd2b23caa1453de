/* SPDX-License-Identifier: GPL-2.0-only */
	.arch_extension fp
	.arch_extension simd
	.section .text
/* Clear what a CPU could hand on to its next cell in vector registers. */
	.globl	fpu_clear
fpu_clear:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	movi	v\n\().2d, #0
	.endr
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	movi	v\n\().2d, #0
	.endr
	msr	fpcr, xzr
	msr	fpsr, xzr
	ret

/* The scalable vectors are longer than what was zeroed with the others; predicates are their own. */
	.arch_extension sve
	.globl	sve_clear
sve_clear:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	pfalse	p\n\().b
	.endr
	wrffr	p0.b
	ret
