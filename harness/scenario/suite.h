/* SPDX-License-Identifier: GPL-2.0-only */
/* The trials as one parameterized Criterion test, each in a process of its own. */
#ifndef YARD_SUITE_H
#define YARD_SUITE_H

#include "../base/places.h"
#include "selection.h"

/**
 * suite_run - run the trials, @jobs at a time.
 *
 * Every trial leaves its result.json below the run's folder, unless its process died.
 * Returns 0 if Criterion ran at all.
 */
int suite_run(const struct places *places, const struct trial *trials, size_t count,
	      unsigned int jobs);

#endif
