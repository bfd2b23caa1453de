/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_PAGING_ARM64_H
#define ASM_PAGING_ARM64_H

#include <core/paging.h>

/** Tables of EL2. */
extern const struct paging_format paging_el2;

/** Stage-2 tables of cells; the number of levels depends on the CPU. */
extern struct paging_format paging_stage2;

/**
 * Choose the stage-2 format that all CPUs support.
 * @range: field PARange of ID_AA64MMFR0_EL1
 * @return: value of VTCR_EL2
 */
u64 paging_stage2_init(unsigned int range);

/** First address that stage 2 cannot translate. */
extern u64 stage2_limit;

#endif
