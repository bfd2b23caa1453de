/* SPDX-License-Identifier: GPL-2.0-only */
/* Strings: a growing buffer, lists of words, and what is needed to take lines apart. */
#ifndef YARD_TEXT_H
#define YARD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A growing byte buffer; always followed by a NUL that is not counted. Zeroed is empty. */
struct text {
	char *data;
	size_t len;
	size_t room;
};

void text_append(struct text *t, const void *data, size_t len);
void text_puts(struct text *t, const char *s);
void text_printf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Drop the first @len bytes. */
void text_consume(struct text *t, size_t len);
void text_free(struct text *t);
/* Never NULL. */
const char *text_str(const struct text *t);

/* A list of strings that it owns. Zeroed is empty. */
struct words {
	char **item;
	size_t count;
};

void words_add(struct words *w, const char *word);
/* Add each blank-separated word of @s. */
void words_split(struct words *w, const char *s);
bool words_have(const struct words *w, const char *word);
void words_sort(struct words *w);
void words_free(struct words *w);

/* printf into fresh memory; ends the program when there is none. Caller frees. */
char *format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *copy_string(const char *s);
/* Cut white space at both ends in place; returns the new start. */
char *trim(char *s);
bool starts_with(const char *s, const char *prefix);

/**
 * parse_size - read a number with an optional suffix K, M or G.
 * Returns 0, or -1 if @s is no such number or does not fit.
 */
int parse_size(const char *s, uint64_t *value);

/* The last @lines lines of @s (which need not end with a newline). */
const char *last_lines(const char *s, unsigned int lines);

/* Append @arg so that a shell reads it back as one word. */
void text_shell_quote(struct text *t, const char *arg);
/**
 * text_visible - append what may come from anywhere, so that a terminal shows it and obeys nothing.
 *
 * All but printable ASCII and tabs is written by its number. Lines after the first are indented:
 * none can be taken for one of ours.
 */
void text_visible(struct text *t, const char *s, size_t len);
/* The same in fresh memory, without what ends the last line. The caller frees it. */
char *visible(const char *s);
/* Whether there is nothing in one line @s that text_visible() writes otherwise. */
bool is_visible(const char *s);

/* Append @s with the five XML specials escaped and control characters left out. */
void text_xml(struct text *t, const char *s);

#endif
