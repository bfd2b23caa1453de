// SPDX-License-Identifier: GPL-2.0-only
#include "cast.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "../base/utf8.h"

static void put_ascii(struct text *out, unsigned char c)
{
	if (c == '"' || c == '\\') {
		text_printf(out, "\\%c", c);
	} else if (c == '\n') {
		text_puts(out, "\\n");
	} else if (c == '\r') {
		text_puts(out, "\\r");
	} else if (c < 0x20 || c == 0x7f) {
		text_printf(out, "\\u%04x", c);
	} else {
		text_append(out, &c, 1);
	}
}

size_t utf8_json(struct text *out, const char *data, size_t len)
{
	while (len) {
		bool whole;
		size_t n = utf8_next(data, len, &whole);

		if (!n) {
			return len;
		}
		if (!whole) {
			text_puts(out, "\\ufffd");
		} else if (n == 1) {
			put_ascii(out, *data);
		} else {
			text_append(out, data, n);
		}
		data += n;
		len -= n;
	}
	return 0;
}

int cast_open(struct cast *c, const char *path, const char *title, double started, time_t wall,
	      struct problem *why)
{
	struct text line = { 0 };

	memset(c, 0, sizeof(*c));
	c->file = fopen(path, "we");
	if (!c->file) {
		return problem_set(why, "cannot write %s: %s", path, strerror(errno));
	}
	/* what came before a kill is there */
	setvbuf(c->file, NULL, _IOLBF, 0);
	c->started = started;
	text_printf(&line, "{\"version\": 2, \"width\": 100, \"height\": 40, \"timestamp\": %lld, ",
		    (long long)wall);
	text_puts(&line, "\"title\": \"");
	utf8_json(&line, title, strlen(title));
	text_puts(&line, "\"}\n");
	fputs(text_str(&line), c->file);
	text_free(&line);
	return 0;
}

void cast_add(struct cast *c, double now, char kind, const char *data, size_t len)
{
	struct text line = { 0 };
	struct text whole = { 0 };
	size_t rest;

	if (!c->file || !len) {
		return;
	}
	if (kind == 'o') {
		text_append(&whole, text_str(&c->partial), c->partial.len);
		text_consume(&c->partial, c->partial.len);
	}
	text_append(&whole, data, len);
	text_printf(&line, "[%.6f, \"%c\", \"", now - c->started, kind);
	rest = utf8_json(&line, whole.data, whole.len);
	if (kind == 'o') {
		text_append(&c->partial, whole.data + whole.len - rest, rest);
	}
	text_puts(&line, "\"]\n");
	fputs(text_str(&line), c->file);
	text_free(&whole);
	text_free(&line);
}

void cast_close(struct cast *c)
{
	if (c->file) {
		fclose(c->file);
	}
	c->file = NULL;
	text_free(&c->partial);
}
