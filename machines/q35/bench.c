/* SPDX-License-Identifier: GPL-2.0-only */

/* End 0 of the bench's link: plays the events. */

#define PEER	  0
#define CELL_NAME "bench"

#include "bench.h"
