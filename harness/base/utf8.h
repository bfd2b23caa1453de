/* SPDX-License-Identifier: GPL-2.0-only */
/* Text from consoles, which can be any bytes. */
#ifndef YARD_UTF8_H
#define YARD_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/**
 * utf8_next - the character that a text begins with.
 * @len:	bytes of the text, at least 1
 * @whole:	true if it is one, false if these bytes are none
 *
 * Returns its bytes; 0 if the text ends within a character.
 */
size_t utf8_next(const char *s, size_t len, bool *whole);

/**
 * utf8_clean - make of any bytes a text that can be shown and stored anywhere.
 * @s:		of @len bytes and one more, for the NUL that it gets
 *
 * What is no UTF-8, what controls a terminal, reorders lines or is refused by XML becomes a
 * question mark each; line feeds and tabs remain, carriage returns before line feeds go. Returns
 * the new length, which is never larger.
 */
size_t utf8_clean(char *s, size_t len);

/** utf8_clean_text - the same, of a text; an empty one remains empty. */
void utf8_clean_text(struct text *text);

#endif
