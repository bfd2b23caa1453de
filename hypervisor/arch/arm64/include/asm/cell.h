/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_CELL_H
#define ASM_CELL_H

#include <core/defs.h>

#define MAX_IRQS  1020
#define IRQ_WORDS 32 /* with a bit for each */

/** ARM part of a cell. */
struct arch_cell {
	/** Values of VTTBR_EL2 and HCR_EL2. */
	u64 vttbr, hcr;
	/** Shared interrupts of the cell, a bit each; word 0 stays empty. */
	u32 irqs[IRQ_WORDS];
	/** They were root's until the cell was created, and are quiet since. */
	bool irqs_taken;
	/** Bits of its CPUs in target registers (GICv2). */
	u8 targets;
	/** It was told that it has no LPIs. */
	bool lpis_refused;
};

#endif
