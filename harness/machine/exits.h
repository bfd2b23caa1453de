/* SPDX-License-Identifier: GPL-2.0-only */
/* The hypervisor's exit counters, read from the guest's memory while the machine runs: the guest
 * does not notice. */
#ifndef YARD_EXITS_H
#define YARD_EXITS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "memory.h"

#define EXITS_MOST_CPUS	    64
#define EXITS_MOST_COUNTERS 32

struct exits {
	FILE *out; /* NULL: closed */
	bool is_arm;
	int64_t next; /* clock_ms() */
	unsigned int lines;
	uint32_t last[EXITS_MOST_CPUS][EXITS_MOST_COUNTERS];
};

/**
 * exits_open - begin the file @path: lines of seconds, CPU and its counters, between tabs, under
 * a line with their names. Only what has changed is written.
 */
int exits_open(struct exits *e, const struct machine *m, const char *path, struct problem *why);

/* Look, if it is time to. @seconds: since the trial began. */
void exits_sample(struct exits *e, const struct guest_memory *memory, uint64_t hypervisor,
		  double seconds);
void exits_close(struct exits *e);

#endif
