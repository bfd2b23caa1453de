// SPDX-License-Identifier: GPL-2.0-only
#include "keys.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A pair that may still be continued by the next line. */
struct pending {
	const char *source;
	keys_handler *handler;
	void *context;
	struct text key;
	struct text value;
	unsigned int line;
};

static int deliver(struct pending *p, struct problem *why)
{
	struct problem inner = { "" };
	int ret = 0;

	if (p->key.len &&
	    p->handler(p->context, text_str(&p->key), text_str(&p->value), p->line, &inner) != 0) {
		ret = problem_set(why, "%s:%u: %s", p->source, p->line, inner.text);
	}
	text_consume(&p->key, p->key.len);
	text_consume(&p->value, p->value.len);
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
static int take_line(struct pending *p, char *line, unsigned int number, struct problem *why)
{
	char *colon = strchr(line, ':');

	if (!*trim(line)) {
		return deliver(p, why);
	}
	if (isspace((unsigned char)*line) && p->key.len) {
		text_puts(&p->value, " ");
		text_puts(&p->value, trim(line));
		return 0;
	}
	if (deliver(p, why) != 0) {
		return -1;
	}
	if (!is_key(line, colon)) {
		return problem_set(why, "%s:%u: expected `key: value` and found `%s`", p->source,
				   number, line);
	}
	text_append(&p->key, line, colon - line);
	text_puts(&p->value, trim(colon + 1));
	p->line = number;
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

static int parse(const char *text, const char *source, keys_handler *handler, void *context,
		 char *content_of(char *line), struct problem *why)
{
	struct pending p = { .source = source, .handler = handler, .context = context };
	unsigned int number = 0;
	int ret = 0;

	while (*text && ret == 0) {
		size_t len = strcspn(text, "\n");
		char *line = strndup(text, len);
		char *content = line ? content_of(line) : NULL;

		number++;
		if (content) {
			ret = take_line(&p, content, number, why);
		}
		free(line);
		if (!content) {
			break;
		}
		text += len + (text[len] == '\n');
	}
	if (ret == 0) {
		ret = deliver(&p, why);
	}
	text_free(&p.key);
	text_free(&p.value);
	return ret;
}

int keys_parse_file_text(const char *text, const char *source, keys_handler *handler, void *context,
			 struct problem *why)
{
	return parse(text, source, handler, context, plain_line, why);
}

int keys_parse_header(const char *text, const char *source, keys_handler *handler, void *context,
		      struct problem *why)
{
	return parse(text, source, handler, context, header_line, why);
}

int keys_unknown(const char *key, const char *known, struct problem *why)
{
	return problem_set(why, "unknown key `%s`; known are %s", key, known);
}
