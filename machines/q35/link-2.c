/* SPDX-License-Identifier: GPL-2.0-only */

/* Peer 2 of the link with root Linux. */

#define PEER 2

#include "link.h"
