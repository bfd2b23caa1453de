/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_MSR_TABLE_H
#define ASM_MSR_TABLE_H

#include <core/defs.h>

/** What happens to an access; what is not listed raises #GP in the guest. */
enum msr_policy {
	MSR_FAULT = 0, /* #GP, counted, logged once */
	MSR_NATIVE,    /* the hardware's register */
	MSR_SHADOW,    /* a handler emulates it */
	MSR_DROP,      /* reads as 0, writes are ignored */
	MSR_FATAL,     /* parks the CPU, as the original does */
};

/** A range of registers and its policies. */
struct msr_rule {
	u32 first, last;
	u8 root_read, root_write;
	u8 cell_read, cell_write;
};

/** The rule of a register by binary search, NULL if it is not listed. */
const struct msr_rule *msr_find(u32 msr);

/** Permission map of the root cell or of all other cells, 2 pages. */
u8 *msr_bitmap(bool root);

/** Fill both maps from the table, once. */
void msr_init(void);

#endif
