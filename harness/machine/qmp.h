/* SPDX-License-Identifier: GPL-2.0-only */
/* QEMU's machine protocol on a unix socket of ours. Every line goes to qmp.log. */
#ifndef YARD_QMP_H
#define YARD_QMP_H

#include <jansson.h>
#include <stdio.h>

#include "../base/problem.h"
#include "../base/text.h"

struct qmp {
	int fd;		/* -1: closed */
	FILE *log;	/* may be NULL */
	double started; /* clock_seconds() that the log counts from */
	struct text in;
	unsigned int next_id;
	int64_t until; /* clock_ms() at which waiting for any answer ends; 0: each has its own time
			*/
	/* the first SHUTDOWN or GUEST_PANICKED event, as "SHUTDOWN guest-reset"; or "" */
	char end_event[96];
};

/* Connect and negotiate. */
int qmp_open(struct qmp *q, const char *path, FILE *log, struct problem *why);
void qmp_close(struct qmp *q);

/**
 * qmp_command - execute one command and wait for its answer, 30 s at most, or @until if that is
 * sooner.
 * @command: {"execute": ..., "arguments": ...} as JSON text.
 * @answer: receives what `return` holds, to be released with json_decref(); may be NULL.
 */
int qmp_command(struct qmp *q, const char *command, json_t **answer, struct problem *why);

/* Read what has arrived without waiting: events. -1 once the emulator has closed the line. */
int qmp_pump(struct qmp *q);

#endif
