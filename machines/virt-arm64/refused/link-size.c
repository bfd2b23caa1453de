/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: output sections of another size than those of the other peers. */

#include "../board.h"

#define NAME "link-size"
#define SECTIONS                                                                                   \
	SECTION(0, 0, 0x1000, SHARED), SECTION(0x1000, 0x1000, 0x1000, SHARED | WRITE),            \
		SECTION(0x2000, 0x2000, 0x1000, SHARED),                                           \
		SECTION(0x4000, 0x3000, 0x1000, SHARED | WRITE),                                   \
		SECTION(0x6000, 0x4000, 0x1000, SHARED)

#include "../../links-refused.h"
