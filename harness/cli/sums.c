// SPDX-License-Identifier: GPL-2.0-only
#include "sums.h"

#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "cli.h"

#define MOST_MODELS 16

struct sums {
	struct tries item[MOST_MODELS];
	size_t count;
};

/* That of a model, a new one if there is none yet. */
static struct tries *of_model(struct sums *s, const char *model)
{
	struct tries *t = s->item;

	while (t < s->item + s->count && strcmp(t->model, model) != 0) {
		t++;
	}
	if (t == s->item + MOST_MODELS) {
		return NULL;
	}
	if (t == s->item + s->count) {
		s->count++;
		snprintf(t->model, sizeof(t->model), "%s", model);
	}
	return t;
}

/* The tables of each model, or one that has a line for each, or both. */
static int show(struct sums *s, bool each, bool all)
{
	struct text shown = { 0 };
	size_t defects = 0;

	for (size_t n = 0; each && n < s->count; n++) {
		tries_render(&s->item[n], &shown);
		text_puts(&shown, all ? "\n" : "");
	}
	if (all) {
		tries_render_models(s->item, s->count, &shown);
	}
	fputs(text_str(&shown), stdout);
	text_free(&shown);
	for (size_t n = 0; n < s->count; n++) {
		defects += s->item[n].defects.count;
	}
	return defects ? EXIT_FAILED : EXIT_PASSED;
}

static void sums_free(struct sums *s)
{
	for (size_t n = 0; n < s->count; n++) {
		tries_free(&s->item[n]);
	}
}

static int merge_one(struct sums *s, const char *path)
{
	struct text text = { 0 };
	struct problem why;
	struct tries *t = NULL;
	char *model = NULL;
	int ret = file_read(path, &text, &why);

	if (ret == 0) {
		model = tries_model(text_str(&text));
		t = of_model(s, model ? model : "");
		ret = t ? tries_merge(t, text_str(&text), &why)
			: problem_set(&why, "that are too many models");
	}
	free(model);
	text_free(&text);
	return ret == 0 ? 0 : cli_fail(-1, "%s: %s", path, why.text);
}

int sums_merge(char **path)
{
	struct sums s = { .count = 0 };
	int ret = *path ? 0 : cli_fail(EXIT_USAGE, "--merge wants summaries of campaigns");

	for (; ret == 0 && *path; path++) {
		ret = merge_one(&s, *path) == 0 ? 0 : EXIT_IMPOSSIBLE;
	}
	if (ret == 0) {
		ret = show(&s, true, s.count > 1);
	}
	sums_free(&s);
	return ret;
}

/* ---- of scenarios ---- */

/* RUN/MACHINE/SCENARIO/outcomes.tsv */
static int add_trial(struct tries *t, const char *path)
{
	char *folder = copy_string(path);
	struct tries_range whose = { .seed = 1, .only = "" };
	struct text text = { 0 };
	struct problem why;
	uint64_t next;
	int ret = file_read(path, &text, &why);

	dirname(dirname(folder));
	whose.machine = basename(folder);
	if (ret == 0) {
		ret = tries_add(t, &whose, text_str(&text), &next, &why);
	}
	text_free(&text);
	free(folder);
	return ret == 0 ? 0 : cli_fail(-1, "%s: %s", path, why.text);
}

static int add_model(struct sums *s, const char *run, const struct model *model)
{
	char *pattern = format("%s/*/%s/outcomes.tsv", run, model->scenario);
	glob_t found;
	int ret = 0;

	if (glob(pattern, 0, NULL, &found) == 0) {
		struct tries *t = of_model(s, model->name);

		t->first_defect = model->first_defect;
		for (size_t n = 0; ret == 0 && n < found.gl_pathc; n++) {
			ret = add_trial(t, found.gl_pathv[n]);
		}
		globfree(&found);
	}
	free(pattern);
	return ret;
}

int sums_played(const char *run, const struct model *models, size_t count)
{
	struct places places = { 0 };
	struct sums s = { .count = 0 };
	struct problem why;
	char *folder;
	int ret = 0;

	if (places_find(&places, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	folder = run ? copy_string(run) : format("%s/latest", places.results);
	for (size_t n = 0; ret == 0 && n < count; n++) {
		/* what a scenario plays by itself is the model without a surface of its own */
		ret = *models[n].surface ? 0 : add_model(&s, folder, &models[n]);
	}
	if (ret == 0 && !s.count) {
		ret = cli_fail(-1, "%s: no scenario of a campaign was played", folder);
	}
	ret = ret == 0 ? show(&s, false, true) : EXIT_IMPOSSIBLE;
	sums_free(&s);
	free(folder);
	return ret;
}
