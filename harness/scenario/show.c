// SPDX-License-Identifier: GPL-2.0-only
#include "show.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../results/progress.h"

#define BOLD	   "\033[1m"
#define CYAN	   "\033[36m"
#define GREEN	   "\033[32m"
#define YELLOW	   "\033[33m"
#define RED	   "\033[31m"
#define RESET	   "\033[0m"
#define CLEAR_LINE "\r\033[K"

static const struct {
	const char *prefix;
	const char *color;
} consoles[CONSOLE_COUNT] = { { "hypervisor | ", CYAN }, { "     linux | ", GREEN } };

static const char *const verdict_color[VERDICT_COUNT] = { GREEN, RED, YELLOW, RED, RED };

/* One write a line: several workers share the terminal. */
static void put(const struct text *t)
{
	write_all(STDOUT_FILENO, t->data, t->len, 10000);
}

static void put_line(const struct show *s, const char *color, const char *prefix, const char *text,
		     size_t len)
{
	struct text line = { 0 };

	text_printf(&line, "%s%s%.*s%s\n", s->color ? color : "", prefix, (int)len, text,
		    s->color ? RESET : "");
	put(&line);
	text_free(&line);
}

/*
 * Scenarios ask for the exit status of each command (scenarios/lib/cellyard.tcl). The logs have
 * all that was typed; on the screen it would only be in the way. Returns false to leave the line
 * out, and shortens it.
 */
static bool simplify(const char *line, size_t *len)
{
	static const char asked[] = "; echo \"[exit $?]\"";
	static const char answer[] = "[exit 0]";

	if (*len == strlen(answer) && memcmp(line, answer, *len) == 0) {
		return false;
	}
	if (*len >= strlen(asked) &&
	    memcmp(line + *len - strlen(asked), asked, strlen(asked)) == 0) {
		*len -= strlen(asked);
	}
	return true;
}

void show_init(struct show *s, bool live, const char *progress, unsigned int trials)
{
	memset(s, 0, sizeof(*s));
	s->live = live;
	s->trials = trials;
	s->progress = !live && isatty(STDOUT_FILENO) ? progress : NULL;
	s->color = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
}

void show_close(struct show *s)
{
	show_flush(s);
	for (int i = 0; i < CONSOLE_COUNT; i++) {
		text_free(&s->partial[i]);
	}
}

void show_flush(struct show *s)
{
	for (int i = 0; i < CONSOLE_COUNT; i++) {
		struct text *t = &s->partial[i];

		if (t->len) {
			put_line(s, consoles[i].color, consoles[i].prefix, t->data, t->len);
			text_consume(t, t->len);
		}
	}
}

void show_step(struct show *s, const char *text)
{
	if (s->live) {
		put_line(s, BOLD, "\xe2\x96\xb6 ", text, strlen(text));
	}
}

void show_console(struct show *s, enum console which, const char *text, size_t len)
{
	struct text *t = &s->partial[which];
	char *end;

	if (!s->live) {
		return;
	}
	text_append(t, text, len);
	while ((end = memchr(t->data, '\n', t->len))) {
		len = end - t->data;
		if (which != CONSOLE_LINUX || simplify(t->data, &len)) {
			put_line(s, consoles[which].color, consoles[which].prefix, t->data, len);
		}
		text_consume(t, end - t->data + 1);
	}
}

/* The cursor stays behind it, the next verdict overwrites it. */
static void add_progress(const struct show *s, struct text *out)
{
	if (s->progress) {
		text_puts(out, CLEAR_LINE);
		progress_line(s->progress, s->trials, out);
	}
}

void show_begin(struct show *s, const struct outcome *o)
{
	struct text line = { 0 };

	if (s->progress) {
		progress_begin(s->progress, o);
		add_progress(s, &line);
		put(&line);
	}
	text_free(&line);
}

void show_outcome(struct show *s, const struct outcome *o)
{
	struct text line = { 0 };

	show_flush(s);
	if (s->progress) {
		progress_end(s->progress, o);
		text_puts(&line, CLEAR_LINE);
	}
	text_printf(&line, "%s%-5s%s  %s (%.1f s)\n", s->color ? verdict_color[o->verdict] : "",
		    verdict_name(o->verdict), s->color ? RESET : "", outcome_key(o), o->seconds);
	if (outcome_known(o)) {
		text_printf(&line, "       known: %s\n", o->trial.known);
	}
	if (o->verdict != VERDICT_PASS) {
		text_printf(&line, "       %.*s\n", outcome_headline(o), o->message);
	}
	add_progress(s, &line);
	put(&line);
	text_free(&line);
}
