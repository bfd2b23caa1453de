// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program at the user level of a cell cannot do what the cell may not. It is the cell's system
 * that deals with it, as on a CPU that does not know the instruction.
 */
#include <core/percpu.h>
#include <asm/arm64.h>

/* SPSR: what an exception leaves as it is, what it sets, and where AArch32 differs */
#define SPSR_KEPT	0xf1400000ULL /* flags, DIT, PAN */
#define SPSR_KEPT_32	0xf86f0140ULL /* flags, Q, PAN, DIT, GE, A, F */
#define SPSR_SSBS	(1ULL << 12)
#define SPSR_PAN	(1ULL << 22)
#define SPSR_SSBS_32	(1ULL << 23)
#define SPSR_TCO	(1ULL << 25)
#define SPSR_BIG_ENDIAN (1ULL << 9)
#define SPSR_UND_MASKED 0x9b /* AArch32 undefined; I masked */

/* SCTLR_EL1, which says what it sets */
#define SCTLR_HIGH_VECTORS (1ULL << 13)
#define SCTLR_SPAN	   (1ULL << 23)
#define SCTLR_BIG_ENDIAN   (1ULL << 25)
#define SCTLR_T32	   (1ULL << 30)
#define SCTLR_SSBS_32	   (1ULL << 31)
#define SCTLR_SSBS	   (1ULL << 44)

#define ESR_UNKNOWN	(1ULL << 25)
#define VECTOR_LOWER	0x400
#define VECTOR_LOWER_32 0x600
#define VECTOR_UND	4
#define VECTORS_HIGH	0xffff0000
#define LR_UND		22 /* the general register that is the mode's link register */

static void enter_el1(u64 spsr, u64 sctlr)
{
	u64 elr = read_sysreg(elr_el2);

	write_sysreg(elr_el1, elr);
	write_sysreg(spsr_el1, spsr);
	write_sysreg(esr_el1, ESR_UNKNOWN);
	write_sysreg(elr_el2, read_sysreg(vbar_el1) +
				      (spsr & SPSR_AARCH32 ? VECTOR_LOWER_32 : VECTOR_LOWER));
	write_sysreg(spsr_el2, SPSR_EL1H_MASKED | (spsr & SPSR_KEPT) |
				       (sctlr & SCTLR_SPAN ? 0 : SPSR_PAN) |
				       (sctlr & SCTLR_SSBS ? SPSR_SSBS : 0) |
				       (this_cell()->arch.hcr & HCR_ATA ? SPSR_TCO : 0));
}

static void enter_und(struct guest_regs *regs, u64 spsr, u64 sctlr)
{
	u64 vectors = sctlr & SCTLR_HIGH_VECTORS ? VECTORS_HIGH : (u32)read_sysreg(vbar_el1);

	regs->x[LR_UND] = (u32)read_sysreg(elr_el2) + (spsr & SPSR_T32 ? 2 : 4);
	write_sysreg(spsr_und, spsr);
	write_sysreg(elr_el2, vectors + VECTOR_UND);
	write_sysreg(spsr_el2, SPSR_UND_MASKED | (spsr & SPSR_KEPT_32) |
				       (sctlr & SCTLR_SPAN ? 0 : SPSR_PAN) |
				       (sctlr & SCTLR_SSBS_32 ? SPSR_SSBS_32 : 0) |
				       (sctlr & SCTLR_BIG_ENDIAN ? SPSR_BIG_ENDIAN : 0) |
				       (sctlr & SCTLR_T32 ? SPSR_T32 : 0));
}

enum trap_result inject_undefined(struct guest_regs *regs)
{
	u64 spsr = read_sysreg(spsr_el2), sctlr = read_sysreg(sctlr_el1);

	if (spsr & SPSR_AARCH32 && !condition_holds(ESR_ISS(read_sysreg(esr_el2)))) {
		skip_instruction();
	} else if (this_cell()->arch.hcr & HCR_RW) {
		enter_el1(spsr, sctlr);
	} else {
		enter_und(regs, spsr, sctlr);
	}
	return TRAP_HANDLED;
}
