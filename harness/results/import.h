/* SPDX-License-Identifier: GPL-2.0-only */
/* From the folders below results/runs into the store. */
#ifndef YARD_IMPORT_H
#define YARD_IMPORT_H

#include "database.h"

/**
 * import_run - put a run's folder into the store, instead of what the store had of it.
 *
 * All or nothing: a store never shows a part of a run. A folder without a single result is no
 * run, and ignored, unless its run.json says what was to be played. What can't be read is noted,
 * with its reason: see schema/4.sql.
 */
int import_run(struct database *db, const char *folder, struct problem *why);

/* import_run() for each folder below @runs that the store does not know. */
int import_missing(struct database *db, const char *runs, struct problem *why);

/**
 * results_open - open the store of a checkout, with all of its runs in it.
 * @results: the folder with runs/; the store is results.sqlite there.
 */
int results_open(struct database *db, const char *results, struct problem *why);

/**
 * results_read - what results_open() would show, for who only asks: nothing is written, and nothing
 * needs to be writable.
 */
int results_read(struct database *db, const char *results, struct problem *why);

#endif
