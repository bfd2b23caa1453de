// SPDX-License-Identifier: GPL-2.0-only
#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

int file_read(const char *path, struct text *out, struct problem *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char block[16384];
	ssize_t n = -1;

	if (fd >= 0) {
		while ((n = read(fd, block, sizeof(block))) > 0) {
			text_append(out, block, n);
		}
	}
	if (n < 0) {
		problem_set(why, "cannot read %s: %s", path, strerror(errno));
	}
	if (fd >= 0) {
		close(fd);
	}
	return n < 0 ? -1 : 0;
}

int file_write(const char *path, const char *content, struct problem *why)
{
	return file_write_bytes(path, content, strlen(content), why);
}

int file_write_bytes(const char *path, const void *data, size_t len, struct problem *why)
{
	char *temporary = format("%s.new%d", path, (int)getpid());
	FILE *f = fopen(temporary, "we");
	int ret = 0;

	if (!f || fwrite(data, 1, len, f) != len || fflush(f) != 0 ||
	    rename(temporary, path) != 0) {
		ret = problem_set(why, "cannot write %s: %s", path, strerror(errno));
		unlink(temporary);
	}
	if (f) {
		fclose(f);
	}
	free(temporary);
	return ret;
}

bool file_is_output(const char *path)
{
	struct stat named, output;

	return stat(path, &named) == 0 && fstat(STDOUT_FILENO, &output) == 0 &&
	       named.st_dev == output.st_dev && named.st_ino == output.st_ino;
}

/* Behind what was printed, where it is this program's own output. */
static int write_into(const char *path, const char *content, struct problem *why)
{
	bool output = file_is_output(path) && fflush(stdout) == 0;
	FILE *f = output ? fdopen(dup(STDOUT_FILENO), "w") : fopen(path, "we");
	bool written = f && fputs(content, f) >= 0 && fflush(f) == 0;
	int ret = written ? 0 : problem_set(why, "cannot write %s: %s", path, strerror(errno));

	if (f) {
		fclose(f);
	}
	return ret;
}

int file_write_named(const char *path, const char *content, struct problem *why)
{
	struct stat st;

	if (lstat(path, &st) != 0 || (S_ISREG(st.st_mode) && !file_is_output(path))) {
		return file_write(path, content, why);
	}
	if (S_ISDIR(st.st_mode)) {
		return problem_set(why, "cannot write %s: it is a folder", path);
	}
	return write_into(path, content, why);
}

static int copy_bytes(int from, int to)
{
	char block[65536];
	ssize_t n;

	while ((n = read(from, block, sizeof(block))) > 0) {
		if (write(to, block, n) != n) {
			return -1;
		}
	}
	return n < 0 ? -1 : 0;
}

int file_copy(const char *from, const char *to, struct problem *why)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int ret = 0;

	if (out < 0 || copy_bytes(in, out) != 0) {
		ret = problem_set(why, "cannot copy %s to %s: %s", from, to, strerror(errno));
	}
	if (out >= 0) {
		close(out);
	}
	if (in >= 0) {
		close(in);
	}
	return ret;
}

bool file_exists(const char *path)
{
	/* with the rights that we act with; access() looks at the user alone */
	return faccessat(AT_FDCWD, path, F_OK, AT_EACCESS) == 0;
}

int folder_make(const char *path, struct problem *why)
{
	char *copy = copy_string(path);
	int ret = 0, error = 0;

	for (char *p = strchr(copy + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = 0;
		if (mkdir(copy, 0755) != 0 && errno != EEXIST && !error) {
			error = errno;
		}
		*p = '/';
	}
	if (mkdir(copy, 0755) != 0 && errno != EEXIST) {
		/* what kept those above it from being made is the cause */
		ret = problem_set(why, "cannot create the folder %s: %s", path,
				  strerror(error ? error : errno));
	}
	free(copy);
	return ret;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st;
	(void)where;
	return kind == FTW_DP ? rmdir(path) : unlink(path);
}

int folder_remove(const char *path, struct problem *why)
{
	if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT) {
		return problem_set(why, "cannot remove %s: %s", path, strerror(errno));
	}
	return 0;
}

/* nftw hands its callback no context */
static struct {
	uid_t uid;
	gid_t gid;
} new_owner;

static int chown_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return lchown(path, new_owner.uid, new_owner.gid);
}

int folder_chown(const char *path, uid_t uid, gid_t gid, struct problem *why)
{
	new_owner.uid = uid;
	new_owner.gid = gid;
	if (nftw(path, chown_one, 16, FTW_PHYS) != 0) {
		return problem_set(why, "cannot hand %s over to user %d: %s", path, (int)uid,
				   strerror(errno));
	}
	return 0;
}

uint64_t folder_free_bytes(const char *path)
{
	struct statvfs st;

	if (statvfs(path, &st) != 0) {
		return 0;
	}
	return (uint64_t)st.f_bavail * st.f_frsize;
}

int link_replace(const char *target, const char *link, struct problem *why)
{
	char *temporary = format("%s.new%d", link, (int)getpid());
	int ret = 0;

	unlink(temporary);
	if (symlink(target, temporary) != 0 || rename(temporary, link) != 0) {
		ret = problem_set(why, "cannot make %s point to %s: %s", link, target,
				  strerror(errno));
		unlink(temporary);
	}
	free(temporary);
	return ret;
}

static int socket_address(const char *path, struct sockaddr_un *address, struct problem *why)
{
	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	if (strlen(path) >= sizeof(address->sun_path)) {
		return problem_set(why,
				   "the socket path %s is longer than the %zu bytes that a unix "
				   "socket allows: set TMPDIR to a shorter folder",
				   path, sizeof(address->sun_path) - 1);
	}
	strcpy(address->sun_path, path);
	return 0;
}

static int socket_open(const char *path, struct sockaddr_un *address, struct problem *why)
{
	if (socket_address(path, address, why) != 0) {
		return -1;
	}
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

int socket_listen(const char *path, struct problem *why)
{
	struct sockaddr_un address;
	int fd = socket_open(path, &address, why);

	if (fd < 0) {
		return -1;
	}
	unlink(path);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(fd, 4) != 0) {
		problem_set(why, "cannot listen on %s: %s", path, strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

int socket_connect(const char *path, struct problem *why)
{
	struct sockaddr_un address;
	int fd = socket_open(path, &address, why);

	if (fd < 0) {
		return -1;
	}
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		int reason = errno;

		problem_set(why, "cannot connect to %s: %s", path, strerror(errno));
		close(fd);
		errno = reason;
		return -1;
	}
	return fd;
}

int write_all(int fd, const void *data, size_t len, int timeout_ms)
{
	int64_t deadline = clock_ms() + timeout_ms;
	const char *p = data;

	while (len) {
		struct pollfd wait = { .fd = fd, .events = POLLOUT };
		ssize_t n = write(fd, p, len);

		if (n > 0) {
			p += n;
			len -= n;
		} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
			return -1;
		} else if (clock_ms() >= deadline || poll(&wait, 1, deadline - clock_ms()) < 0) {
			return -1;
		}
	}
	return 0;
}

int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

double clock_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void copy_one_missing(const char *from, const char *to, const char *name)
{
	char *source = format("%s/%s", from, name);
	char *target = format("%s/%s", to, name);
	char *partial = format("%s/.%s.%d", to, name, (int)getpid());

	if (!file_exists(target) && file_copy(source, partial, NULL) == 0) {
		rename(partial, target);
	}
	free(partial);
	free(target);
	free(source);
}

void files_copy_missing(const char *from, const char *to)
{
	DIR *dir = opendir(from);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.') {
			copy_one_missing(from, to, entry->d_name);
		}
	}
	if (dir) {
		closedir(dir);
	}
}
