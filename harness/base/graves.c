// SPDX-License-Identifier: GPL-2.0-only
#include "graves.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void grave_add(const char *file, pid_t pid, int status)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	if (fd >= 0) {
		dprintf(fd, "%d %d\n", (int)pid, status);
		close(fd);
	}
}

int grave_find(const char *file, pid_t pid, int *status)
{
	FILE *f = fopen(file, "re");
	int found_pid, found_status;
	int ret = -1;

	while (f && fscanf(f, "%d %d", &found_pid, &found_status) == 2) {
		if (found_pid == pid) {
			*status = found_status;
			ret = 0;
		}
	}
	if (f) {
		fclose(f);
	}
	return ret;
}
