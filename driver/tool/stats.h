/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TOOL_STATS_H
#define TOOL_STATS_H

/* Counters of a cell, read from sysfs. */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define STATS_MAX_COUNTERS 32

struct counter {
	char name[40];
	unsigned long long total;
	unsigned long long per_second;
};

struct stats {
	struct counter counters[STATS_MAX_COUNTERS];
	size_t count;
	/** CLOCK_MONOTONIC in ns at which they were read, 0: not yet. */
	unsigned long long time;
};

/**
 * Read all counters below "<sysfs>/<directory>".
 * @param now	CLOCK_MONOTONIC in ns; rates are against the last call's values
 * @return: false if the directory is gone
 */
bool stats_read(struct stats *stats, const char *directory, unsigned long long now);

/** Print "counter total per-second" lines in the order of the names. */
void stats_print_batch(FILE *stream, const struct stats *stats);

/** Sort by rate, highest first; equal ones by name. */
void stats_sort_by_rate(struct stats *stats);

/**
 * Print one screen.
 * @param cell	its name
 * @param cpu	CPU shown, -1 for all
 * @param rows	lines of the terminal
 */
void stats_print_screen(FILE *stream, const struct stats *stats, const char *cell, int cpu,
			unsigned int rows);

/**
 * The CPU that follows in a list like "0-1,4".
 * @param cpu	-1 for the first
 * @return: -1 behind the last
 */
int next_cpu(const char *list, int cpu);

#endif
