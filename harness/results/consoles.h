/* SPDX-License-Identifier: GPL-2.0-only */
/* A recorded console as the report carries it: small enough to embed, and easy to play back. */
#ifndef YARD_CONSOLES_H
#define YARD_CONSOLES_H

#include <jansson.h>

#include "../base/problem.h"
#include "../base/text.h"

/**
 * console_pack - append a recording (*.cast) to @out: a JSON array of [seconds, "text"], plain
 * text without terminal escapes, compressed by zlib, in base64.
 *
 * What came within some hundredths of a second is one element. Of a recording that is longer
 * than a reader would read the middle is left out, and a line says so.
 */
int console_pack(const char *path, struct text *out, struct problem *why);

/* Append @value to @out as the page unpacks it: JSON, compressed by zlib, in base64. */
int page_pack(const json_t *value, struct text *out, struct problem *why);

#endif
