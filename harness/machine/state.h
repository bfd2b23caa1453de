/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How far a machine has come. Each state is reached from the one before it; `reach` in
 * scenarios/lib knows how.
 */
#ifndef YARD_STATE_H
#define YARD_STATE_H

#include "../base/problem.h"

enum state {
	STATE_OFF,
	STATE_LINUX,   /* the root shell waits */
	STATE_DRIVER,  /* jailhouse.ko is loaded */
	STATE_ENABLED, /* the hypervisor runs, the root cell is the only one */
	STATE_RUNNING, /* one cell runs */
	STATE_COUNT
};

const char *state_name(enum state s);
int state_parse(const char *name, enum state *s, struct problem *why);

#endif
