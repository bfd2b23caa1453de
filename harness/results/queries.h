/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions to the store that several commands ask. */
#ifndef YARD_QUERIES_H
#define YARD_QUERIES_H

#include <stdint.h>
#include <stdio.h>

#include "database.h"

/**
 * run_named - the run that a user means.
 * @name: a name, the beginning of one that fits no other, or NULL for the newest.
 *
 * Returns its whole name, to be freed, or NULL with a sentence.
 */
char *run_named(struct database *db, const char *name, struct problem *why);

/**
 * run_before - the run that another one is best compared with.
 *
 * Of the earlier ones that came to their end, the newest of those with most of the same trials.
 * Returns 0 with its name, to be freed, or NULL if there is none; or -1 with a sentence.
 */
int run_before(struct database *db, const char *run, char **before, struct problem *why);

/**
 * print_difference - one line for each trial on which two runs differ.
 *
 * That is a verdict, the first line of its message, or whether it is known. A trial that took
 * far longer or shorter gets a hint, which is no difference. Returns how many differ, or -1 with a
 * sentence.
 */
int print_difference(struct database *db, const char *old, const char *new, FILE *out,
		     struct problem *why);

struct history {
	const char *scenario; /* its trials; NULL: runs */
	const char *machine;  /* on this one alone; NULL: on all */
	uint64_t limit;	      /* so many lines at most; 0: all */
};

/* Print runs or trials, newest first; returns how many, or -1 with a sentence. */
int print_history(struct database *db, const struct history *wanted, FILE *out,
		  struct problem *why);

/**
 * scenario_like - the scenario with a name that is hardly different from @name.
 *
 * Returns the name of one that has been played, to be freed, or NULL.
 */
char *scenario_like(struct database *db, const char *name);

/* Print the trials of a machine, a scenario or all as CSV with a head line (RFC 4180). */
int print_csv(struct database *db, const struct history *wanted, FILE *out, struct problem *why);

#endif
