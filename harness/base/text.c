// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *must(void *memory)
{
	if (!memory) {
		fputs("yard: out of memory\n", stderr);
		exit(3);
	}
	return memory;
}

static void make_room(struct text *t, size_t more)
{
	if (t->len + more + 1 <= t->room) {
		return;
	}
	t->room = (t->len + more + 1) * 2;
	t->data = must(realloc(t->data, t->room));
}

void text_append(struct text *t, const void *data, size_t len)
{
	make_room(t, len);
	memcpy(t->data + t->len, data, len);
	t->len += len;
	t->data[t->len] = 0;
}

void text_puts(struct text *t, const char *s)
{
	text_append(t, s, strlen(s));
}

void text_printf(struct text *t, const char *fmt, ...)
{
	va_list ap;
	char *s = NULL;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&s, fmt, ap);
	va_end(ap);
	must(len < 0 ? NULL : s);
	text_append(t, s, len);
	free(s);
}

void text_consume(struct text *t, size_t len)
{
	if (len > t->len) {
		len = t->len;
	}
	if (!len) {
		return;
	}
	memmove(t->data, t->data + len, t->len - len + 1);
	t->len -= len;
}

void text_free(struct text *t)
{
	free(t->data);
	memset(t, 0, sizeof(*t));
}

const char *text_str(const struct text *t)
{
	return t->data ? t->data : "";
}

void words_add(struct words *w, const char *word)
{
	w->item = must(realloc(w->item, (w->count + 1) * sizeof(*w->item)));
	w->item[w->count++] = copy_string(word);
}

void words_split(struct words *w, const char *s)
{
	char *copy = copy_string(s);
	char *save = NULL;

	for (char *p = strtok_r(copy, " \t\n", &save); p; p = strtok_r(NULL, " \t\n", &save)) {
		words_add(w, p);
	}
	free(copy);
}

bool words_have(const struct words *w, const char *word)
{
	for (size_t i = 0; i < w->count; i++) {
		if (strcmp(w->item[i], word) == 0) {
			return true;
		}
	}
	return false;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void words_sort(struct words *w)
{
	if (w->count) {
		qsort(w->item, w->count, sizeof(*w->item), by_text);
	}
}

void words_free(struct words *w)
{
	for (size_t i = 0; i < w->count; i++) {
		free(w->item[i]);
	}
	free(w->item);
	memset(w, 0, sizeof(*w));
}

char *format(const char *fmt, ...)
{
	va_list ap;
	char *s = NULL;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&s, fmt, ap);
	va_end(ap);
	return must(len < 0 ? NULL : s);
}

char *copy_string(const char *s)
{
	return must(strdup(s));
}

char *trim(char *s)
{
	char *end = s + strlen(s);

	while (end > s && isspace((unsigned char)end[-1])) {
		*--end = 0;
	}
	while (isspace((unsigned char)*s)) {
		s++;
	}
	return s;
}

bool starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static int suffix_shift(const char *suffix)
{
	if (!*suffix) {
		return 0;
	}
	if (suffix[1]) {
		return -1;
	}
	switch (toupper((unsigned char)*suffix)) {
	case 'K':
		return 10;
	case 'M':
		return 20;
	case 'G':
		return 30;
	default:
		return -1;
	}
}

int parse_size(const char *s, uint64_t *value)
{
	unsigned long long number;
	char *end;
	int shift;

	if (!isdigit((unsigned char)*s)) {
		return -1;
	}
	errno = 0;
	number = strtoull(s, &end, 0);
	shift = suffix_shift(end);
	if (errno || shift < 0 || number << shift >> shift != number) {
		return -1;
	}
	*value = number << shift;
	return 0;
}

const char *last_lines(const char *s, unsigned int lines)
{
	const char *p = s + strlen(s);

	if (p > s && p[-1] == '\n') {
		p--;
	}
	for (; p > s; p--) {
		if (p[-1] == '\n' && --lines == 0) {
			break;
		}
	}
	return p;
}

void text_shell_quote(struct text *t, const char *arg)
{
	if (*arg && !arg[strcspn(arg, " \t\n\"'\\$`&|;<>()*?[]{}~#!")]) {
		text_puts(t, arg);
		return;
	}
	text_puts(t, "'");
	for (; *arg; arg++) {
		if (*arg == '\'') {
			text_puts(t, "'\\''");
		} else {
			text_append(t, arg, 1);
		}
	}
	text_puts(t, "'");
}

static bool is_plain(char c)
{
	return (c >= ' ' && c <= '~') || c == '\t';
}

void text_visible(struct text *t, const char *s, size_t len)
{
	static const char indent[] = "    ";

	for (size_t i = 0; i < len; i++) {
		if (is_plain(s[i]) || s[i] == '\n') {
			text_append(t, &s[i], 1);
		} else {
			text_printf(t, "\\x%02x", (unsigned char)s[i]);
		}
		/* what has come through here before remains as it is */
		if (s[i] == '\n' && (len - i - 1 < sizeof(indent) - 1 ||
				     memcmp(s + i + 1, indent, sizeof(indent) - 1) != 0)) {
			text_puts(t, indent);
		}
	}
}

char *visible(const char *s)
{
	size_t len = strlen(s);
	struct text t = { 0 };

	text_visible(&t, s, len && s[len - 1] == '\n' ? len - 1 : len);
	return t.data ? t.data : copy_string("");
}

bool is_visible(const char *s)
{
	while (is_plain(*s)) {
		s++;
	}
	return !*s;
}

void text_xml(struct text *t, const char *s)
{
	for (; *s; s++) {
		switch (*s) {
		case '<':
			text_puts(t, "&lt;");
			break;
		case '>':
			text_puts(t, "&gt;");
			break;
		case '&':
			text_puts(t, "&amp;");
			break;
		case '"':
			text_puts(t, "&quot;");
			break;
		case '\'':
			text_puts(t, "&apos;");
			break;
		default:
			if ((unsigned char)*s >= 0x20 || *s == '\n' || *s == '\t') {
				text_append(t, s, 1);
			}
		}
	}
}
