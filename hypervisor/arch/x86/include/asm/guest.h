/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_GUEST_H
#define ASM_GUEST_H

#include <core/defs.h>

#define GUEST_INVALID (~0ULL)

/**
 * Guest-physical address of a linear address by the guest's own page tables,
 * in whatever paging mode it is. Rights are not checked: the access happened.
 * @return: GUEST_INVALID if it is not mapped
 */
u64 guest_translate(u64 linear);

/** Fetch up to @size instruction bytes at the guest's RIP. @return: bytes fetched */
unsigned int guest_fetch(u8 *bytes, unsigned int size);

#endif
