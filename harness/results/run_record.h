/* SPDX-License-Identifier: GPL-2.0-only */
/* run.json in a run's folder: what the run as a whole was. */
#ifndef YARD_RUN_RECORD_H
#define YARD_RUN_RECORD_H

#include <stdbool.h>

#include "../base/problem.h"
#include "../base/text.h"

/* "0.1.0 (325b4a8)"; a checkout without history has no commit. The caller frees it. */
char *checkout_version(const char *top);

struct run_record {
	long long started; /* seconds since 1970 */
	long long resumed; /* the same of this invocation */
	double before;	   /* seconds that earlier invocations took, which this one goes on with */
	double seconds;	   /* negative: it has not come to its end */
	char *version;	   /* of Cellyard and the commit */
	char *command;	   /* as typed, quoted for a shell */
	bool interrupted;
	struct words plan; /* the folders of the trials that it is to play; may be empty */
};

/* Begin the record: now, the version found in @top, the command. */
void run_record_begin(struct run_record *r, const char *top, int argc, char **argv);
/* The run in the folder @run goes on: it began when it began, and what it was to play it is to
 * play. */
void run_record_resume(struct run_record *r, const char *run);
/* Write it into the folder @run; @r may be written again when more is known. */
int run_record_save(const struct run_record *r, const char *run, struct problem *why);
/*
 * Say that the run in the folder @run goes on, until this process and what it forked have ended,
 * however they end. Where that can't be said the run counts as aborted until it has ended.
 */
void run_record_hold(const char *run);
/* Whether somebody holds the run in the folder @run. */
bool run_record_held(const char *run);
/* The run has ended: how long it took. */
void run_record_end(struct run_record *r);
void run_record_free(struct run_record *r);

#endif
