/* SPDX-License-Identifier: GPL-2.0-only */
/* What became of the trials of a campaign on machines, as scenarios/lib/outcomes.tcl writes it
 * down. */
#ifndef YARD_TRIES_H
#define YARD_TRIES_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/problem.h"
#include "../base/text.h"

enum try_class {
	TRY_GRANTED,   /* done as if nothing was special about it */
	TRY_REFUSED,   /* by an exception or an error code; the cell goes on */
	TRY_MASKED,    /* the victim goes on as if nothing had been */
	TRY_NOTICED,   /* the victim's own program found out and said so */
	TRY_CONTAINED, /* the cell's CPU was parked, with a report */
	TRY_SILENT,    /* the cell is dead and nothing was reported */
	TRY_ROOT_LOST,
	TRY_HYPERVISOR_STOPPED,
	TRY_ISOLATION_BROKEN, /* something changed that is not the cell's */
	TRY_MACHINE_DIED,
	TRY_CLASSES
};

/* All from TRY_SILENT on are defects. */
bool try_is_defect(enum try_class c);

struct surface_tries {
	char *name;
	uint64_t of[TRY_CLASSES];
};

/* Empty with nothing but the model. */
struct tries {
	const char *model;
	/* A program that hangs after its own bits were changed is no defect of others. */
	bool silence_is_expected;
	uint64_t count;
	struct surface_tries *surface;
	size_t surface_count;
	struct words defects; /* a line each, with how to repeat it */
};

/**
 * tries_add - take in what a machine's trial wrote: lines of number, class, surface, what was
 * tried and evidence, between tabs.
 * @next: receives the number behind the last one; unchanged if there is none.
 *
 * Returns 0, or -1 with a sentence that names the line.
 */
int tries_add(struct tries *t, const char *machine, uint64_t seed, const char *lines,
	      uint64_t *next, struct problem *why);
void tries_free(struct tries *t);

uint64_t tries_of(const struct tries *t, enum try_class c);
/* The table of surfaces by class, and the list of defects. */
void tries_render(const struct tries *t, struct text *out);

#endif
