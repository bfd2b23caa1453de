// SPDX-License-Identifier: GPL-2.0-only
/* Files. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

#define FIRST_ROOM 65536
/* larger than any cell's memory that such a tool could load */
#define SIZE_LIMIT (1UL << 40)

static char *read_all(int fd, size_t *size)
{
	size_t room = FIRST_ROOM, used = 0;
	char *content = malloc(room + 1);

	while (content) {
		ssize_t bytes = read(fd, content + used, room - used);

		if (bytes < 0 && errno == EINTR) {
			continue;
		}
		if (bytes < 0) {
			break;
		}
		used += bytes;
		if (bytes == 0) {
			content[used] = 0;
			*size = used;
			return content;
		}
		if (used == room) {
			char *larger = room < SIZE_LIMIT ? realloc(content, room * 2 + 1) : NULL;

			if (!larger) {
				errno = ENOMEM;
				break;
			}
			content = larger;
			room *= 2;
		}
	}
	free(content);
	return NULL;
}

void *file_read(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), error;
	void *content;

	if (fd < 0) {
		return NULL;
	}
	content = read_all(fd, size);
	error = errno;
	close(fd);
	errno = error;
	return content;
}

void *file_read_or_complain(const char *path, size_t *size)
{
	void *content = file_read(path, size);

	if (!content) {
		fprintf(stderr, "opening %s: %s\n", path, strerror(errno));
	}
	return content;
}

bool sysfs_read(const char *path, char *line, size_t size)
{
	char full[PATH_MAX];
	size_t length;
	char *content;

	if (snprintf(full, sizeof(full), "%s/%s", tool_system.sysfs, path) >= (int)sizeof(full)) {
		return false;
	}
	content = file_read(full, &length);
	if (!content) {
		return false;
	}
	content[strcspn(content, "\n")] = 0;
	snprintf(line, size, "%s", content);
	free(content);
	return true;
}
