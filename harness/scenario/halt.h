/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A trial that stops where somebody wants to look around with gdb, which the front end starts. The
 * two agree by files in the trial's folder: HALT_READY holds the path of the stub's socket,
 * HALT_RELEASED says that gdb has ended.
 */
#ifndef YARD_HALT_H
#define YARD_HALT_H

#include <regex.h>

#include "session.h"

#define HALT_READY    "gdb.ready"
#define HALT_RELEASED "gdb.released"
/* Instead of a regular expression: where the hypervisor parks or stops a CPU. */
#define HALT_FAULT "fault"

struct halt {
	struct session *session;
	bool wanted;
	bool at_fault; /* gdb has the machine from its first instruction */
	regex_t line;
	struct text unseen; /* of the hypervisor's console: no whole line yet */
	bool matched;
	bool ready;
};

/**
 * halt_begin - before the machine starts.
 * @until: HALT_FAULT, an extended regular expression for a line of the hypervisor's console, or
 * NULL.
 *
 * With HALT_FAULT it is gdb that lets the machine go.
 */
int halt_begin(struct halt *h, struct session *s, const char *until, struct problem *why);
/* What the hypervisor's console has shown. */
void halt_look(struct halt *h, const char *text, size_t len);
/* Stop the machine if it is where it is to stop. */
void halt_turn(struct halt *h);
/* Somebody has the machine in gdb, so that no time limit holds; false once he is done. */
bool halt_holds(const struct halt *h);
void halt_end(struct halt *h);

#endif
