/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How far a run is. Its workers are processes of their own: each notes beginning and end of its
 * trial in one file, and can tell from it what to show.
 */
#ifndef YARD_PROGRESS_H
#define YARD_PROGRESS_H

#include "outcome.h"

void progress_begin(const char *file, const struct outcome *o);
void progress_end(const char *file, const struct outcome *o);

/* "12 of 43 done, 1 failed; now: a, b" from what was noted, @all being the number of trials. */
void progress_line(const char *file, unsigned int all, struct text *out);

#endif
