/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: two ends of one link in one cell. */

#include "../board.h"

#define NAME	"link-twice"
#define DEVICES DEVICE, DEVICE

#include "../../links-refused.h"
