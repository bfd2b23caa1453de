// SPDX-License-Identifier: GPL-2.0-only
#include "mistakes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/command.h"

static const char *path_of(const struct trial *t, const struct yard_files *files)
{
	return scenario_find(files->scenarios, files->scenario_count, t->scenario)->path;
}

static void apply_line(const char *line, const char *top, const struct yard_files *files,
		       struct trial *trials, size_t count)
{
	const char *shown = line;

	if (starts_with(line, top) && line[strlen(top)] == '/') {
		shown += strlen(top) + 1;
	}
	for (size_t i = 0; i < count; i++) {
		struct trial *t = &trials[i];
		const char *path = path_of(t, files);

		/* the first mistake is the one to mend first */
		if (!t->mistake[0] && starts_with(line, path) && line[strlen(path)] == ':') {
			snprintf(t->mistake, sizeof(t->mistake), "%s", shown);
		}
	}
}

void mistakes_apply(const char *report, const char *top, const struct yard_files *files,
		    struct trial *trials, size_t count)
{
	char *copy = copy_string(report);
	char *rest = copy;

	while (rest) {
		apply_line(strsep(&rest, "\n"), top, files, trials, count);
	}
	free(copy);
}

int mistakes_report(const struct places *places, const struct words *paths, struct text *report,
		    struct problem *why)
{
	char *script = format("%s/scenarios/lib/check.tcl", places->top);
	const char **argv = calloc(paths->count + 4, sizeof(*argv));
	size_t n = 0;
	int ret = 0;

	if (argv && paths->count) {
		argv[n++] = "expect";
		argv[n++] = "-f";
		argv[n++] = script;
		for (size_t i = 0; i < paths->count; i++) {
			argv[n++] = paths->item[i];
		}
		ret = command_run(argv, report, why);
	}
	free(argv);
	free(script);
	return ret;
}

int mistakes_find(const struct places *places, const struct yard_files *files, struct trial *trials,
		  size_t count, struct problem *why)
{
	struct words paths = { 0 };
	struct text report = { 0 };
	int ret;

	for (size_t i = 0; i < count; i++) {
		const char *path = path_of(&trials[i], files);

		if (!trials[i].skip[0] && !words_have(&paths, path)) {
			words_add(&paths, path);
		}
	}
	ret = mistakes_report(places, &paths, &report, why);
	if (ret == 0) {
		mistakes_apply(text_str(&report), places->top, files, trials, count);
	}
	text_free(&report);
	words_free(&paths);
	return ret;
}
