// SPDX-License-Identifier: GPL-2.0-only
/* jailhouse console */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

static bool write_all(const char *text, size_t size)
{
	while (size) {
		ssize_t bytes = write(STDOUT_FILENO, text, size);

		if (bytes < 0 && errno == EINTR) {
			continue;
		}
		if (bytes < 0) {
			perror("write(standard output)");
			return false;
		}
		text += bytes;
		size -= bytes;
	}
	return true;
}

/* The bare error says nothing to whoever asks too early or is not allowed to. */
static void complain(int error)
{
	fprintf(stderr, "read(console): %s\n", strerror(error));
	if (error == EAGAIN) {
		fprintf(stderr,
			"The hypervisor is not enabled and nothing is left of an earlier console: run "
			"jailhouse enable first.\n");
	} else if (error == EPERM) {
		fprintf(stderr, "This system configuration keeps the console from Linux: add "
				"JAILHOUSE_SYS_VIRTUAL_DEBUG_CONSOLE to its flags.\n");
	}
}

static int copy(int fd)
{
	char buffer[4096];

	for (;;) {
		ssize_t bytes = read(fd, buffer, sizeof(buffer));

		if (bytes == 0) {
			return TOOL_OK;
		}
		if (bytes < 0 && errno == EINTR) {
			continue;
		}
		if (bytes < 0) {
			complain(errno);
			return TOOL_ERROR;
		}
		if (!write_all(buffer, bytes)) {
			return TOOL_ERROR;
		}
	}
}

int cmd_console(int argc, char **argv)
{
	bool follow = argc > 0 && (strcmp(argv[0], "-f") == 0 || strcmp(argv[0], "--follow") == 0);
	int fd, status;

	if (argc != follow) {
		return expect_nothing(argc - follow, argv + follow);
	}
	fd = device_open(follow ? O_RDONLY : O_RDONLY | O_NONBLOCK);
	if (fd < 0) {
		return TOOL_ERROR;
	}
	status = copy(fd);
	close(fd);
	return status;
}
