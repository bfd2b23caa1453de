// SPDX-License-Identifier: GPL-2.0-only
#include "line.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"

static void close_fd(int *fd)
{
	if (*fd >= 0) {
		close(*fd);
	}
	*fd = -1;
}

static int open_records(struct line *l, const char *results, double started, time_t wall,
			struct problem *why)
{
	char *path = format("%s/%s.log", results, l->name);
	int ret = 0;

	l->file = fopen(path, "we");
	if (!l->file) {
		ret = problem_set(why, "cannot write %s: %s", path, strerror(errno));
	}
	free(path);
	path = format("%s/%s.cast", results, l->name);
	if (ret == 0) {
		ret = cast_open(&l->cast, path, l->name, started, wall, why);
	}
	free(path);
	return ret;
}

/* A machine that nobody types to has a pipe. */
static int connect_machine(const char *path, struct problem *why)
{
	struct stat st;
	int fd;

	if (stat(path, &st) != 0 || !S_ISFIFO(st.st_mode)) {
		return socket_connect(path, why);
	}
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return fd >= 0 ? fd : problem_set(why, "cannot open %s: %s", path, strerror(errno));
}

int line_open(struct line *l, const char *name, const char *machine, const char *client_socket,
	      const char *results, double started, time_t wall, struct problem *why)
{
	l->name = name;
	l->fd = l->listener = l->client = -1;
	if (open_records(l, results, started, wall, why) != 0) {
		return -1;
	}
	l->fd = connect_machine(machine, why);
	l->listener = l->fd < 0 ? -1 : socket_listen(client_socket, why);
	if (l->listener < 0) {
		return -1;
	}
	fcntl(l->fd, F_SETFL, O_NONBLOCK);
	return 0;
}

void line_close(struct line *l)
{
	close_fd(&l->fd);
	close_fd(&l->listener);
	close_fd(&l->client);
	if (l->file) {
		fclose(l->file);
	}
	l->file = NULL;
	cast_close(&l->cast);
	text_free(&l->raw);
	text_free(&l->log);
	text_free(&l->typed);
}

void line_preload(struct line *l, const char *text, size_t len)
{
	struct text shown = { 0 };

	text_append(&l->log, text, len);
	for (const char *p = text, *end = text + len, *line; p < end; p = line + 1) {
		line = memchr(p, '\n', end - p);
		/* a terminal wants to be told to go back */
		text_append(&shown, p, (line ? line : end) - p);
		text_puts(&shown, line ? "\r\n" : "");
		line = line ? line : end;
	}
	cast_add(&l->cast, clock_seconds(), 'o', text_str(&shown), shown.len);
	text_free(&shown);
	fwrite(text, 1, len, l->file);
	fflush(l->file);
}

void line_type(struct line *l, const char *data, size_t len)
{
	cast_add(&l->cast, clock_seconds(), 'i', data, len);
	text_append(&l->typed, data, len);
}

/* The client gets what it can take now; the rest when poll() says so. */
static void feed_client(struct line *l)
{
	ssize_t n;

	if (l->client < 0 || l->sent == l->raw.len) {
		return;
	}
	n = send(l->client, l->raw.data + l->sent, l->raw.len - l->sent, MSG_NOSIGNAL);
	if (n > 0) {
		l->sent += n;
	} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
		close_fd(&l->client);
	}
}

static void record(struct line *l, const char *data, size_t len)
{
	size_t before = l->log.len;

	text_append(&l->raw, data, len);
	cast_add(&l->cast, clock_seconds(), 'o', data, len);
	plain_filter(&l->plain, data, len, &l->log);
	if (l->log.len > before) {
		/* what is in the log somebody has looked at, however early this ends */
		if (l->watcher) {
			l->watcher(l->watcher_context, l->log.data + before, l->log.len - before);
		}
		fwrite(l->log.data + before, 1, l->log.len - before, l->file);
		fflush(l->file);
	}
}

static void read_machine(struct line *l)
{
	char block[4096];
	ssize_t n = read(l->fd, block, sizeof(block));

	if (n > 0) {
		record(l, block, n);
		feed_client(l);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		/* the client must see the end after the last byte */
		close_fd(&l->fd);
	}
}

static void write_machine(struct line *l)
{
	ssize_t n = send(l->fd, l->typed.data, l->typed.len, MSG_NOSIGNAL);

	if (n > 0) {
		text_consume(&l->typed, n);
	}
}

static void read_client(struct line *l)
{
	char block[4096];
	ssize_t n = read(l->client, block, sizeof(block));

	if (n > 0) {
		line_type(l, block, n);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		close_fd(&l->client);
	}
}

void line_poll_prepare(const struct line *l, struct pollfd *p)
{
	p[0] = (struct pollfd){ .fd = l->fd, .events = POLLIN | (l->typed.len ? POLLOUT : 0) };
	p[1] = (struct pollfd){ .fd = l->client < 0 ? l->listener : -1, .events = POLLIN };
	p[2] = (struct pollfd){ .fd = l->client,
				.events = POLLIN | (l->sent < l->raw.len ? POLLOUT : 0) };
}

void line_poll_handle(struct line *l, const struct pollfd *p)
{
	if (l->fd >= 0 && (p[0].revents & (POLLIN | POLLHUP | POLLERR))) {
		read_machine(l);
	}
	if (l->fd >= 0 && (p[0].revents & POLLOUT)) {
		write_machine(l);
	}
	if (p[1].revents & POLLIN) {
		l->client = accept4(l->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		l->sent = 0;
	}
	if (l->client >= 0 && (p[2].revents & (POLLIN | POLLHUP))) {
		read_client(l);
	}
	feed_client(l);
	if (l->fd < 0 && l->sent == l->raw.len) {
		close_fd(&l->client);
	}
}
