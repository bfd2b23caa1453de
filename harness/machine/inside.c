// SPDX-License-Identifier: GPL-2.0-only
#include "inside.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/text.h"

/* bytes; what an unprivileged user may have */
#define PIPE_ROOM (1 << 20)

static int put_entry(struct archive *a, const char *path, mode_t mode, const struct text *content)
{
	struct archive_entry *entry = archive_entry_new();
	int ret;

	archive_entry_set_pathname(entry, path);
	archive_entry_set_mode(entry, mode);
	archive_entry_set_nlink(entry, 1);
	archive_entry_set_size(entry, content->len);
	ret = archive_write_header(a, entry);
	if (ret == ARCHIVE_OK && content->len &&
	    archive_write_data(a, content->data, content->len) != (la_ssize_t)content->len) {
		ret = ARCHIVE_FATAL;
	}
	archive_entry_free(entry);
	return ret;
}

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
		ret = put_entry(a, "play", S_IFDIR | 0755, &none);
	}
	if (ret == ARCHIVE_OK) {
		ret = put_entry(a, "play/steps", S_IFREG | 0644, steps);
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
