/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_TALLY_H
#define FAULTINJECT_TALLY_H

/* Counting trials: kind by agreement, and differences by their cause. */

#include <stdio.h>

#include "trial.h"

#define MOST_CAUSES 64

struct cause {
	enum agreement agreement;
	char name[48];
	uint64_t count;
	uint64_t first; /* the lowest trial number with it */
};

struct tally {
	uint64_t seed;
	uint64_t first; /* in the order in which they are made; the others follow it */
	uint64_t trials;
	double seconds; /* that they took */
	uint64_t counts[NUM_KINDS][NUM_AGREEMENTS];
	struct cause causes[MOST_CAUSES];
	size_t num_causes;
};

void tally_add(struct tally *tally, const struct trial *trial);

/** Why the product refuses more than the documents ask for; NULL where it is not known to. */
const char *why_strict(const char *cause);
/** Number of trials that are defects. */
uint64_t tally_defects(const struct tally *tally);

/** The table, with how many there are of each kind, and the causes with one trial for each. */
void tally_print(const struct tally *tally, const struct subjects *subjects, FILE *out);

/** As a small text file. @return: 0 or -1 */
int tally_write(const struct tally *tally, const char *path);
/** For `yard inject --merge`, with the version that was tried. @return: 0 or -1 */
int tally_summarize(const struct tally *tally, const char *version, const char *path);
/** @return: 0; -1 if there is no such file or it is none of this version */
int tally_read(struct tally *tally, const char *path);

#endif
