// SPDX-License-Identifier: GPL-2.0-only
#include "inside.h"

#include <archive.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/pack.h"
#include "../base/text.h"

/* bytes; what an unprivileged user may have */
#define PIPE_ROOM (1 << 20)

/* Linux unpacks one archive after the other. */
static int append_archive(int fd, const struct text *steps)
{
	struct archive *a = archive_write_new();
	const struct text none = { 0 };
	int ret = archive_write_set_format_cpio_newc(a);

	if (ret == ARCHIVE_OK) {
		ret = archive_write_open_fd(a, fd);
	}
	if (ret == ARCHIVE_OK) {
		ret = pack_add(a, "play", S_IFDIR | 0755, &none);
	}
	if (ret == ARCHIVE_OK) {
		ret = pack_add(a, "play/steps", S_IFREG | 0644, steps);
	}
	if (ret == ARCHIVE_OK) {
		ret = archive_write_close(a);
	}
	archive_write_free(a);
	return ret == ARCHIVE_OK ? 0 : -1;
}

int inside_image(const char *initrd, const char *steps, const char *target, struct problem *why)
{
	struct text script = { 0 };
	int ret = file_read(steps, &script, why);
	int fd = -1;

	if (ret == 0) {
		ret = file_copy(initrd, target, why);
	}
	if (ret == 0) {
		fd = open(target, O_WRONLY | O_APPEND | O_CLOEXEC);
		if (fd < 0 || append_archive(fd, &script) != 0) {
			ret = problem_set(why, "cannot add the steps to %s: %s", target,
					  strerror(errno));
		}
	}
	if (fd >= 0) {
		close(fd);
	}
	text_free(&script);
	return ret;
}

int inside_pipe(const char *path, struct problem *why)
{
	int fd = mkfifo(path, 0600) == 0 ? open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC) : -1;

	if (fd < 0) {
		return problem_set(why, "cannot make the pipe %s: %s", path, strerror(errno));
	}
	fcntl(fd, F_SETPIPE_SZ, PIPE_ROOM);
	return fd;
}
