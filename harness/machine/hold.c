// SPDX-License-Identifier: GPL-2.0-only
#include "hold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/files.h"

/* The plugin answers from a thread of its own. */
#define ANSWER_MS 60000

int hold_open(struct hold *h, const char *socket, struct problem *why)
{
	h->listener = socket_listen(socket, why);
	return h->listener < 0 ? -1 : 0;
}

void hold_close(struct hold *h)
{
	if (h->listener >= 0) {
		close(h->listener);
	}
	if (h->fd >= 0) {
		close(h->fd);
	}
	text_free(&h->in);
	*h = (struct hold)HOLD_INIT;
}

void hold_poll_prepare(const struct hold *h, struct pollfd *p)
{
	*p = (struct pollfd){ .fd = h->fd < 0 ? h->listener : h->fd, .events = POLLIN };
}

static void take_line(struct hold *h, const char *line)
{
	unsigned long long instructions;
	char kind[16];

	if (sscanf(line, "stopped %u %llu %15s", &h->cpu, &instructions, kind) == 3) {
		h->ordered = strcmp(kind, "order") == 0;
		h->instructions = instructions;
		h->stopped = true;
	} else {
		h->answered = strcmp(line, "ok") == 0;
	}
}

static void take_lines(struct hold *h)
{
	char *end;

	while (h->in.len && (end = memchr(h->in.data, '\n', h->in.len))) {
		*end = 0;
		take_line(h, h->in.data);
		text_consume(&h->in, end - h->in.data + 1);
	}
}

void hold_poll_handle(struct hold *h, const struct pollfd *p)
{
	char block[256];
	ssize_t n;

	if (!p->revents) {
		return;
	}
	if (h->fd < 0) {
		h->fd = accept4(h->listener, NULL, NULL, SOCK_CLOEXEC);
		return;
	}
	n = read(h->fd, block, sizeof(block));
	if (n > 0) {
		text_append(&h->in, block, n);
		take_lines(h);
	} else {
		/* the emulator has ended, of which others tell */
		hold_close(h);
	}
}

int hold_order(struct hold *h, const char *order, struct problem *why)
{
	char *line = format("%s\n", order);
	int64_t deadline = clock_ms() + ANSWER_MS;
	bool sent =
		h->fd >= 0 && h->stopped && write_all(h->fd, line, strlen(line), ANSWER_MS) == 0;

	h->answered = false;
	while (sent && !h->answered && h->fd >= 0 && clock_ms() < deadline) {
		struct pollfd p;

		hold_poll_prepare(h, &p);
		poll(&p, 1, 200);
		hold_poll_handle(h, &p);
	}
	free(line);
	return h->answered
		       ? 0
		       : problem_set(why, "the machine was not held, or does not take `%s`", order);
}
