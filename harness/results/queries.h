/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions to the store that several commands ask. */
#ifndef YARD_QUERIES_H
#define YARD_QUERIES_H

#include <stdio.h>

#include "database.h"

/**
 * run_named - the run that a user means.
 * @name: a name, the beginning of one that fits no other, or NULL for the newest.
 *
 * Returns its whole name, to be freed, or NULL with a sentence.
 */
char *run_named(struct database *db, const char *name, struct problem *why);

/* Print one line for each trial on which the two runs differ; returns how many, or -1. */
int print_difference(struct database *db, const char *old, const char *new, FILE *out,
		     struct problem *why);

/* Print the runs, or (@scenario not NULL) the trials of a scenario, newest first. */
int print_history(struct database *db, const char *scenario, FILE *out, struct problem *why);

/* Print all trials as CSV with a head line (RFC 4180). */
int print_csv(struct database *db, FILE *out, struct problem *why);

#endif
