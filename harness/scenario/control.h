/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The line between a running scenario and the harness. The scenario sends one request a line:
 *
 *   step [TEXT]             a step of the story begins, or the last one is over
 *   at LINES [WHAT]         lines of the scenario that are played, the innermost first, joined by
 *                           commas, or -; and what it waits for there. The only one without answer
 *   reached STATE           the machine is there and quiet: see session_reached()
 *   qmp JSON                execute a QMP command
 *   peek ADDRESS LENGTH     read guest-physical memory
 *   poke ADDRESS HEXBYTES   write it
 *   fill ADDRESS LENGTH BYTE write it all alike
 *   keep ADDRESS LENGTH     remember what is there now
 *   changed                 the first of that which is different now: its address, what it was and
 *                           what it is; or nothing
 *   clock                   milliseconds, by the clock that counts for this machine: patience.h
 *   held                    where it stands still: CPU, number of instructions, and `order` or
 *                           `mark`; or nothing: see hold.h
 *   order ORDER             where it is to stop next, while it does
 *   go, gone                let it go on; or somebody else does that now
 *   alive                   whether the machine still runs
 *   verdict NAME TEXT       PASS, FAIL, SKIP, ERROR, CRASH; or EOF: a console has closed
 *
 * and gets one line back: `ok`, `ok VALUE`, or `no SENTENCE`. In TEXT and SENTENCE a backslash
 * stands before `n` for a new line and before itself.
 */
#ifndef YARD_CONTROL_H
#define YARD_CONTROL_H

#include "../results/outcome.h"
#include "../machine/kept.h"
#include "session.h"
#include "show.h"

struct control {
	int listener;
	int client;
	struct text in;
	struct session *session;
	struct show *show;
	FILE *steps;  /* steps.log: seconds since the start, and the step; may be NULL */
	char *step;   /* the one that is under way, or NULL */
	char *lines;  /* of the scenario: "12", "12,40", "-" or NULL */
	char *waits;  /* what it waits for, or NULL */
	bool closing; /* the scenario has said its verdict */
	bool eof;     /* it said EOF: the harness decides what that means */
	struct kept kept;
	enum verdict verdict;
	char *message;
};

int control_open(struct control *c, const char *socket, struct session *session, struct show *show,
		 struct problem *why);
void control_close(struct control *c);
void control_poll_prepare(const struct control *c, struct pollfd *p);
void control_poll_handle(struct control *c, const struct pollfd *p);

/* Answer one request; @answer receives the line without its end. For tests, too. */
void control_request(struct control *c, const char *request, struct text *answer);

#endif
