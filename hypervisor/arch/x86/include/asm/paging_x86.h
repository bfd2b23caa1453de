/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_PAGING_X86_H
#define ASM_PAGING_X86_H

#include <core/paging.h>

/** Four-level tables of the host, and AMD's nested tables. */
extern struct paging_format paging_x86;

/** The same entry of an upper table, for reading only. */
u64 paging_x86_read_only(u64 entry);

#endif
