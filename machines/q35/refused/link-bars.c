/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: a register window of 1 MiB. */

#include "../board.h"

#define NAME "link-bars"
#define BAR_MASK                                                                                   \
	{                                                                                          \
		0xfff00000                                                                         \
	}

#include "../../links-refused.h"
