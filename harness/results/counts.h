/* SPDX-License-Identifier: GPL-2.0-only */
/* What `yard bench` shows: counted instructions beside the figures of scenarios/bench.tsv. */
#ifndef YARD_COUNTS_H
#define YARD_COUNTS_H

#include <stdbool.h>

#include "../base/problem.h"
#include "../base/text.h"

/* A table: rows of fields between tabs, its first row the names of the columns; # comments. */
struct table {
	struct words *row;
	size_t count;
};

int table_read(struct table *t, const char *path, struct problem *why);
void table_free(struct table *t);
/* The field of a row in the column of that name, or NULL. */
const char *table_field(const struct table *t, const char *row, const char *column);

/* What one machine counted, twice. */
struct counted {
	const char *machine;
	struct table run[2]; /* event, instructions, exits */
};

/**
 * counts_render - print the figures of all machines.
 * @reference: event, and REFERENCE:BUDGET for each machine.
 * @shown: receives the lines for the terminal, and what two runs disagree about.
 * @kept: receives the same for programs: event, machine, instructions, exits, reference, ratio.
 *
 * Returns how many figures of two runs are further apart than one in a thousand, which is nothing
 * for an event of a cell, and the chance of a short wait for a whole management command.
 */
size_t counts_render(const struct table *reference, const struct counted *machines, size_t count,
		     struct text *shown, struct text *kept);

#endif
