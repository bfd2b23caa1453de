// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define MOST_OPTIONS 20
/* getopt's values: the place in the table, behind all letters */
#define FIRST 256
#define HELP  (FIRST + MOST_OPTIONS)

static int take_number(const struct cli_option *o, const char *text)
{
	uint64_t n;

	if (parse_size(text, &n) != 0 || n < o->least || n > o->most) {
		return cli_fail(EXIT_USAGE, "--%s takes a number from %llu to %llu, and not `%s`",
				o->name, (unsigned long long)o->least, (unsigned long long)o->most,
				text);
	}
	*(uint64_t *)o->value = n;
	return -1;
}

/* Returns -1 to go on, else the exit status. */
static int take(const struct cli_option *o, const char *text)
{
	if (o->given) {
		*o->given = true;
	}
	switch (o->kind) {
	case OPTION_FLAG:
		*(bool *)o->value = true;
		break;
	case OPTION_TEXT:
		*(const char **)o->value = text;
		break;
	case OPTION_WORDS:
		words_add(o->value, text);
		break;
	case OPTION_NUMBER:
		return take_number(o, text);
	}
	return -1;
}

int options_parse(const struct cli_option *table, const char *help, int argc, char **argv)
{
	struct option names[MOST_OPTIONS + 2] = { 0 };
	char letters[2 * MOST_OPTIONS + 2] = "h";
	size_t count = 0;
	int found, ret = -1;

	for (; table[count].name && count < MOST_OPTIONS; count++) {
		bool argument = table[count].kind != OPTION_FLAG;

		names[count] = (struct option){ table[count].name, argument, NULL, FIRST + count };
		if (table[count].letter) {
			snprintf(letters + strlen(letters), 3, "%c%s", table[count].letter,
				 argument ? ":" : "");
		}
	}
	names[count] = (struct option){ "help", no_argument, NULL, HELP };
	while (ret < 0 && (found = getopt_long(argc, argv, letters, names, NULL)) != -1) {
		if (found == 'h' || found == HELP) {
			fputs(help, stdout);
			return EXIT_PASSED;
		}
		/* getopt has said what is wrong */
		if (found == '?') {
			return EXIT_USAGE;
		}
		for (size_t i = 0; i < count; i++) {
			if (found == (int)(FIRST + i) || found == table[i].letter) {
				ret = take(&table[i], optarg);
			}
		}
	}
	return ret;
}
