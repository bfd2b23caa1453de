/* SPDX-License-Identifier: GPL-2.0-only */

/* End 1 of the bench's link: takes the doorbells. */

#define PEER	  1
#define CELL_NAME "bench-peer"

#include "bench.h"
