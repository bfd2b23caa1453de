// SPDX-License-Identifier: GPL-2.0-only
/* jailhouse cell stats: lines for scripts, a screen for people. */

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "stats.h"
#include "tool.h"

struct options {
	struct jailhouse_cell_id id;
	bool batch;
	long long count;
	long long interval;
};

static unsigned long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

static void wait_seconds(long long seconds)
{
	struct timespec left = { .tv_sec = seconds };

	while (nanosleep(&left, &left) < 0 && errno == EINTR) {
	}
}

#define COUNT_MAX 1000000

static bool parse_count(const char *option, const char *text, long long *value)
{
	if (!text) {
		usage("there is no number behind %s", option);
		return false;
	}
	if (!parse_number(text, value) || *value < 1 || *value > COUNT_MAX) {
		usage("%s takes a number from 1 to %d, not \"%s\"", option, COUNT_MAX, text);
		return false;
	}
	return true;
}

static bool parse_option(int argc, char **argv, int *next, struct options *options)
{
	const char *option = argv[*next];
	const char *value = *next + 1 < argc ? argv[*next + 1] : NULL;

	if (strcmp(option, "-b") == 0 || strcmp(option, "--batch") == 0) {
		options->batch = true;
		(*next)++;
		return true;
	}
	*next += 2;
	if (strcmp(option, "-n") == 0 || strcmp(option, "--count") == 0) {
		return parse_count(option, value, &options->count);
	}
	if (strcmp(option, "-i") == 0 || strcmp(option, "--interval") == 0) {
		return parse_count(option, value, &options->interval);
	}
	usage("unexpected \"%s\"", option);
	return false;
}

static bool parse(int argc, char **argv, struct options *options)
{
	int next = parse_cell(argc, argv, &options->id);

	if (next == 0) {
		return false;
	}
	while (next < argc) {
		if (!parse_option(argc, argv, &next, options)) {
			return false;
		}
	}
	return true;
}

static void statistics_directory(char *path, size_t size, const struct cell_info *cell, int cpu)
{
	if (cpu < 0) {
		snprintf(path, size, "cells/%s/statistics", cell->directory);
	} else {
		snprintf(path, size, "cells/%s/statistics/cpu%d", cell->directory, cpu);
	}
}

static int vanished(const struct cell_info *cell)
{
	fprintf(stderr, "jailhouse: cell \"%s\" has no statistics (any more)\n", cell->name);
	return TOOL_ERROR;
}

static int run_batch(const struct options *options, const struct cell_info *cell)
{
	struct stats stats = { .count = 0 };
	char directory[64];
	long long n;

	statistics_directory(directory, sizeof(directory), cell, -1);
	if (!stats_read(&stats, directory, now())) {
		return vanished(cell);
	}
	for (n = 0; n < options->count; n++) {
		wait_seconds(options->interval);
		if (!stats_read(&stats, directory, now())) {
			return vanished(cell);
		}
		stats_print_batch(stdout, &stats);
		fflush(stdout);
	}
	return TOOL_OK;
}

static unsigned int terminal_rows(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_row < 6) {
		return 24;
	}
	return size.ws_row;
}

/* One key, or 0 when the time is over. */
static int wait_for_key(long long seconds)
{
	struct pollfd poll_input = { .fd = STDIN_FILENO, .events = POLLIN };
	unsigned char key;

	if (poll(&poll_input, 1, seconds * 1000) <= 0) {
		return 0;
	}
	/* end of file: nobody is there to quit */
	return read(STDIN_FILENO, &key, 1) == 1 ? tolower(key) : 'q';
}

static int show(const struct options *options, struct cell_info *cell)
{
	struct stats stats = { .count = 0 };
	char directory[64];
	int cpu = -1;

	for (;;) {
		int key;

		statistics_directory(directory, sizeof(directory), cell, cpu);
		if (!stats_read(&stats, directory, now())) {
			return vanished(cell);
		}
		stats_sort_by_rate(&stats);
		stats_print_screen(stdout, &stats, cell->name, cpu, terminal_rows());
		key = wait_for_key(options->interval);
		if (key == 'q' || key == 3) {
			return TOOL_OK;
		}
		if (key == 'c' || key == 'a') {
			/* CPUs move between cells */
			cells_find(&options->id, cell);
			cpu = key == 'c' ? next_cpu(cell->cpus_assigned, cpu) : -1;
			memset(&stats, 0, sizeof(stats));
		}
	}
}

static int run_screen(const struct options *options, struct cell_info *cell)
{
	struct termios before, raw;
	int status;

	if (tcgetattr(STDIN_FILENO, &before) < 0) {
		return run_batch(options, cell);
	}
	raw = before;
	cfmakeraw(&raw);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	printf("\033[?25l\033[2J");
	status = show(options, cell);
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	printf("\033[?25h\n");
	return status;
}

int cmd_cell_stats(int argc, char **argv)
{
	struct options options = { .count = 1, .interval = 1 };
	struct cell_info cell;

	if (!parse(argc, argv, &options)) {
		return TOOL_USAGE;
	}
	if (!cells_find(&options.id, &cell)) {
		fprintf(stderr, "jailhouse: there is no such cell; see jailhouse cell list\n");
		return TOOL_ERROR;
	}
	if (options.batch || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		return run_batch(&options, &cell);
	}
	return run_screen(&options, &cell);
}
