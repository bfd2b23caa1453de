/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The declarative part of machines and scenarios: lines `key: value`, read into a struct by a
 * table of the keys that it has. A line that begins with white space continues the value above
 * it. Keys that the table does not have are errors.
 */
#ifndef YARD_KEYS_H
#define YARD_KEYS_H

#include <stdbool.h>

#include "problem.h"
#include "text.h"

/* Take @value into the member at @field. Returns 0, or -1 with the sentence in @why. */
typedef int key_reader(void *field, const char *value, struct problem *why);

key_reader key_text;  /* char *, allocated */
key_reader key_words; /* struct words */
key_reader key_count; /* unsigned int, 1 to 1000 */

struct key {
	const char *name; /* NULL ends the table */
	key_reader *read;
	size_t offset; /* of the member in the record */
	bool required;
};

/* Where the pairs stand. */
enum keys_form {
	KEYS_FILE,  /* the whole text is pairs, blank lines and # comments */
	KEYS_HEADER /* in the comment that opens a script; the SPDX line is skipped */
};

/**
 * keys_read - fill @record, which must be zeroed but for what has a default.
 * @source: file name for messages, which also carry the line.
 */
int keys_read(const struct key *keys, void *record, enum keys_form form, const char *text,
	      const char *source, struct problem *why);

/**
 * keys_files - the names of what can be read.
 * @folder: part of the checkout.
 * @suffix: of a file, ".tcl"; or what must be in a subfolder, "/machine.conf". Cut off.
 * @names: receives them, sorted.
 */
int keys_files(const char *folder, const char *suffix, struct words *names, struct problem *why);

#endif
