/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A scenario is one file scenarios/<name>.tcl. The comment that opens it states the claim and
 * what the scenario needs; the rest is Tcl on the verbs of scenarios/lib.
 */
#ifndef YARD_SCENARIO_H
#define YARD_SCENARIO_H

#include <stdbool.h>

#include "../base/problem.h"
#include "../base/text.h"
#include "../machine/state.h"

struct scenario {
	char *name;
	char *path;
	char *claim;
	struct words machines; /* names, tags or "all" */
	struct words kernels;  /* names, "default" or "all" */
	struct words tags;
	struct words needs;   /* cell:NAME, inmate:NAME */
	unsigned int timeout; /* seconds for the whole scenario, booting included */
	struct words without; /* CPU features that the machine shall lack, in QEMU's names */
	bool poison_all;      /* fill all of RAM, not the reserved range alone */
	bool counts;	      /* instructions are counted: see harness/counter.c */
	enum state start;     /* what the machine has reached when the story begins */
	char *cell;	      /* which cell runs then, for STATE_RUNNING */
	char *mistake;	      /* of its head, with file and line: it can't be played; or NULL */
};

/* Parse the opening comment into @s, which must be zeroed but for name and path. */
int scenario_parse(struct scenario *s, const char *text, struct problem *why);

/*
 * Read every scenario below @folder, sorted by name; freed with scenarios_free(). One whose head is
 * wrong has a mistake, and of the rest what stands before that. Fails without the folder alone.
 */
int scenarios_load(const char *folder, struct scenario **list, size_t *count, struct problem *why);
void scenarios_free(struct scenario *list, size_t count);
const struct scenario *scenario_find(const struct scenario *list, size_t count, const char *name);

#endif
