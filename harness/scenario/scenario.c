// SPDX-License-Identifier: GPL-2.0-only
#include "scenario.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/keys.h"

#define KNOWN_KEYS	"claim, machines, kernels, timeout, tags, needs, poison, start"
#define DEFAULT_TIMEOUT 120
#define LONGEST_TIMEOUT 3600

static int take_timeout(struct scenario *s, const char *value, struct problem *why)
{
	uint64_t seconds;

	if (parse_size(value, &seconds) != 0 || seconds == 0 || seconds > LONGEST_TIMEOUT) {
		return problem_set(why, "expected timeout in seconds, 1 to %d, and found `%s`",
				   LONGEST_TIMEOUT, value);
	}
	s->timeout = seconds;
	return 0;
}

static int take_needs(struct scenario *s, const char *value, struct problem *why)
{
	words_split(&s->needs, value);
	for (size_t i = 0; i < s->needs.count; i++) {
		if (!starts_with(s->needs.item[i], "cell:") &&
		    !starts_with(s->needs.item[i], "inmate:")) {
			return problem_set(why, "a need is cell:NAME or inmate:NAME, and not `%s`",
					   s->needs.item[i]);
		}
	}
	return 0;
}

/* A key with two values, one of which sets @flag. */
static int take_choice(bool *flag, const char *key, const char *value, const char *off,
		       const char *on, struct problem *why)
{
	if (strcmp(value, on) != 0 && strcmp(value, off) != 0) {
		return problem_set(why, "%s is %s or %s, and not `%s`", key, off, on, value);
	}
	*flag = strcmp(value, on) == 0;
	return 0;
}

static int take_key(void *context, const char *key, const char *value, unsigned int line,
		    struct problem *why)
{
	struct scenario *s = context;
	const struct {
		const char *key;
		struct words *where;
	} lists[] = { { "machines", &s->machines },
		      { "kernels", &s->kernels },
		      { "tags", &s->tags } };

	(void)line;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (strcmp(key, lists[i].key) == 0) {
			words_split(lists[i].where, value);
			return 0;
		}
	}
	if (strcmp(key, "claim") == 0) {
		free(s->claim);
		s->claim = copy_string(value);
		return 0;
	}
	if (strcmp(key, "timeout") == 0) {
		return take_timeout(s, value, why);
	}
	if (strcmp(key, "needs") == 0) {
		return take_needs(s, value, why);
	}
	if (strcmp(key, "poison") == 0) {
		return take_choice(&s->poison_all, key, value, "reserved", "all", why);
	}
	if (strcmp(key, "start") == 0) {
		return take_choice(&s->boot, key, value, "off", "linux", why);
	}
	return keys_unknown(key, KNOWN_KEYS, why);
}

int scenario_parse(struct scenario *s, const char *text, struct problem *why)
{
	s->timeout = DEFAULT_TIMEOUT;
	s->boot = true;
	if (keys_parse_header(text, s->path, take_key, s, why) != 0) {
		return -1;
	}
	if (!s->claim || !*s->claim) {
		return problem_set(why, "%s: the line `# claim: ...` is missing", s->path);
	}
	if (!s->machines.count) {
		words_add(&s->machines, "all");
	}
	if (!s->kernels.count) {
		words_add(&s->kernels, "default");
	}
	return 0;
}

static int load_one(struct scenario *s, const char *folder, const char *file, struct problem *why)
{
	struct text content = { 0 };
	int ret;

	memset(s, 0, sizeof(*s));
	s->path = format("%s/%s", folder, file);
	s->name = copy_string(file);
	*strrchr(s->name, '.') = 0;
	ret = file_read(s->path, &content, why);
	if (ret == 0) {
		ret = scenario_parse(s, text_str(&content), why);
	}
	text_free(&content);
	return ret;
}

static int list_files(const char *folder, struct words *files, struct problem *why)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (!dir) {
		return problem_set(why,
				   "there is no folder %s: start yard inside the Cellyard "
				   "checkout, or set YARD_TOP to it",
				   folder);
	}
	while ((entry = readdir(dir))) {
		const char *dot = strrchr(entry->d_name, '.');

		if (entry->d_name[0] != '.' && dot && strcmp(dot, ".tcl") == 0) {
			words_add(files, entry->d_name);
		}
	}
	closedir(dir);
	words_sort(files);
	return 0;
}

int scenarios_load(const char *folder, struct scenario **list, size_t *count, struct problem *why)
{
	struct words files = { 0 };
	int ret = list_files(folder, &files, why);

	*list = calloc(files.count + 1, sizeof(**list));
	*count = 0;
	while (ret == 0 && *list && *count < files.count) {
		ret = load_one(&(*list)[*count], folder, files.item[*count], why);
		(*count)++;
	}
	words_free(&files);
	return ret;
}

void scenarios_free(struct scenario *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(list[i].name);
		free(list[i].path);
		free(list[i].claim);
		words_free(&list[i].machines);
		words_free(&list[i].kernels);
		words_free(&list[i].tags);
		words_free(&list[i].needs);
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
