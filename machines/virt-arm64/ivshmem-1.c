/* SPDX-License-Identifier: GPL-2.0-only */

/* End 1 of the shared-memory link. */

#define PEER 1

#include "ivshmem.h"
