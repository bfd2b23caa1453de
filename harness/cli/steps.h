/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Steps of scenarios for somebody who sits at a machine: lines of Tcl go to an interpreter that
 * has the verbs and shares the machine with the shell; what it says comes back as text.
 */
#ifndef YARD_STEPS_H
#define YARD_STEPS_H

#include <poll.h>

#include "../scenario/control.h"

/* What became of a line. */
enum steps_answer {
	STEPS_BUSY,  /* nothing yet */
	STEPS_DONE,  /* it is done */
	STEPS_WRONG, /* it failed; the sentence was among the text */
	STEPS_MORE,  /* it is not complete: the next line belongs to it */
	STEPS_LOST   /* the interpreter has ended */
};

struct steps {
	struct session *session;
	struct show show;
	struct control control;
	pid_t pid;	  /* 0: not started */
	int in;		  /* to the interpreter */
	int out;	  /* from it */
	bool settled;	  /* it has the machine: what Linux shows from now on is of interest */
	bool busy;	  /* a line is being evaluated */
	struct text next; /* the line that waits until it is settled */
	struct text said; /* a line of its that has no end yet */
};

void steps_init(struct steps *t, struct session *session);

/**
 * steps_do - evaluate a line, starting the interpreter if there is none.
 * steps_handle() tells what becomes of it. No other line can be given until then.
 */
int steps_do(struct steps *t, const char *line, size_t len, struct problem *why);

/* Give up what is under way, and with it all that steps have defined. */
void steps_interrupt(struct steps *t);

#define STEPS_POLL 2
void steps_prepare(const struct steps *t, struct pollfd *p);
/* Handle what poll() found; text for the user is appended to @text. */
enum steps_answer steps_handle(struct steps *t, const struct pollfd *p, struct text *text);

void steps_close(struct steps *t);

#endif
