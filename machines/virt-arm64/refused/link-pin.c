/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: an interrupt pin that is none of the cell's. */

#include "../board.h"

#define NAME "link-pin"
#define PINS 0

#include "../../links-refused.h"
