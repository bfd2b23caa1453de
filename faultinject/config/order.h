/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_ORDER_H
#define FAULTINJECT_ORDER_H

/*
 * The order in which a campaign makes its trials: in rounds, in each of which every kind of
 * mutation has its share, as long as it has any left.
 */

#include "mutation.h"

struct order {
	/** How many there are of each kind; of the drawn ones as many as one likes. */
	uint64_t possible[NUM_KINDS];
	uint64_t shares[NUM_KINDS];
};

void order_begin(struct order *order, const struct subjects *subjects);

/** Number of the trial that comes as the @n-th, from 0 on. */
uint64_t order_number(const struct order *order, uint64_t n);

#endif
