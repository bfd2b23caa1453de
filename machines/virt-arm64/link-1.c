/* SPDX-License-Identifier: GPL-2.0-only */

/* Peer 1 of the link with root Linux. */

#define PEER 1

#include "link.h"
