// SPDX-License-Identifier: GPL-2.0-only
#include "places.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "files.h"

#define LANDMARK "scenarios/lib/cellyard.tcl"

static bool is_top(const char *folder)
{
	char *path = format("%s/%s", folder, LANDMARK);
	bool found = file_exists(path);

	free(path);
	return found;
}

/* The nearest folder from @start upwards that is a checkout; NULL if there is none. */
static char *search_upwards(const char *start)
{
	char *folder = copy_string(start);

	while (!is_top(folder)) {
		char *slash = strrchr(folder, '/');

		if (!slash || slash == folder) {
			free(folder);
			return NULL;
		}
		*slash = 0;
	}
	return folder;
}

/* The program is $(B)/harness/yard. */
static char *build_of_program(void)
{
	char *program = realpath("/proc/self/exe", NULL);
	char *build = NULL;

	if (program) {
		build = copy_string(dirname(dirname(program)));
	}
	free(program);
	return build;
}

static char *from_environment(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? realpath(value, NULL) : NULL;
}

/* A folder that somebody has named is that one or none: not quietly another one. */
static int folder_from_environment(const char *name, char **folder, struct problem *why)
{
	const char *value = getenv(name);
	struct stat st;

	*folder = from_environment(name);
	if (!*folder && value && *value) {
		return problem_set(why, "%s names %s: %s; create that folder, or unset %s", name,
				   value, strerror(errno), name);
	}
	if (*folder && stat(*folder, &st) == 0 && !S_ISDIR(st.st_mode)) {
		return problem_set(why, "%s names %s, which is no folder", name, value);
	}
	return 0;
}

static char *word_of(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? strdup(value) : NULL;
}

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && strcmp(value, "1") == 0;
}

int places_find(struct places *p, struct problem *why)
{
	char *cwd;

	if (folder_from_environment("YARD_BUILD", &p->build, why) != 0 ||
	    folder_from_environment("YARD_TOP", &p->top, why) != 0 ||
	    folder_from_environment("YARD_SCENARIOS", &p->scenarios, why) != 0 ||
	    folder_from_environment("YARD_RESULTS_TOP", &p->results, why) != 0) {
		return -1;
	}
	cwd = getcwd(NULL, 0);
	if (!p->build) {
		p->build = build_of_program();
	}
	if (!p->top && cwd) {
		p->top = search_upwards(cwd);
	}
	if (!p->top && p->build) {
		p->top = search_upwards(p->build);
	}
	free(cwd);
	if (!p->top || !p->build) {
		return problem_set(why,
				   "cannot find the Cellyard checkout (a folder with %s): "
				   "start yard inside it, or set YARD_TOP to it",
				   LANDMARK);
	}
	if (!p->scenarios) {
		p->scenarios = format("%s/scenarios", p->top);
	}
	if (!p->results) {
		p->results = format("%s/results", p->top);
	}
	return 0;
}

static char *utc_name(void)
{
	time_t now = time(NULL);
	struct tm utc;
	char name[32];

	gmtime_r(&now, &utc);
	strftime(name, sizeof(name), "%Y%m%dT%H%M%SZ", &utc);
	return copy_string(name);
}

int places_new_run(struct places *p, struct problem *why)
{
	char *runs = format("%s/runs", p->results);
	char *name = utc_name();
	int ret = folder_make(runs, why);

	for (unsigned int attempt = 1; ret == 0 && !p->run; attempt++) {
		char *folder = attempt == 1 ? format("%s/%s", runs, name)
					    : format("%s/%s-%u", runs, name, attempt);

		if (mkdir(folder, 0755) == 0) {
			p->run = folder;
			break;
		}
		if (errno != EEXIST || attempt > 1000) {
			ret = problem_set(why, "cannot create %s: %s", folder, strerror(errno));
		}
		free(folder);
	}
	free(name);
	free(runs);
	return ret;
}

static void set_number(const char *name, unsigned int value)
{
	char text[24];

	snprintf(text, sizeof(text), "%u", value);
	setenv(name, text, 1);
}

static unsigned int get_number(const char *name)
{
	const char *value = getenv(name);

	return value ? strtoul(value, NULL, 10) : 0;
}

void places_export(const struct places *p)
{
	set_number("YARD_TRIALS", p->trials);
	set_number("YARD_RETRIES", p->retries);
	setenv("YARD_TOP", p->top, 1);
	setenv("YARD_BUILD", p->build, 1);
	setenv("YARD_RUN", p->run, 1);
	setenv("YARD_SCRATCH", p->scratch, 1);
	setenv("YARD_LIVE", p->live ? "1" : "0", 1);
	setenv("YARD_KEEP", p->keep ? "1" : "0", 1);
	setenv("YARD_COLD", p->cold ? "1" : "0", 1);
	setenv("YARD_POISON_ALL", p->poison_all ? "1" : "0", 1);
	setenv("YARD_NOTE", p->note ? "1" : "0", 1);
	setenv("YARD_STEPS", p->inside ? p->inside : "", 1);
	setenv("YARD_IMAGES", p->images ? p->images : "", 1);
	setenv("YARD_UNTIL", p->until ? p->until : "", 1);
	setenv("YARD_SCENARIOS", p->scenarios, 1);
	setenv("YARD_RESULTS_TOP", p->results, 1);
}

const char *places_short(const struct places *p, const char *path)
{
	size_t len = strlen(p->top);

	return starts_with(path, p->top) && path[len] == '/' ? path + len + 1 : path;
}

int places_import(struct places *p, struct problem *why)
{
	p->top = from_environment("YARD_TOP");
	p->build = from_environment("YARD_BUILD");
	p->run = from_environment("YARD_RUN");
	p->scratch = from_environment("YARD_SCRATCH");
	p->scenarios = from_environment("YARD_SCENARIOS");
	p->results = from_environment("YARD_RESULTS_TOP");
	p->live = is_set("YARD_LIVE");
	p->keep = is_set("YARD_KEEP");
	p->cold = is_set("YARD_COLD");
	p->poison_all = is_set("YARD_POISON_ALL");
	p->note = is_set("YARD_NOTE");
	p->inside = from_environment("YARD_STEPS");
	p->images = from_environment("YARD_IMAGES");
	p->until = word_of("YARD_UNTIL");
	p->trials = get_number("YARD_TRIALS");
	p->retries = get_number("YARD_RETRIES");
	if (!p->top || !p->build || !p->run || !p->scratch || !p->scenarios) {
		return problem_set(why, "a worker was started without its environment");
	}
	return 0;
}
