/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of a command, as a table. */
#ifndef YARD_OPTIONS_H
#define YARD_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

enum option_kind {
	OPTION_FLAG,   /* bool */
	OPTION_TEXT,   /* const char * */
	OPTION_WORDS,  /* struct words: may be repeated */
	OPTION_NUMBER, /* uint64_t */
};

struct cli_option {
	const char *name; /* NULL ends the table */
	char letter;	  /* or 0 */
	enum option_kind kind;
	void *value;	      /* of the type that belongs to the kind */
	uint64_t least, most; /* of a number */
	bool *given;	      /* set if the option was there; or NULL */
};

/**
 * options_parse - read the options of a command, --help among them.
 * @help: what that prints.
 *
 * Returns -1 to go on with the arguments from optind on, else the exit status.
 */
int options_parse(const struct cli_option *table, const char *help, int argc, char **argv);

#endif
