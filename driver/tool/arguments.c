// SPDX-License-Identifier: GPL-2.0-only
/* Arguments of the commands. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

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
	if (*name == 0 || strlen(name) > JAILHOUSE_CELL_ID_NAMELEN) {
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
	if (argc < 1) {
		return 0;
	}
	if (strcmp(argv[0], "--name") == 0) {
		return argc > 1 && set_name(id, argv[1]) ? 2 : 0;
	}
	if (parse_number(argv[0], &number) && number >= 0 && number <= 0x7fffffff) {
		id->id = number;
		return 1;
	}
	return set_name(id, argv[0]) ? 1 : 0;
}

/* One image with its address; returns arguments used, 0 if they are wrong. */
static int parse_image(int argc, char **argv, struct image *image)
{
	long long address;
	int used = 1;

	memset(image, 0, sizeof(*image));
	image->source = argv[0];
	if (strcmp(argv[0], "-s") == 0 || strcmp(argv[0], "--string") == 0) {
		if (argc < 2) {
			return 0;
		}
		image->is_string = true;
		image->source = argv[1];
		used = 2;
	} else if (strcmp(argv[0], "-a") == 0 || strcmp(argv[0], "--address") == 0) {
		return 0;
	}
	if (argc <= used ||
	    (strcmp(argv[used], "-a") != 0 && strcmp(argv[used], "--address") != 0)) {
		return used;
	}
	if (argc <= used + 1 || !parse_number(argv[used + 1], &address)) {
		return 0;
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
	return count ? count : -1;
}
