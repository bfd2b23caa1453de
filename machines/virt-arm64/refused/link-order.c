/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: the peers' output sections in another order. */

#include "../board.h"

#define NAME "link-order"
#define SECTIONS                                                                                   \
	SECTION(0, 0, 0x1000, SHARED), SECTION(0x1000, 0x1000, 0x1000, SHARED | WRITE),            \
		SECTION(0x4000, 0x2000, 0x2000, SHARED),                                           \
		SECTION(0x2000, 0x4000, 0x2000, SHARED | WRITE),                                   \
		SECTION(0x6000, 0x6000, 0x2000, SHARED)

#include "../../links-refused.h"
