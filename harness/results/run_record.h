/* SPDX-License-Identifier: GPL-2.0-only */
/* run.json in a run's folder: what the run as a whole was. */
#ifndef YARD_RUN_RECORD_H
#define YARD_RUN_RECORD_H

#include <stdbool.h>

#include "../base/problem.h"

struct run_record {
	long long started; /* seconds since 1970 */
	double seconds;	   /* negative: it has not come to its end */
	char *version;	   /* of Cellyard and the commit */
	char *command;	   /* as typed, quoted for a shell */
	bool interrupted;
};

/* Begin the record: now, the version found in @top, the command. */
void run_record_begin(struct run_record *r, const char *top, int argc, char **argv);
/* Write it into the folder @run; @r may be written again when more is known. */
int run_record_save(const struct run_record *r, const char *run, struct problem *why);
void run_record_free(struct run_record *r);

#endif
