/* SPDX-License-Identifier: GPL-2.0-only */

/* End 0 of the shared-memory link. */

#define PEER 0

#include "ivshmem.h"
