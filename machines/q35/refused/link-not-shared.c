/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: root Linux is a peer and would lose the sections. */

#include "../board.h"

#define NAME "link-not-shared"
#define SECTIONS                                                                                   \
	SECTION(0, 0, 0x1000, 0), SECTION(0x1000, 0x1000, 0x1000, WRITE),                          \
		SECTION(0x2000, 0x2000, 0x2000, 0), SECTION(0x4000, 0x4000, 0x2000, WRITE),        \
		SECTION(0x6000, 0x6000, 0x2000, 0)

#include "../../links-refused.h"
