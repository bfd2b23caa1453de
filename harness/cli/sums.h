/* SPDX-License-Identifier: GPL-2.0-only */
/* What campaigns have found, added up. */
#ifndef YARD_SUMS_H
#define YARD_SUMS_H

#include "campaign.h"

/**
 * sums_merge - add up summaries of campaigns, and show the tables.
 * @path: files, ended by NULL.
 *
 * Pieces of one model make its tables; several models one table more, with a line for each.
 *
 * Returns the exit status.
 */
int sums_merge(char **path);

/**
 * sums_played - show what became of the trials of a run in which scenarios were played as such.
 * @run: its folder, or NULL for the latest one.
 *
 * Returns the exit status.
 */
int sums_played(const char *run, const struct model *models, size_t count);

#endif
