// SPDX-License-Identifier: GPL-2.0-only
#include "keys.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"

#define MOST_KEYS 32

/* What is being read, and a pair that may still be continued by the next line. */
struct reading {
	const struct key *keys;
	void *record;
	const char *source;
	bool seen[MOST_KEYS];
	struct text key;
	struct text value;
	unsigned int line;
};

int key_text(void *field, const char *value, struct problem *why)
{
	char **text = field;

	(void)why;
	free(*text);
	*text = copy_string(value);
	return 0;
}

int key_words(void *field, const char *value, struct problem *why)
{
	(void)why;
	words_split(field, value);
	return 0;
}

int key_count(void *field, const char *value, struct problem *why)
{
	unsigned int *count = field;
	uint64_t n;

	if (parse_size(value, &n) != 0 || n == 0 || n > 1000) {
		return problem_set(why, "expected a number from 1 to 1000 and found `%s`", value);
	}
	*count = n;
	return 0;
}

static void list_keys(const struct key *keys, struct text *out)
{
	for (size_t i = 0; keys[i].name; i++) {
		text_printf(out, "%s%s", i ? ", " : "", keys[i].name);
	}
}

static int unknown_key(const struct reading *r, struct problem *why)
{
	struct text known = { 0 };

	list_keys(r->keys, &known);
	problem_set(why, "unknown key `%s`; known are %s", text_str(&r->key), text_str(&known));
	text_free(&known);
	return -1;
}

static int take_pair(struct reading *r, struct problem *why)
{
	for (size_t i = 0; r->keys[i].name && i < MOST_KEYS; i++) {
		if (strcmp(r->keys[i].name, text_str(&r->key)) == 0) {
			r->seen[i] = r->value.len > 0;
			return r->keys[i].read((char *)r->record + r->keys[i].offset,
					       text_str(&r->value), why);
		}
	}
	return unknown_key(r, why);
}

static int deliver(struct reading *r, struct problem *why)
{
	struct problem inner = { "" };
	int ret = 0;

	if (r->key.len && take_pair(r, &inner) != 0) {
		ret = problem_set(why, "%s:%u: %s", r->source, r->line, inner.text);
	}
	text_consume(&r->key, r->key.len);
	text_consume(&r->value, r->value.len);
	return ret;
}

static bool is_key(const char *line, const char *colon)
{
	if (!colon || colon == line) {
		return false;
	}
	for (const char *c = line; c < colon; c++) {
		if (!islower((unsigned char)*c) && *c != '-') {
			return false;
		}
	}
	return true;
}

/* @line is one line without comment sign and newline. */
static int take_line(struct reading *r, char *line, unsigned int number, struct problem *why)
{
	char *colon = strchr(line, ':');

	if (!*trim(line)) {
		return deliver(r, why);
	}
	if (isspace((unsigned char)*line) && r->key.len) {
		text_puts(&r->value, " ");
		text_puts(&r->value, trim(line));
		return 0;
	}
	if (deliver(r, why) != 0) {
		return -1;
	}
	if (!is_key(line, colon)) {
		return problem_set(why, "%s:%u: expected `key: value` and found `%s`", r->source,
				   number, line);
	}
	text_append(&r->key, line, colon - line);
	text_puts(&r->value, trim(colon + 1));
	r->line = number;
	return 0;
}

/* NULL ends the header; otherwise the text behind the comment sign, "" for lines to skip. */
static char *header_line(char *line)
{
	if (*line != '#') {
		return NULL;
	}
	if (starts_with(line, "#!") || strstr(line, "SPDX-License-Identifier:")) {
		return line + strlen(line);
	}
	line++;
	return *line == ' ' ? line + 1 : line;
}

static char *plain_line(char *line)
{
	return *line == '#' ? line + strlen(line) : line;
}

static int take_lines(struct reading *r, enum keys_form form, const char *text, struct problem *why)
{
	unsigned int number = 0;
	int ret = 0;

	while (*text && ret == 0) {
		size_t len = strcspn(text, "\n");
		char *line = strndup(text, len);
		char *content = line && form == KEYS_HEADER ? header_line(line) : line;

		number++;
		if (content && form == KEYS_FILE) {
			content = plain_line(content);
		}
		if (content) {
			ret = take_line(r, content, number, why);
		}
		free(line);
		if (!content) {
			break;
		}
		text += len + (text[len] == '\n');
	}
	return ret == 0 ? deliver(r, why) : -1;
}

int keys_read(const struct key *keys, void *record, enum keys_form form, const char *text,
	      const char *source, struct problem *why)
{
	struct reading r = { .keys = keys, .record = record, .source = source };
	int ret = take_lines(&r, form, text, why);

	for (size_t i = 0; ret == 0 && keys[i].name; i++) {
		if (keys[i].required && !r.seen[i]) {
			ret = problem_set(why, "%s:1: the line `%s%s: ...` is missing", source,
					  form == KEYS_HEADER ? "# " : "", keys[i].name);
		}
	}
	text_free(&r.key);
	text_free(&r.value);
	return ret;
}

/* Whether @entry is meant by @suffix; cuts the suffix off. */
static bool fits(const char *folder, char *entry, const char *suffix)
{
	size_t len = strlen(entry), cut = strlen(suffix);
	char *path;
	bool there;

	if (entry[0] == '.') {
		return false;
	}
	if (suffix[0] == '/') {
		path = format("%s/%s%s", folder, entry, suffix);
		there = file_exists(path);
		free(path);
		return there;
	}
	if (len <= cut || strcmp(entry + len - cut, suffix) != 0) {
		return false;
	}
	entry[len - cut] = 0;
	return true;
}

int keys_files(const char *folder, const char *suffix, struct words *names, struct problem *why)
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
		if (fits(folder, entry->d_name, suffix)) {
			words_add(names, entry->d_name);
		}
	}
	closedir(dir);
	words_sort(names);
	return 0;
}
