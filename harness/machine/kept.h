/* SPDX-License-Identifier: GPL-2.0-only */
/* Guest memory that must stay as it is: copies of it, and where it differs from them. */
#ifndef YARD_KEPT_H
#define YARD_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory.h"

struct kept_range {
	uint64_t address;
	size_t len;
	uint8_t *was;
};

/* Zeroed is empty. */
struct kept {
	struct kept_range *range;
	size_t count;
};

/* Bytes that tell of one difference. */
#define KEPT_SHOWN 8

struct kept_difference {
	uint64_t address; /* of the first byte that differs */
	size_t len;	  /* of what follows, as far as its range goes */
	uint8_t was[KEPT_SHOWN], is[KEPT_SHOWN];
};

/* Remember what is there now; -1 with a sentence where it is not RAM. */
int kept_add(struct kept *k, const struct guest_memory *m, uint64_t address, size_t len,
	     struct problem *why);
void kept_free(struct kept *k);

/* Look for the first difference, in the order in which ranges were added; false if there is none.
 */
bool kept_differs(const struct kept *k, const struct guest_memory *m, struct kept_difference *d);

#endif
