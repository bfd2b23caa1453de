/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: more vectors than a device has. */

#include "../board.h"

#define NAME	"link-vectors"
#define VECTORS 17

#include "../../links-refused.h"
