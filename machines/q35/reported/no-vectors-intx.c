/* SPDX-License-Identifier: GPL-2.0-only */

/* The same without the window: the link is accepted, and nobody can interrupt its end. */

#include "../board.h"

#define NAME	 "no-vectors-intx"
#define VECTORS	 0
#define BAR_MASK JAILHOUSE_IVSHMEM_BAR_MASK_INTX

#include "../../links-refused.h"
