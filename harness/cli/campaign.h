/* SPDX-License-Identifier: GPL-2.0-only */
/* A campaign of injected faults on machines. */
#ifndef YARD_CAMPAIGN_H
#define YARD_CAMPAIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/text.h"
#include "../results/tries.h"

/* A model that needs machines. */
struct model {
	const char *name;
	const char *scenario;
	uint64_t count; /* unless told */
	/* tries as many as take about a minute, so that the restore does not count */
	uint64_t stretch;
	enum try_class first_defect; /* those from it on are defects */
	const char *surface;	     /* unless told */
};

struct campaign {
	const struct model *model;
	struct words machines; /* none: those that the scenario is played on */
	uint64_t seed, first, count, only, jobs;
	bool has_count, has_only;
	const char *surface; /* or "" for all */
	char **argv;	     /* the command as typed */
	int argc;
};

/* Tell scenarios, in the environment, which trials they are to play. */
void campaign_name_trials(const struct campaign *c, uint64_t first, uint64_t count);

/**
 * campaign_play - make all tries that were not made yet, and show what became of them.
 *
 * The tries are cut into stretches, each played as one trial of the model's scenario on a restored
 * machine; all trials are one run in results/. What a stretch found is kept in the build folder,
 * so that the same command goes on where it was interrupted.
 *
 * Returns the exit status.
 */
int campaign_play(struct campaign *c);

#endif
