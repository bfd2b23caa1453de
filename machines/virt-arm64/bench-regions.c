/* SPDX-License-Identifier: GPL-2.0-only */

/* End 0 of the bench's link again, with 128 further regions that are not whole pages. */

#define PEER	  0
#define CELL_NAME "bench-regions"
#define FURTHER	  128

#include "bench.h"
