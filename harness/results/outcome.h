/* SPDX-License-Identifier: GPL-2.0-only */
/* How a trial ended. Stored as result.json beside the trial's logs. */
#ifndef YARD_OUTCOME_H
#define YARD_OUTCOME_H

#include <stdbool.h>

#include "../base/problem.h"
#include "../base/text.h"
#include "../scenario/selection.h"

enum verdict {
	VERDICT_PASS,
	VERDICT_FAIL,  /* the claim does not hold, or was not shown in time */
	VERDICT_SKIP,  /* can't be tried here; the message is the reason */
	VERDICT_ERROR, /* the harness's or the scenario's own fault */
	VERDICT_CRASH, /* the machine died or does not answer, or root Linux was lost */
	VERDICT_COUNT
};

struct outcome {
	struct trial trial;
	enum verdict verdict;
	double seconds;
	char *message; /* one sentence, then perhaps lines of detail; never NULL once set */
	bool expected; /* though it failed: nobody needs to hear more of it */
};

const char *verdict_name(enum verdict v);
/* Returns 0, or -1 if there is no verdict of that name. */
int verdict_parse(const char *name, enum verdict *v);

void outcome_set(struct outcome *o, enum verdict v, const char *message);
/* Put a line before the message. */
void outcome_head(struct outcome *o, const char *line);
void outcome_free(struct outcome *o);

/* Write or read result.json in the folder of the trial below @run. */
int outcome_save(const struct outcome *o, const char *run, struct problem *why);
int outcome_load(struct outcome *o, const char *run, struct problem *why);

/* FAIL, ERROR and CRASH are failures. */
bool outcome_failed(const struct outcome *o);

/* In quarantine, and with the verdict that stands there: a failure that is no news. */
bool outcome_known(const struct outcome *o);

/* "q35-svm/lifecycle", "q35-svm/lifecycle@amd64-6.12" */
const char *outcome_key(const struct outcome *o);

/* Length of the first line of the message. */
int outcome_headline(const struct outcome *o);

#endif
