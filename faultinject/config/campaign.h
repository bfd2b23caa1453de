/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_CAMPAIGN_H
#define FAULTINJECT_CAMPAIGN_H

#include "tally.h"

struct campaign {
	const struct subjects *subjects;
	uint64_t seed;
	uint64_t first; /* of its trials, in the order in which they are made */
	uint64_t count;
	const char *state; /* file that an interrupted campaign goes on from; NULL: none */
	const char *list;  /* say each trial with this cause; NULL: none */
};

/**
 * From now on Ctrl-C and SIGTERM end a campaign behind the trial under way, or the first one; a
 * trial without end and a checker that reads where it must not are named.
 */
void campaign_watch(void);

/**
 * Run all trials, with progress on standard error.
 * @return: 0; 1 if it was interrupted: the same command goes on
 */
int campaign_run(const struct campaign *campaign, struct tally *tally);

#endif
