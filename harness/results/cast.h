/* SPDX-License-Identifier: GPL-2.0-only */
/* Recording of a console as asciicast version 2: a header line, then one event a line. */
#ifndef YARD_CAST_H
#define YARD_CAST_H

#include <stdio.h>
#include <time.h>

#include "../base/problem.h"
#include "../base/text.h"

struct cast {
	FILE *file;	     /* NULL: not recording */
	double started;	     /* clock_seconds() of time 0 */
	struct text partial; /* an UTF-8 character whose rest has not come yet */
};

/**
 * cast_open - create the file and write its header.
 * @started: clock_seconds() of time 0, shared by the recordings of one machine.
 * @wall: the wall-clock time of it.
 */
int cast_open(struct cast *c, const char *path, const char *title, double started, time_t wall,
	      struct problem *why);
/* Add what the console showed ('o') or what was typed ('i') at @now (clock_seconds()). */
void cast_add(struct cast *c, double now, char kind, const char *data, size_t len);
void cast_close(struct cast *c);

/**
 * utf8_json - append @data to @out as the inside of a JSON string.
 *
 * Bytes that are no UTF-8 become U+FFFD. Returns how many bytes at the end are the beginning
 * of a character and were left out.
 */
size_t utf8_json(struct text *out, const char *data, size_t len);

#endif
