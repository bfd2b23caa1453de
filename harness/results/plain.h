/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Console bytes as plain text: no carriage returns, no terminal escapes, no control characters.
 * Works on a stream that is cut anywhere.
 */
#ifndef YARD_PLAIN_H
#define YARD_PLAIN_H

#include <stddef.h>

#include "../base/text.h"

/* Zeroed is the start of a stream. */
struct plain {
	enum { PLAIN_TEXT, PLAIN_ESCAPE, PLAIN_SEQUENCE } state;
};

void plain_filter(struct plain *p, const char *data, size_t len, struct text *out);

#endif
