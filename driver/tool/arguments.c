// SPDX-License-Identifier: GPL-2.0-only
/* Arguments of the commands. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

int usage(const char *format, ...)
{
	va_list arguments;

	fputs("jailhouse: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputs("\n\n", stderr);
	return TOOL_USAGE;
}

int expect_nothing(int argc, char **argv)
{
	return argc ? usage("unexpected \"%s\"", argv[0]) : TOOL_OK;
}

bool is_help(const char *text)
{
	return strcmp(text, "-h") == 0 || strcmp(text, "--help") == 0;
}

bool parse_number(const char *text, long long *number)
{
	char *end;

	errno = 0;
	*number = strtoll(text, &end, 0);
	return end != text && *end == 0 && errno == 0;
}

static bool set_name(struct jailhouse_cell_id *id, const char *name)
{
	if (*name == 0) {
		usage("the name of a cell is not empty");
		return false;
	}
	if (strlen(name) > JAILHOUSE_CELL_ID_NAMELEN) {
		usage("\"%s\" is too long for the name of a cell, which has %d characters at most",
		      name, JAILHOUSE_CELL_ID_NAMELEN);
		return false;
	}
	id->id = JAILHOUSE_CELL_ID_UNUSED;
	strcpy(id->name, name);
	return true;
}

int parse_cell(int argc, char **argv, struct jailhouse_cell_id *id)
{
	long long number;

	memset(id, 0, sizeof(*id));
	if (argc < 1 || (argc == 1 && strcmp(argv[0], "--name") == 0)) {
		usage("say which cell, by its number or its name");
		return 0;
	}
	if (strcmp(argv[0], "--name") == 0) {
		return set_name(id, argv[1]) ? 2 : 0;
	}
	if (parse_number(argv[0], &number) && number >= 0 && number <= 0x7fffffff) {
		id->id = number;
		return 1;
	}
	return set_name(id, argv[0]) ? 1 : 0;
}

int parse_cell_alone(int argc, char **argv, struct jailhouse_cell_id *id)
{
	int used = parse_cell(argc, argv, id);

	return used ? expect_nothing(argc - used, argv + used) : TOOL_USAGE;
}

static bool is_option(const char *text, const char *letter, const char *word)
{
	return strcmp(text, letter) == 0 || strcmp(text, word) == 0;
}

/* Says what is wrong and returns 0. */
static int wrong_image(const char *what, const char *text)
{
	usage(what, text);
	return 0;
}

/* One image with its address; returns arguments used, 0 if they are wrong. */
static int parse_image(int argc, char **argv, struct image *image)
{
	long long address;
	int used = 1;

	memset(image, 0, sizeof(*image));
	image->source = argv[0];
	if (is_option(argv[0], "-s", "--string")) {
		if (argc < 2) {
			return wrong_image("there is no string behind %s", argv[0]);
		}
		image->is_string = true;
		image->source = argv[1];
		used = 2;
	} else if (is_option(argv[0], "-a", "--address")) {
		return wrong_image("%s has to follow an image or a string", argv[0]);
	}
	if (argc <= used || !is_option(argv[used], "-a", "--address")) {
		return used;
	}
	if (argc <= used + 1) {
		return wrong_image("there is no address behind %s", argv[used]);
	}
	if (!parse_number(argv[used + 1], &address)) {
		return wrong_image("\"%s\" is no address", argv[used + 1]);
	}
	image->address = address;
	return used + 2;
}

int parse_images(int argc, char **argv, struct image *images)
{
	int used = 0, count = 0;

	while (used < argc) {
		int step = parse_image(argc - used, argv + used, &images[count]);

		if (step == 0) {
			return -1;
		}
		used += step;
		count++;
	}
	if (!count) {
		usage("say what to load: an image, or -s and a string");
	}
	return count ? count : -1;
}
