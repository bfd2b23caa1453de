/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The declarative part of machines and scenarios: lines `key: value`. A line that begins with
 * white space continues the value above it.
 */
#ifndef YARD_KEYS_H
#define YARD_KEYS_H

#include "problem.h"
#include "text.h"

/* One pair; @source_line counts from 1. Returns 0, or -1 with the sentence in @why. */
typedef int keys_handler(void *context, const char *key, const char *value,
			 unsigned int source_line, struct problem *why);

/**
 * keys_parse_file_text - the whole text is pairs, blank lines and # comments.
 * @source: file name for messages.
 */
int keys_parse_file_text(const char *text, const char *source, keys_handler *handler, void *context,
			 struct problem *why);

/**
 * keys_parse_header - the pairs stand in the comment that opens a script. It ends at the first
 * line that is not a comment; the line with the SPDX tag and empty comment lines are skipped.
 */
int keys_parse_header(const char *text, const char *source, keys_handler *handler, void *context,
		      struct problem *why);

/* What a handler says to a key that it does not know; @known is a readable list. */
int keys_unknown(const char *key, const char *known, struct problem *why);

#endif
