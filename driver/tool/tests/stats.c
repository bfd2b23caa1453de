// SPDX-License-Identifier: GPL-2.0-only
/* Counters and their rates. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "stage.h"
#include "stats.h"
#include "tool.h"

#define SECOND 1000000000ULL

TestSuite(stats, .init = stage_set, .fini = stage_clear);

static void set_counters(const char *mmio, const char *total)
{
	stage_file("cells/1/statistics/vmexits_mmio", mmio);
	stage_file("cells/1/statistics/vmexits_total", total);
}

static char *batch(const struct stats *stats)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	stats_print_batch(stream, stats);
	fclose(stream);
	return text;
}

Test(stats, rates_are_per_second)
{
	struct stats stats = { .count = 0 };
	char *text;

	set_counters("10\n", "100\n");
	stage_file("cells/1/statistics/cpu1/vmexits_mmio", "10\n");
	cr_assert(stats_read(&stats, "cells/1/statistics", SECOND));
	cr_assert_eq(stats.count, 2);
	set_counters("14\n", "300\n");
	cr_assert(stats_read(&stats, "cells/1/statistics", 3 * SECOND));
	text = batch(&stats);
	cr_assert_str_eq(text, "vmexits_mmio 14 2\nvmexits_total 300 100\n");
	free(text);
}

Test(stats, first_reading_and_a_counter_that_started_anew_have_no_rate)
{
	struct stats stats = { .count = 0 };

	set_counters("10\n", "100\n");
	stats_read(&stats, "cells/1/statistics", SECOND);
	cr_assert_eq(stats.counters[1].per_second, 0);
	set_counters("10\n", "5\n");
	stats_read(&stats, "cells/1/statistics", 2 * SECOND);
	cr_assert_eq(stats.counters[1].per_second, 0);
}

Test(stats, missing_directory_is_noticed)
{
	struct stats stats = { .count = 0 };

	cr_assert_not(stats_read(&stats, "cells/9/statistics", SECOND));
}

Test(stats, screen_is_ordered_by_rate)
{
	struct stats stats = { .count = 0 };
	char *text = NULL;
	size_t size;
	FILE *stream;

	set_counters("0\n", "0\n");
	stats_read(&stats, "cells/1/statistics", SECOND);
	set_counters("1\n", "9\n");
	stats_read(&stats, "cells/1/statistics", 2 * SECOND);
	stats_sort_by_rate(&stats);
	stream = open_memstream(&text, &size);
	stats_print_screen(stream, &stats, "demo", 1, 24);
	fclose(stream);
	cr_assert(strstr(text, "Statistics for demo cell") != NULL);
	cr_assert(strstr(text, "COUNTER (CPU 1)                      SUM   PER SEC") != NULL);
	cr_assert(strstr(text, "vmexits_total") < strstr(text, "vmexits_mmio"));
	free(text);
}

Test(stats, next_cpu_walks_through_a_list)
{
	cr_assert_eq(next_cpu("0-1,4", -1), 0);
	cr_assert_eq(next_cpu("0-1,4", 0), 1);
	cr_assert_eq(next_cpu("0-1,4", 1), 4);
	cr_assert_eq(next_cpu("0-1,4", 4), -1);
	cr_assert_eq(next_cpu("", -1), -1);
}
