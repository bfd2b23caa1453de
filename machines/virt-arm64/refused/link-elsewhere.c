/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: a link whose memory is somewhere else for the other peers. */

#include "../board.h"

#define NAME "link-elsewhere"
#define SECTIONS                                                                                   \
	SECTION(0x10000, 0, 0x1000, SHARED), SECTION(0x11000, 0x1000, 0x1000, SHARED | WRITE),     \
		SECTION(0x12000, 0x2000, 0x2000, SHARED),                                          \
		SECTION(0x14000, 0x4000, 0x2000, SHARED | WRITE),                                  \
		SECTION(0x16000, 0x6000, 0x2000, SHARED)

#include "../../links-refused.h"
