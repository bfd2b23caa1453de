// SPDX-License-Identifier: GPL-2.0-only
/* Counters: reading, rates, and how they are shown. */

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"
#include "tool.h"

#define NSEC_PER_SEC 1000000000ULL

static bool read_counter(const char *directory, const char *name, unsigned long long *total)
{
	char path[PATH_MAX], line[32];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	if (!sysfs_read(path, line, sizeof(line))) {
		return false;
	}
	*total = strtoull(line, NULL, 10);
	return true;
}

static int compare_names(const void *left, const void *right)
{
	const struct counter *a = left, *b = right;

	return strcmp(a->name, b->name);
}

static int compare_rates(const void *left, const void *right)
{
	const struct counter *a = left, *b = right;

	if (a->per_second != b->per_second) {
		return a->per_second < b->per_second ? 1 : -1;
	}
	return compare_names(left, right);
}

static void list_counters(struct stats *stats, const char *directory)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *handle;

	stats->count = 0;
	snprintf(path, sizeof(path), "%s/%s", tool_system.sysfs, directory);
	handle = opendir(path);
	while (handle && stats->count < STATS_MAX_COUNTERS && (entry = readdir(handle)) != NULL) {
		struct counter *counter = &stats->counters[stats->count];

		if (strncmp(entry->d_name, "vmexits_", strlen("vmexits_")) == 0 &&
		    strlen(entry->d_name) < sizeof(counter->name)) {
			memset(counter, 0, sizeof(*counter));
			strcpy(counter->name, entry->d_name);
			stats->count++;
		}
	}
	if (handle) {
		closedir(handle);
	}
	qsort(stats->counters, stats->count, sizeof(stats->counters[0]), compare_names);
}

/* The hypervisor shows 31 bits of a counter: it wraps, and starts anew with its CPU. */
static unsigned long long rate(unsigned long long before, unsigned long long after,
			       unsigned long long elapsed)
{
	if (elapsed == 0 || after < before) {
		return 0;
	}
	return (after - before) * NSEC_PER_SEC / elapsed;
}

bool stats_read(struct stats *stats, const char *directory, unsigned long long now)
{
	struct stats before = *stats;
	size_t n, m;

	list_counters(stats, directory);
	stats->time = now;
	for (n = 0; n < stats->count; n++) {
		struct counter *counter = &stats->counters[n];

		if (!read_counter(directory, counter->name, &counter->total)) {
			return false;
		}
		for (m = 0; before.time && m < before.count; m++) {
			if (strcmp(before.counters[m].name, counter->name) == 0) {
				counter->per_second = rate(before.counters[m].total, counter->total,
							   now - before.time);
			}
		}
	}
	return stats->count > 0;
}

void stats_print_batch(FILE *stream, const struct stats *stats)
{
	size_t n;

	for (n = 0; n < stats->count; n++) {
		fprintf(stream, "%s %llu %llu\n", stats->counters[n].name, stats->counters[n].total,
			stats->counters[n].per_second);
	}
}

void stats_sort_by_rate(struct stats *stats)
{
	qsort(stats->counters, stats->count, sizeof(stats->counters[0]), compare_rates);
}

void stats_print_screen(FILE *stream, const struct stats *stats, const char *cell, int cpu,
			unsigned int rows)
{
	const char *end = "\033[K\r\n";
	char header[64] = "COUNTER (All CPUs)";
	size_t n;

	if (cpu >= 0) {
		snprintf(header, sizeof(header), "COUNTER (CPU %d)", cpu);
	}
	fprintf(stream, "\033[HStatistics for %s cell%s%s", cell, end, end);
	fprintf(stream, "\033[7m%-30s%10s%10s\033[0m%s", header, "SUM", "PER SEC", end);
	for (n = 0; n < stats->count && n + 4 < rows; n++) {
		fprintf(stream, "%-30s%10llu%10llu%s", stats->counters[n].name,
			stats->counters[n].total, stats->counters[n].per_second, end);
	}
	fprintf(stream, "\033[J\033[%u;1HQ - Quit  C - Next CPU  A - All CPUs\033[K", rows);
	fflush(stream);
}

int next_cpu(const char *list, int cpu)
{
	while (*list) {
		char *end;
		long first = strtol(list, &end, 10), last = first;

		if (end == list) {
			break;
		}
		if (*end == '-') {
			last = strtol(end + 1, &end, 10);
		}
		if (cpu < last) {
			return cpu < first ? first : cpu + 1;
		}
		list = *end == ',' ? end + 1 : end;
	}
	return -1;
}
