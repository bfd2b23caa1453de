/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: two peers of a link with the same number. */

#include "../board.h"

#define NAME "link-id-taken"
#define END  0

#include "../../links-refused.h"
