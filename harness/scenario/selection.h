/* SPDX-License-Identifier: GPL-2.0-only */
/* Which trials a command line means: scenario x machine x kernel. */
#ifndef YARD_SELECTION_H
#define YARD_SELECTION_H

#include "../machine/machine.h"
#include "scenario.h"

#define NAME_MAX_LEN 64

/* One test. Plain data: it travels to Criterion's workers as their parameter. */
struct trial {
	char scenario[NAME_MAX_LEN];
	char machine[NAME_MAX_LEN];
	char kernel[NAME_MAX_LEN];
	char folder[3 * NAME_MAX_LEN]; /* of its results, below the run's folder */
	char skip[256];		       /* why it can't be run, or empty */
	char mistake[256];	       /* why it is ERROR, see mistakes.h, or empty */
	char known[256];	       /* why a failure is no news, or empty: see quarantine.h */
	char known_as[8];	       /* ... of this verdict alone */
	unsigned int known_line;       /* ... by this line of the file */
	bool kvm;		       /* run by KVM, else by TCG */
};

/* What the user asked for; empty lists ask for everything. */
struct selection {
	struct words scenarios; /* names, shell patterns, or @TAG */
	struct words machines;
	struct words kernels;
	const char *arch; /* or NULL */
	bool everything;  /* each kernel, and on machines that are like others, too */
};

struct yard_files {
	struct machine *machines;
	size_t machine_count;
	struct scenario *scenarios;
	size_t scenario_count;
};

/**
 * selection_expand - list the trials.
 * @trials: receives an array to be freed by the caller.
 *
 * Fails with a sentence when a name matches nothing, or nothing is left to run.
 */
int selection_expand(const struct selection *wanted, const struct yard_files *files,
		     struct trial **trials, size_t *count, struct problem *why);

/**
 * selection_count - how many trials of one scenario on one machine are played.
 * @left_out: count instead those that are left to a machine that this one is like, or near to.
 */
size_t selection_count(const struct selection *wanted, const struct yard_files *files,
		       const struct scenario *s, const struct machine *m, bool left_out);

/* The same of all scenarios that are wanted. */
size_t selection_count_all(const struct selection *wanted, const struct yard_files *files,
			   const struct machine *m, bool left_out);

/*
 * A word of a `machines:` or `kernels:` line that names nothing would silently take trials away:
 * scenarios with one get a mistake.
 */
void selection_check_heads(struct yard_files *files);

/* Whether a scenario's `machines:` line names this machine, one of its tags, or all. */
bool scenario_fits_machine(const struct scenario *s, const struct machine *m);

#endif
