/* SPDX-License-Identifier: GPL-2.0-only */
/* Mistakes in scenarios that can be found before a machine starts. */
#ifndef YARD_MISTAKES_H
#define YARD_MISTAKES_H

#include "../base/places.h"
#include "selection.h"

/**
 * mistakes_report - look through scripts.
 * @report: receives a line FILE:LINE: SENTENCE for each mistake.
 */
int mistakes_report(const struct places *places, const struct words *paths, struct text *report,
		    struct problem *why);

/**
 * mistakes_find - look through the scripts of all trials.
 *
 * Trials of a wrong one get FILE:LINE and a sentence as their `mistake`. Fails if the script that
 * looks cannot run, as then the trials could not, either.
 */
int mistakes_find(const struct places *places, const struct yard_files *files, struct trial *trials,
		  size_t count, struct problem *why);

/* Give the trials their mistakes, as `scenarios/lib/check.tcl` prints them; @top is cut off. */
void mistakes_apply(const char *report, const char *top, const struct yard_files *files,
		    struct trial *trials, size_t count);

#endif
