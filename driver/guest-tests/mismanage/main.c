// SPDX-License-Identifier: GPL-2.0-only
/*
 * mismanage FOLDER SEED FIRST COUNT [SURFACE]: root Linux' management as it should not be, for
 * campaigns. Each trial is announced before it is made and its end told behind that:
 *   MISMANAGE 17 killed: a tool that manages at random, killed after 3127 us -> granted
 * The words behind the arrow: granted, refused ERRNO, untried, or what is wrong: hang, broken
 * SENTENCE. FOLDER has the machine's configurations. SURFACE is one of them, or `live` (default) or
 * `start` for those of a hypervisor that is enabled, and of one that is not: the caller sees to
 * that. tick-2.cell and tick-3.cell of FOLDER are created and destroyed; other cells are left
 * alone.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../../faultinject/splitmix64.h"
#include "mismanage.h"

#define PATIENCE_S    120
#define HUNG	      127 /* status of a trial that never ended */
#define ODD	      126 /* status of one that found something wrong */
#define MOST_SURFACES 32

int device = -1;
const char *folder;
uint64_t seed, trial_index;

static unsigned long long state;
static char remarks[1024];

uint64_t pick_below(uint64_t limit)
{
	return splitmix64(&state) % limit;
}

void broken(const char *format, ...)
{
	va_list ap;

	printf(" -> broken ");
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
	exit(ODD);
}

void remark(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(remarks, sizeof(remarks), format, ap);
	va_end(ap);
}

/* ---- which surfaces ---- */

struct choice {
	const struct surface *of[MOST_SURFACES];
	unsigned int count;
};

static bool is_chosen(const struct surface *surface, const char *name)
{
	return strcmp(name, surface->name) == 0 ||
	       (strcmp(name, "live") == 0 && surface->group == GROUP_LIVE) ||
	       (strcmp(name, "start") == 0 && surface->group == GROUP_START);
}

static void choose(struct choice *choice, const struct surface *surface, const char *name)
{
	for (; surface->name; surface++) {
		if (is_chosen(surface, name)) {
			if (surface->prepare) {
				surface->prepare();
			}
			choice->of[choice->count++] = surface;
		}
	}
}

static void choose_all(struct choice *choice, const char *name)
{
	choose(choice, request_surfaces, name);
	choose(choice, disturbed_surfaces, name);
	choose(choice, stepped_surfaces, name);
	choose(choice, start_surfaces, name);
	choose(choice, mutant_surfaces, name);
}

/* ---- one after the other ---- */

static void make_trial(const struct surface *surface)
{
	int err;

	open_device();
	err = surface->attempt();
	fflush(stdout);
	if (surface->group == GROUP_LIVE) {
		clean_up_cells();
	} else if (surface->group == GROUP_START) {
		clean_up_start();
	}
	if (err == UNTRIED) {
		printf(" -> untried\n");
	} else if (err) {
		printf(" -> refused %d%s%s\n", err, *remarks ? " " : "", remarks);
	} else {
		printf(" -> granted%s%s\n", *remarks ? " " : "", remarks);
	}
	exit(0);
}

/* The trial is a process of its own, so that one that never ends can be told. */
static int supervise(const struct surface *surface)
{
	struct timespec nap = { .tv_nsec = 1000000 };
	pid_t trial;
	int status;

	fflush(stdout);
	trial = fork();
	if (trial == 0) {
		make_trial(surface);
	}
	for (unsigned int n = 0; n < PATIENCE_S * 1000; n++) {
		if (waitpid(trial, &status, WNOHANG) == trial) {
			return WIFEXITED(status) ? WEXITSTATUS(status) : ODD;
		}
		nanosleep(&nap, NULL);
	}
	return HUNG;
}

int main(int argc, char **argv)
{
	struct choice choice = { 0 };
	uint64_t first, count;
	int status = 0;

	if (argc >= 5) {
		folder = argv[1];
		choose_all(&choice, argc > 5 ? argv[5] : "live");
	}
	if (!choice.count) {
		fprintf(stderr, "usage: mismanage FOLDER SEED FIRST COUNT [SURFACE|live|start]\n");
		return 2;
	}
	read_configs();
	seed = strtoull(argv[2], NULL, 0);
	first = strtoull(argv[3], NULL, 0);
	count = strtoull(argv[4], NULL, 0);
	for (uint64_t n = first; status == 0 && n < first + count; n++) {
		const struct surface *surface = choice.of[n % choice.count];

		trial_index = n / choice.count;
		state = seed;
		state = pick_below(UINT64_MAX) ^ n;
		printf("MISMANAGE %llu %s: ", (unsigned long long)n, surface->name);
		status = supervise(surface);
	}
	if (status == HUNG) {
		printf(" -> hang\n");
	}
	return status;
}
