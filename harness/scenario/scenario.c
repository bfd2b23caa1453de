// SPDX-License-Identifier: GPL-2.0-only
#include "scenario.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/keys.h"

#define DEFAULT_TIMEOUT 600
#define LONGEST_TIMEOUT 3600

static int read_timeout(void *field, const char *value, struct problem *why)
{
	unsigned int *timeout = field;
	uint64_t seconds;

	if (parse_size(value, &seconds) != 0 || seconds == 0 || seconds > LONGEST_TIMEOUT) {
		return problem_set(why, "expected timeout in seconds, 1 to %d, and found `%s`",
				   LONGEST_TIMEOUT, value);
	}
	*timeout = seconds;
	return 0;
}

static int read_needs(void *field, const char *value, struct problem *why)
{
	struct words *needs = field;

	words_split(needs, value);
	for (size_t i = 0; i < needs->count; i++) {
		if (!starts_with(needs->item[i], "cell:") &&
		    !starts_with(needs->item[i], "inmate:")) {
			return problem_set(why, "a need is cell:NAME or inmate:NAME, and not `%s`",
					   needs->item[i]);
		}
	}
	return 0;
}

static int read_poison(void *field, const char *value, struct problem *why)
{
	bool *all = field;

	if (strcmp(value, "reserved") != 0 && strcmp(value, "all") != 0) {
		return problem_set(why, "expected reserved or all, and not `%s`", value);
	}
	*all = strcmp(value, "all") == 0;
	return 0;
}

static int read_counts(void *field, const char *value, struct problem *why)
{
	bool *counts = field;

	if (strcmp(value, "hypervisor") != 0) {
		return problem_set(why, "expected hypervisor, and not `%s`", value);
	}
	*counts = true;
	return 0;
}

/* A state, with the cell if one is to run: "running apic-demo" */
static int read_start(void *field, const char *value, struct problem *why)
{
	struct scenario *s = field;
	struct words w = { 0 };
	int ret = -1;

	words_split(&w, value);
	if (w.count && state_parse(w.item[0], &s->start, why) == 0) {
		ret = w.count == (s->start == STATE_RUNNING ? 2 : 1)
			      ? 0
			      : problem_set(why,
					    "a cell is named with `running` and only then, and "
					    "not as in `%s`",
					    value);
		free(s->cell);
		s->cell = w.count == 2 ? copy_string(w.item[1]) : NULL;
	}
	words_free(&w);
	return ret;
}

#define MEMBER(member) offsetof(struct scenario, member)

static const struct key keys[] = { { "claim", key_text, MEMBER(claim), true },
				   { "machines", key_words, MEMBER(machines), false },
				   { "kernels", key_words, MEMBER(kernels), false },
				   { "tags", key_words, MEMBER(tags), false },
				   { "needs", read_needs, MEMBER(needs), false },
				   { "timeout", read_timeout, MEMBER(timeout), false },
				   { "without", key_words, MEMBER(without), false },
				   { "poison", read_poison, MEMBER(poison_all), false },
				   { "counts", read_counts, MEMBER(counts), false },
				   { "start", read_start, 0, false },
				   { 0 } };

/* The state is reached with the inmate that is called like its cell. */
static void need_what_runs(struct scenario *s)
{
	static const char *const kinds[] = { "cell", "inmate" };

	for (size_t i = 0; s->cell && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char *need = format("%s:%s", kinds[i], s->cell);

		words_add(&s->needs, need);
		free(need);
	}
}

int scenario_parse(struct scenario *s, const char *text, struct problem *why)
{
	s->timeout = DEFAULT_TIMEOUT;
	s->start = STATE_LINUX;
	if (keys_read(keys, s, KEYS_HEADER, text, s->path, why) != 0) {
		return -1;
	}
	need_what_runs(s);
	if (!s->machines.count) {
		words_add(&s->machines, "all");
	}
	if (!s->kernels.count) {
		words_add(&s->kernels, "default");
	}
	return 0;
}

/* A wrong one must not keep the others from being played. */
static void load_one(struct scenario *s, const char *folder, const char *name)
{
	struct text content = { 0 };
	struct problem why;

	memset(s, 0, sizeof(*s));
	s->path = format("%s/%s.tcl", folder, name);
	s->name = copy_string(name);
	if (file_read(s->path, &content, &why) != 0 ||
	    scenario_parse(s, text_str(&content), &why) != 0) {
		s->mistake = copy_string(why.text);
	}
	if (!s->claim) {
		s->claim = copy_string("");
	}
	text_free(&content);
}

int scenarios_load(const char *folder, struct scenario **list, size_t *count, struct problem *why)
{
	struct words names = { 0 };
	int ret = keys_files(folder, ".tcl", &names, why);

	*list = calloc(names.count + 1, sizeof(**list));
	*count = 0;
	while (ret == 0 && *list && *count < names.count) {
		load_one(&(*list)[*count], folder, names.item[*count]);
		(*count)++;
	}
	words_free(&names);
	return ret;
}

void scenarios_free(struct scenario *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(list[i].name);
		free(list[i].path);
		free(list[i].claim);
		free(list[i].cell);
		free(list[i].mistake);
		words_free(&list[i].machines);
		words_free(&list[i].kernels);
		words_free(&list[i].tags);
		words_free(&list[i].needs);
		words_free(&list[i].without);
	}
	free(list);
}

const struct scenario *scenario_find(const struct scenario *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].name, name) == 0) {
			return &list[i];
		}
	}
	return NULL;
}
