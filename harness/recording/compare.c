// SPDX-License-Identifier: GPL-2.0-only
#include "compare.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define CONTEXT_LINES 3

/* How lines begin that tell of a fault: abi messages, and our own explaining line. */
static const char *const beginnings[] = {
	"FATAL", "Unhandled", "hint: ", "Parking CPU", "PANIC", "Ignoring", "Hypervisor stopped"
};

bool tells_of_fault(const char *line)
{
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
		if (starts_with(line, beginnings[i])) {
			return true;
		}
	}
	return false;
}

static void lines_that(const char *log, bool wanted(const char *line), struct words *out)
{
	char *copy = copy_string(log), *rest = copy, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		line = trim(line);
		if (wanted(line)) {
			words_add(out, line);
		}
	}
	free(copy);
}

void fault_lines(const char *log, struct words *out)
{
	lines_that(log, tells_of_fault, out);
}

/* The call, and the sentence; or what `jailhouse config check` warns of. */
static bool tells_of_refusal(const char *line)
{
	return starts_with(line, "JAILHOUSE_") || starts_with(line, "cell \"") ||
	       starts_with(line, "Warning: /");
}

void refusal_lines(const char *log, struct words *out)
{
	lines_that(log, tells_of_refusal, out);
}

/* Consoles show what a guest writes, and may come from a stranger's file. */
static void put_line(const char *line, size_t len, char mark, struct text *out)
{
	text_printf(out, "%c ", mark);
	text_visible(out, line, len);
	text_puts(out, "\n");
}

static void put_lines(const struct words *lines, size_t from, size_t to, char mark,
		      struct text *out)
{
	for (size_t i = from; i < to && i < lines->count; i++) {
		put_line(lines->item[i], strlen(lines->item[i]), mark, out);
	}
}

bool compare_lines(const struct words *recorded, const struct words *now, struct text *out)
{
	size_t most = recorded->count > now->count ? recorded->count : now->count;
	size_t i = 0;

	while (i < recorded->count && i < now->count &&
	       strcmp(recorded->item[i], now->item[i]) == 0) {
		i++;
	}
	if (i == most) {
		put_lines(recorded, 0, most, ' ', out);
		return true;
	}
	put_lines(recorded, i > CONTEXT_LINES ? i - CONTEXT_LINES : 0, i, ' ', out);
	put_lines(recorded, i, i + 1, '-', out);
	put_lines(now, i, i + 1, '+', out);
	return false;
}

/* Where the harness begins to say how far the play had come, which a machine that ends by itself
 * does at another step each time. */
static const char *end_of_reason(const char *headline)
{
	static const char *const begun[] = { " (at ", " (last seen at ", " (while waiting for ",
					     " (during: " };
	const char *end = headline + strlen(headline);

	for (size_t i = 0; i < sizeof(begun) / sizeof(begun[0]); i++) {
		const char *found = strstr(headline, begun[i]);

		end = found && found < end ? found : end;
	}
	return end;
}

/* Without what differs from one play and one computer to the next: numbers, and the folders of
 * files. */
static char *essence(const char *headline)
{
	const char *end = end_of_reason(headline);
	struct text out = { 0 };

	for (const char *p = headline; p < end;) {
		size_t word = strcspn(p, " \t\"'`()");
		const char *slash = memrchr(p, '/', word);

		if (slash) {
			p = slash + 1;
		} else if (isdigit((unsigned char)*p)) {
			text_puts(&out, "#");
			p += strspn(p, "0123456789abcdefABCDEFx");
		} else {
			text_append(&out, p++, 1);
		}
	}
	return out.data ? out.data : copy_string("");
}

bool compare_headlines(const char *recorded, const char *now, struct text *out)
{
	char *before = essence(recorded), *after = essence(now);
	bool same = strcmp(before, after) == 0;

	if (!same) {
		put_line(recorded, strlen(recorded), '-', out);
		put_line(now, strlen(now), '+', out);
	}
	free(after);
	free(before);
	return same;
}

/* The line that begins at @offset, which may be where the text ends. */
static void put_line_at(const struct text *t, size_t offset, char mark, struct text *out)
{
	const char *line = offset < t->len ? t->data + offset : "(the end)";

	put_line(line, strcspn(line, "\r\n"), mark, out);
}

static size_t line_before(const struct text *t, size_t offset)
{
	offset -= offset > 0;
	while (offset && t->data[offset - 1] != '\n') {
		offset--;
	}
	return offset;
}

bool compare_consoles(const struct text *recorded, const struct text *now, struct text *out)
{
	size_t at = 0, line, context;

	while (at < recorded->len && at < now->len && recorded->data[at] == now->data[at]) {
		at++;
	}
	if (at == recorded->len && at == now->len) {
		return true;
	}
	/* a difference in the first character of a line is one in that line */
	line = at && recorded->data[at - 1] != '\n' ? line_before(recorded, at) : at;
	context = line;
	for (int i = 0; i < CONTEXT_LINES; i++) {
		context = line_before(recorded, context);
	}
	text_printf(out, "(byte %zu; recorded were %zu, and now it is %zu)\n", at, recorded->len,
		    now->len);
	for (; context < line; context += strcspn(recorded->data + context, "\n") + 1) {
		put_line_at(recorded, context, ' ', out);
	}
	put_line_at(recorded, line, '-', out);
	put_line_at(now, line, '+', out);
	return false;
}

/* The hash of @name in lines `SHA-256  NAME`; NULL if there is none. */
static const char *hash_of(const char *lines, const char *name, size_t len)
{
	for (const char *p = lines; p && *p; p = strchr(p, '\n'), p += p != NULL) {
		const char *gap = strstr(p, "  ");

		if (gap && strncmp(gap + 2, name, len) == 0 &&
		    (gap[2 + len] == '\n' || gap[2 + len] == 0)) {
			return p;
		}
	}
	return NULL;
}

void compare_hashes(const char *recorded, const char *now, struct words *out)
{
	char *copy = copy_string(recorded), *rest = copy, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		const char *name = strstr(line, "  "), *other;

		if (!name) {
			continue;
		}
		name += 2;
		other = hash_of(now, name, strlen(name));
		if (!other || strncmp(line, other, name - line) != 0) {
			words_add(out, name);
		}
	}
	free(copy);
}
