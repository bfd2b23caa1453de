// SPDX-License-Identifier: GPL-2.0-only
#include "cast.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Length of the character that begins with this byte; 0 if none does. */
static size_t utf8_length(unsigned char first)
{
	if (first < 0x80) {
		return 1;
	}
	if (first >= 0xc2 && first < 0xe0) {
		return 2;
	}
	if (first >= 0xe0 && first < 0xf0) {
		return 3;
	}
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/* The second byte decides whether a long form was needed, and whether it is a surrogate's. */
static bool utf8_second(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0;
	case 0xed:
		return second < 0xa0;
	case 0xf0:
		return second >= 0x90;
	case 0xf4:
		return second < 0x90;
	default:
		return true;
	}
}

/* How many of the @want bytes are there and fit; the first is taken as checked. */
static size_t utf8_present(const unsigned char *p, size_t want, size_t have)
{
	size_t n = 1;

	while (n < want && n < have && (p[n] & 0xc0) == 0x80 && (n > 1 || utf8_second(*p, p[1]))) {
		n++;
	}
	return n;
}

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
	const unsigned char *p = (const unsigned char *)data;

	while (len) {
		size_t want = utf8_length(*p);
		size_t present = want ? utf8_present(p, want, len) : 1;

		if (want > present && present == len) {
			return len;
		}
		if (want == 1) {
			put_ascii(out, *p);
		} else if (want == present) {
			text_append(out, p, want);
		} else {
			text_puts(out, "\\ufffd");
		}
		p += present;
		len -= present;
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
