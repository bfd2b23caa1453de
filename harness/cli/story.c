// SPDX-License-Identifier: GPL-2.0-only
#include "story.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../recording/compare.h"

/* What stands for itself; all else is written by its number. */
#define PLAIN " _./:,+=@%-"
/* A pause for what went on while nobody typed. */
#define LONGEST_PAUSE_MS 60000

static const char head[] = "# SPDX-License-Identifier: GPL-2.0-only\n"
			   "#\n"
			   "# claim: As it was typed by hand.\n"
			   "# machines: %s\n"
			   "# tags: typed\n"
			   "# timeout: 3600\n"
			   "\n"
			   "by_hand\n";

int story_open(struct story *s, const char *path, const char *machine, struct problem *why)
{
	if (!s) {
		return 0;
	}
	memset(s, 0, sizeof(*s));
	s->file = fopen(path, "we");
	if (!s->file) {
		return problem_set(why, "cannot write %s: %s", path, strerror(errno));
	}
	fprintf(s->file, head, machine);
	fflush(s->file);
	s->last = clock_ms();
	return 0;
}

/* The character that begins at @at, and how many bytes it has. */
static unsigned int character(const unsigned char *at, size_t left, size_t *bytes)
{
	size_t more = *at >= 0xe0 ? 2 : *at >= 0xc0;
	unsigned int c = *at;

	*bytes = 1;
	if (*at < 0xc0 || *at >= 0xf0 || more >= left) {
		return c;
	}
	c &= more == 2 ? 0x0f : 0x1f;
	for (size_t i = 1; i <= more; i++) {
		c = c << 6 | (at[i] & 0x3f);
	}
	*bytes = 1 + more;
	return c;
}

static void put_quoted(struct text *out, const char *data, size_t len)
{
	size_t bytes;

	text_puts(out, "\"");
	for (size_t i = 0; i < len; i += bytes) {
		unsigned int c = character((const unsigned char *)data + i, len - i, &bytes);

		if (c && c < 0x80 && (isalnum(c) || strchr(PLAIN, c))) {
			text_printf(out, "%c", c);
		} else {
			text_printf(out, "\\u%04x", c);
		}
	}
	text_puts(out, "\"");
}

/*
 * What the hypervisor has told of faults since the last key, in whatever order it will come: at
 * once, as the end of this program may come any time.
 */
static void put_faults(struct story *s)
{
	fseek(s->file, s->faults_at, SEEK_SET);
	fprintf(s->file, "expect_hv_all {%s}\n", s->faults.data + 1);
	fflush(s->file);
}

/* What comes now belongs to the next key. */
static void end_faults(struct story *s)
{
	text_consume(&s->faults, s->faults.len);
}

static void put_line(struct story *s)
{
	int64_t now = clock_ms(), pause = now - s->last;
	struct text quoted = { 0 };

	end_faults(s);
	if (s->prompted) {
		fputs("prompt\n", s->file);
	} else {
		fprintf(s->file, "pause %lld\n",
			(long long)(pause < LONGEST_PAUSE_MS ? pause : LONGEST_PAUSE_MS));
	}
	put_quoted(&quoted, text_str(&s->keys), s->keys.len);
	fprintf(s->file, "typed %s\n", text_str(&quoted));
	fflush(s->file);
	text_free(&quoted);
	text_consume(&s->keys, s->keys.len);
	s->last = now;
}

/* Keys that a program sees at once. */
static bool ends_line(char key)
{
	return key == '\r' || key == '\n' || key == 3 || key == 4 || key == 26;
}

void story_keys(struct story *s, const char *keys, size_t len, bool prompted)
{
	for (size_t i = 0; s && i < len; i++) {
		if (!s->keys.len) {
			s->prompted = prompted && i == 0;
		}
		text_append(&s->keys, &keys[i], 1);
		if (ends_line(keys[i])) {
			put_line(s);
		}
	}
}

void story_step(struct story *s, const char *line, size_t len)
{
	if (s) {
		text_append(&s->step, line, len);
		text_puts(&s->step, "\n");
	}
}

void story_step_done(struct story *s, bool good)
{
	if (!s || !s->step.len) {
		return;
	}
	end_faults(s);
	/* one that failed did not end the session */
	fprintf(s->file, good ? "prompt\n%s" : "prompt\ncatch {\n%s}\n", s->step.data);
	fflush(s->file);
	text_consume(&s->step, s->step.len);
	s->last = clock_ms();
}

void story_hypervisor(struct story *s, const char *line, size_t len)
{
	char *copy = s ? strndup(line, len) : NULL;

	if (copy && tells_of_fault(trim(copy))) {
		if (!s->faults.len) {
			s->faults_at = ftell(s->file);
		}
		text_puts(&s->faults, " ");
		put_quoted(&s->faults, trim(copy), strlen(trim(copy)));
		put_faults(s);
	}
	free(copy);
}

void story_close(struct story *s, bool prompted, bool died)
{
	if (!s || !s->file) {
		return;
	}
	fputs(died ? "until_end\n" : prompted ? "prompt\n" : "", s->file);
	fclose(s->file);
	s->file = NULL;
	text_free(&s->keys);
	text_free(&s->faults);
	text_free(&s->step);
}

static bool is_plain_character(const char **at)
{
	const char *c = *at;

	if (*c != '\\') {
		*at = c + 1;
		return isalnum((unsigned char)*c) || (*c && strchr(PLAIN, *c));
	}
	*at = c + 6;
	return c[1] == 'u' && strspn(c + 2, "0123456789abcdef") >= 4;
}

/* Quoted texts with blanks between them. */
static bool are_plain_texts(const char *at)
{
	bool quoted = false;

	while (*at) {
		if (*at == '"') {
			quoted = !quoted;
			at++;
		} else if (!quoted && *at == ' ') {
			at++;
		} else if (!quoted || !is_plain_character(&at)) {
			return false;
		}
	}
	return !quoted;
}

static bool is_plain_line(char *line)
{
	static const char all[] = "expect_hv_all {";
	size_t len = strlen(line);

	/* a comment that goes on in the next line would hide one */
	if (len && line[len - 1] == '\\') {
		return false;
	}
	if (!len || *line == '#' || strcmp(line, "by_hand") == 0 || strcmp(line, "prompt") == 0 ||
	    strcmp(line, "until_end") == 0) {
		return true;
	}
	if (starts_with(line, "pause ")) {
		return strspn(line + 6, "0123456789") == len - 6 && len > 6 && len < 12;
	}
	if (starts_with(line, all) && line[len - 1] == '}') {
		line[len - 1] = 0;
		return are_plain_texts(line + sizeof(all) - 1);
	}
	return starts_with(line, "typed \"") && are_plain_texts(line + 6);
}

/* Tcl ends lines at carriage returns, too, and reads on behind a NUL. */
static bool has_plain_bytes(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] != '\n' && (text[i] < 0x20 || text[i] > 0x7e)) {
			return false;
		}
	}
	return true;
}

bool story_is_plain(const char *scenario, size_t len)
{
	bool plain = has_plain_bytes(scenario, len);
	char *copy = strndup(scenario, len), *rest = copy;

	while (plain && rest) {
		plain = is_plain_line(strsep(&rest, "\n"));
	}
	free(copy);
	return plain;
}
