/* SPDX-License-Identifier: GPL-2.0-only */
/* What is kept of a run as a whole when it has ended. */
#ifndef YARD_KEEP_H
#define YARD_KEEP_H

#include "../results/run_record.h"
#include "cli.h"

/* results/latest leads to the run. */
int keep_link(const struct places *places, struct problem *why);

/**
 * keep_run - end the record of a run, take the run into the store, and write its page.
 * @record: was saved when the run began; gets its duration.
 * @again: the store may know an earlier part of the run.
 */
int keep_run(const struct places *places, const struct yard_files *files, struct run_record *record,
	     bool again, struct problem *why);

#endif
