/* SPDX-License-Identifier: GPL-2.0-only */
/* A campaign as one run in results/, which the same command goes on with. */
#ifndef YARD_CAMPAIGN_RUN_H
#define YARD_CAMPAIGN_RUN_H

#include "../results/run_record.h"
#include "campaign.h"
#include "cli.h"
#include "tried.h"

struct campaign_run {
	struct places places; /* with the run that all stretches are parts of */
	struct yard_files files;
	struct run_record record;
	bool resumed;
	char *folder;		  /* of the campaign, in the build folder */
	struct tried_time before; /* of earlier commands */
	double begun;		  /* when this one began to try */
};

/* What is tried, in the words of tried.h; places, files and record are known. */
typedef int campaign_describe(const struct campaign_run *r, const void *context, struct text *out,
			      struct problem *why);

/**
 * campaign_run_claim - see to it that no other command plays the campaign of this folder.
 *
 * Until the process, and all that it started, have ended. Returns 0, or -1 with a sentence if one does.
 */
int campaign_run_claim(const struct campaign_run *r, struct problem *why);

/**
 * campaign_run_begin - go on with the run that the campaign's folder remembers, or begin one.
 * @r: with places, files and folder. Outcomes of anything else are moved aside, and that is said.
 */
int campaign_run_begin(struct campaign_run *r, const struct campaign *c,
		       campaign_describe *describe, const void *context, struct problem *why);

/* A file in the run's folder and in the campaign's. */
void campaign_run_keep(const struct campaign_run *r, const char *name, const struct text *content);

/* Note that so many trials were made since it began to try, and tell how fast that and all before
 * went, if there were any. */
void campaign_run_rate(struct campaign_run *r, uint64_t made, uint64_t jobs, struct text *table,
		       struct text *summary);

/* Also what was interrupted is a run. Says where it is. */
void campaign_run_end(struct campaign_run *r, bool interrupted);
void campaign_run_free(struct campaign_run *r);

#endif
