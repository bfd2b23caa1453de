/* SPDX-License-Identifier: GPL-2.0-only */

/* End 2 of the shared-memory link. */

#define PEER 2

#include "ivshmem.h"
