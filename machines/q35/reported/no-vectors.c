/* SPDX-License-Identifier: GPL-2.0-only */

/* A mistake of users: the device has a window for MSI-X, and no vectors. */

#include "../board.h"

#define NAME	"no-vectors"
#define VECTORS 0

#include "../../links-refused.h"
