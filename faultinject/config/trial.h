/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_TRIAL_H
#define FAULTINJECT_TRIAL_H

/* One injected fault, which its number and the seed define. */

#include "mutation.h"
#include "verdict.h"

struct trial {
	uint64_t number;
	const struct subject *subject;
	unsigned int kind;
	struct mutant mutant;
	struct verdict verdict;
};

/** How many faults of a kind can be counted off, of all subjects. */
uint64_t count_of_kind(const struct subjects *subjects, unsigned int kind);
/** Number of trials that do not depend on the seed, kind by kind; those behind are drawn. */
uint64_t count_trials(const struct subjects *subjects);

/** Mutate and judge. The trial is to be ended by trial_end(). */
void trial_run(struct trial *trial, const struct subjects *subjects, uint64_t seed,
	       uint64_t number);
void trial_end(struct trial *trial);

/**
 * What a difference is about, in a word: trials with the same one have the same
 * cause. Empty if both checkers agree.
 */
void trial_cause(const struct verdict *verdict, char *cause, size_t size);

#endif
