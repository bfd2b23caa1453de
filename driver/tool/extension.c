// SPDX-License-Identifier: GPL-2.0-only
/* Programs that add commands: jailhouse-<command>-<subcommand>. */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

/* Directory of this program, with its slash; empty if unknown. */
static void own_directory(char *path, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", path, size - 1);
	char *slash;

	path[length > 0 ? length : 0] = 0;
	slash = strrchr(path, '/');
	if (slash) {
		slash[1] = 0;
	} else {
		path[0] = 0;
	}
}

static size_t count(char **argv)
{
	size_t n = 0;

	while (argv[n]) {
		n++;
	}
	return n;
}

static void try_in(const char *directory, const char *name, char **argv)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s%s", directory, name) < (int)sizeof(path)) {
		execv(path, argv);
	}
}

void extension_run(const char *command, const char *subcommand, char **argv)
{
	size_t arguments = count(argv);
	char **all = calloc(arguments + 2, sizeof(*all));
	char directory[PATH_MAX], name[128];
	int length;

	length = snprintf(name, sizeof(name), "jailhouse-%s-%s", command, subcommand);
	/* a slash would lead to any program anywhere */
	if (all && length < (int)sizeof(name) && !strchr(name, '/')) {
		all[0] = name;
		memcpy(all + 1, argv, arguments * sizeof(*all));
		own_directory(directory, sizeof(directory));
		if (directory[0]) {
			try_in(directory, name, all);
		}
		try_in(TOOL_LIBEXEC "/jailhouse/", name, all);
		execvp(name, all);
	}
	free(all);
}
