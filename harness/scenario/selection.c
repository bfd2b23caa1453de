// SPDX-License-Identifier: GPL-2.0-only
#include "selection.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"

struct trial_list {
	struct trial *item;
	size_t count;
};

static bool word_fits(const char *word, const struct machine *m)
{
	return strcmp(word, "all") == 0 || strcmp(word, m->name) == 0 || words_have(&m->tags, word);
}

bool scenario_fits_machine(const struct scenario *s, const struct machine *m)
{
	for (size_t i = 0; i < s->machines.count; i++) {
		if (word_fits(s->machines.item[i], m)) {
			return true;
		}
	}
	return false;
}

static bool machine_word_known(const struct yard_files *files, const char *word)
{
	for (size_t m = 0; m < files->machine_count; m++) {
		if (word_fits(word, &files->machines[m])) {
			return true;
		}
	}
	return false;
}

static bool kernel_known(const struct yard_files *files, const char *name)
{
	for (size_t m = 0; m < files->machine_count; m++) {
		if (words_have(&files->machines[m].kernels, name)) {
			return true;
		}
	}
	return false;
}

/* Which line of the head of a scenario a word stands in, or 0 if it cannot be said. */
static unsigned int line_of(const struct scenario *s, const char *key, const char *word)
{
	struct text content = { 0 };
	unsigned int line = 0, found = 0;
	char *rest = NULL;

	if (file_read(s->path, &content, NULL) == 0) {
		rest = content.data;
	}
	for (bool inside = false; rest && *rest == '#' && !found;) {
		const char *text = strsep(&rest, "\n") + 1;

		line++;
		text += *text == ' ';
		/* the lines that continue it are indented */
		inside = starts_with(text, key) || (inside && *text && strchr(" \t", *text));
		found = inside && strstr(text, word) ? line : 0;
	}
	text_free(&content);
	return found;
}

static void set_mistake(struct scenario *s, const char *key, const char *word, const char *sentence)
{
	unsigned int line = line_of(s, key, word);
	char *number = line ? format(":%u", line) : copy_string("");

	s->mistake = format("%s%s: `%s` names `%s`, %s", s->path, number, key, word, sentence);
	free(number);
}

static void check_head(const struct yard_files *files, struct scenario *s)
{
	for (size_t i = 0; i < s->machines.count && !s->mistake; i++) {
		if (!machine_word_known(files, s->machines.item[i])) {
			set_mistake(
				s, "machines:", s->machines.item[i],
				"which is no machine and no tag of one: `yard machines` shows them");
		}
	}
	for (size_t i = 0; i < s->kernels.count && !s->mistake; i++) {
		const char *name = s->kernels.item[i];

		if (strcmp(name, "all") != 0 && strcmp(name, "default") != 0 &&
		    !kernel_known(files, name)) {
			set_mistake(s, "kernels:", name,
				    "which no machine has: `yard machines` shows them");
		}
	}
}

void selection_check_heads(struct yard_files *files)
{
	for (size_t i = 0; i < files->scenario_count; i++) {
		check_head(files, &files->scenarios[i]);
	}
}

static bool matches(const char *pattern, const struct scenario *s)
{
	if (pattern[0] == '@') {
		return words_have(&s->tags, pattern + 1);
	}
	return fnmatch(pattern, s->name, 0) == 0;
}

static bool scenario_wanted(const struct selection *wanted, const struct scenario *s)
{
	for (size_t i = 0; i < wanted->scenarios.count; i++) {
		if (matches(wanted->scenarios.item[i], s)) {
			return true;
		}
	}
	return wanted->scenarios.count == 0;
}

static bool machine_wanted(const struct selection *wanted, const struct machine *m)
{
	if (wanted->arch && strcmp(wanted->arch, m->arch) != 0) {
		return false;
	}
	return wanted->machines.count == 0 || words_have(&wanted->machines, m->name);
}

static bool kernel_wanted(const struct selection *wanted, const struct scenario *s,
			  const struct machine *m, size_t kernel)
{
	const char *name = m->kernels.item[kernel];

	if (wanted->kernels.count) {
		return words_have(&wanted->kernels, name);
	}
	return wanted->everything || words_have(&s->kernels, "all") ||
	       words_have(&s->kernels, name) || (kernel == 0 && words_have(&s->kernels, "default"));
}

static void add_trial(struct trial_list *list, const struct scenario *s, const struct machine *m,
		      size_t kernel)
{
	struct trial *t;

	list->item = realloc(list->item, (list->count + 1) * sizeof(*list->item));
	if (!list->item) {
		abort();
	}
	t = &list->item[list->count++];
	memset(t, 0, sizeof(*t));
	snprintf(t->scenario, sizeof(t->scenario), "%s", s->name);
	snprintf(t->machine, sizeof(t->machine), "%s", m->name);
	snprintf(t->kernel, sizeof(t->kernel), "%s", m->kernels.item[kernel]);
	snprintf(t->folder, sizeof(t->folder), "%s/%s%s%s", m->name, s->name, kernel ? "@" : "",
		 kernel ? m->kernels.item[kernel] : "");
	snprintf(t->mistake, sizeof(t->mistake), "%s", s->mistake ? s->mistake : "");
}

static int check_scenarios(const struct selection *wanted, const struct yard_files *files,
			   struct problem *why)
{
	for (size_t i = 0; i < wanted->scenarios.count; i++) {
		size_t s = 0;

		while (s < files->scenario_count &&
		       !matches(wanted->scenarios.item[i], &files->scenarios[s])) {
			s++;
		}
		if (s == files->scenario_count) {
			return problem_set(why,
					   "no scenario matches `%s`: `yard list` shows them all",
					   wanted->scenarios.item[i]);
		}
	}
	return 0;
}

static int check_machines(const struct selection *wanted, const struct yard_files *files,
			  struct problem *why)
{
	for (size_t i = 0; i < wanted->machines.count; i++) {
		if (!machine_find(files->machines, files->machine_count,
				  wanted->machines.item[i])) {
			return problem_set(why,
					   "there is no machine `%s`: `yard machines` shows "
					   "them all",
					   wanted->machines.item[i]);
		}
	}
	return 0;
}

static int check_kernels(const struct selection *wanted, const struct yard_files *files,
			 struct problem *why)
{
	for (size_t i = 0; i < wanted->kernels.count; i++) {
		bool known = false;

		for (size_t m = 0; m < files->machine_count; m++) {
			known = known ||
				words_have(&files->machines[m].kernels, wanted->kernels.item[i]);
		}
		if (!known) {
			return problem_set(why,
					   "no machine has a kernel `%s`: `yard machines` "
					   "shows which there are",
					   wanted->kernels.item[i]);
		}
	}
	return 0;
}

static int check_arch(const struct selection *wanted, const struct yard_files *files,
		      struct problem *why)
{
	struct text known = { 0 };

	for (size_t i = 0; i < files->machine_count; i++) {
		const char *arch = files->machines[i].arch;

		if (!wanted->arch || strcmp(wanted->arch, arch) == 0) {
			text_free(&known);
			return 0;
		}
		if (!strstr(text_str(&known), arch)) {
			text_printf(&known, "%s%s", known.len ? ", " : "", arch);
		}
	}
	problem_set(why, "no machine has the architecture `%s`: there are %s", wanted->arch,
		    text_str(&known));
	text_free(&known);
	return -1;
}

/* Is meant for a machine by a word that does not mean the other one. */
static bool names_one_of_two(const struct scenario *s, const struct machine *m,
			     const struct machine *other)
{
	for (size_t i = 0; i < s->machines.count; i++) {
		if (word_fits(s->machines.item[i], m) && !word_fits(s->machines.item[i], other)) {
			return true;
		}
	}
	return false;
}

/* What a machine shares with the one that it is like is played there, unless it was asked for;
 * what it shares with the one that it is near is, unless it was asked for by name. */
static bool played_elsewhere(const struct selection *wanted, const struct yard_files *files,
			     const struct scenario *s, const struct machine *m)
{
	const char *name = m->like && !wanted->arch ? m->like : m->near;
	const struct machine *other =
		name ? machine_find(files->machines, files->machine_count, name) : NULL;

	return other && !wanted->everything && !wanted->machines.count &&
	       !names_one_of_two(s, m, other);
}

size_t selection_count(const struct selection *wanted, const struct yard_files *files,
		       const struct scenario *s, const struct machine *m, bool left_out)
{
	size_t count = 0;

	if (s->mistake || !scenario_wanted(wanted, s) || !machine_wanted(wanted, m) ||
	    !scenario_fits_machine(s, m) || played_elsewhere(wanted, files, s, m) != left_out) {
		return 0;
	}
	for (size_t k = 0; k < m->kernels.count; k++) {
		count += kernel_wanted(wanted, s, m, k);
	}
	return count;
}

size_t selection_count_all(const struct selection *wanted, const struct yard_files *files,
			   const struct machine *m, bool left_out)
{
	size_t count = 0;

	for (size_t i = 0; i < files->scenario_count; i++) {
		count += selection_count(wanted, files, &files->scenarios[i], m, left_out);
	}
	return count;
}

/*
 * What it is meant for cannot be trusted: one trial, that its mistake be told, on a chosen machine
 * for which it seems to be.
 */
static void expand_mistaken(const struct selection *wanted, const struct yard_files *files,
			    const struct scenario *s, struct trial_list *list)
{
	const struct machine *chosen = NULL;

	for (size_t i = 0; i < files->machine_count; i++) {
		const struct machine *m = &files->machines[i];

		if (machine_wanted(wanted, m) && (!chosen || (!scenario_fits_machine(s, chosen) &&
							      scenario_fits_machine(s, m)))) {
			chosen = m;
		}
	}
	if (chosen) {
		add_trial(list, s, chosen, 0);
	}
}

static void expand_scenario(const struct selection *wanted, const struct yard_files *files,
			    const struct scenario *s, struct trial_list *list)
{
	if (s->mistake) {
		expand_mistaken(wanted, files, s, list);
		return;
	}
	for (size_t i = 0; i < files->machine_count; i++) {
		const struct machine *m = &files->machines[i];

		if (!machine_wanted(wanted, m) || !scenario_fits_machine(s, m) ||
		    played_elsewhere(wanted, files, s, m)) {
			continue;
		}
		for (size_t k = 0; k < m->kernels.count; k++) {
			if (kernel_wanted(wanted, s, m, k)) {
				add_trial(list, s, m, k);
			}
		}
	}
}

/* Names one of the scenarios, and what it is meant for. */
static int nothing_to_run(const struct selection *wanted, const struct yard_files *files,
			  struct problem *why)
{
	const struct scenario *s = files->scenarios;
	struct text machines = { 0 };

	while (s < files->scenarios + files->scenario_count && !scenario_wanted(wanted, s)) {
		s++;
	}
	if (s == files->scenarios + files->scenario_count) {
		return problem_set(why, "nothing to run: there are no scenarios");
	}
	for (size_t i = 0; i < s->machines.count; i++) {
		text_printf(&machines, " %s", s->machines.item[i]);
	}
	problem_set(
		why,
		"nothing to run: no chosen scenario is meant for the chosen machines and kernels "
		"(`machines:` of %s:%s)",
		s->name, text_str(&machines));
	text_free(&machines);
	return -1;
}

int selection_expand(const struct selection *wanted, const struct yard_files *files,
		     struct trial **trials, size_t *count, struct problem *why)
{
	struct trial_list list = { 0 };

	if (check_scenarios(wanted, files, why) != 0 || check_machines(wanted, files, why) != 0 ||
	    check_kernels(wanted, files, why) != 0 || check_arch(wanted, files, why) != 0) {
		return -1;
	}
	for (size_t i = 0; i < files->scenario_count; i++) {
		const struct scenario *s = &files->scenarios[i];

		if (scenario_wanted(wanted, s)) {
			expand_scenario(wanted, files, s, &list);
		}
	}
	if (!list.count) {
		return nothing_to_run(wanted, files, why);
	}
	*trials = list.item;
	*count = list.count;
	return 0;
}
