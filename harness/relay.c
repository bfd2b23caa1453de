// SPDX-License-Identifier: GPL-2.0-only
/* relay SOCKET: joins standard input and output with a unix socket, for Tcl, which has none. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"

/*
 * Whoever reads may be busy for seconds. What comes meanwhile is kept here: an emulator that cannot
 * get rid of a character loses it when the guest does not wait any longer.
 */
#define MOST_KEPT (256UL << 20)
/* until what is left has been read at the end */
#define LAST_WAIT_MS 60000

struct flow {
	int from, to;
	struct text kept;
};

/* Returns -1 at the end. */
static int take(struct flow *f)
{
	char block[4096];
	ssize_t n = read(f->from, block, sizeof(block));

	if (n > 0) {
		text_append(&f->kept, block, n);
	}
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)) ? 0 : -1;
}

/* As much as fits; -1 if nobody reads any more. */
static int give(struct flow *f)
{
	ssize_t n = write(f->to, f->kept.data, f->kept.len);

	if (n < 0) {
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	}
	text_consume(&f->kept, n);
	return 0;
}

static int pass(struct flow *f, const struct pollfd *from, const struct pollfd *to)
{
	if (from->revents && take(f) != 0) {
		return -1;
	}
	return f->kept.len && (to->revents || from->revents) ? give(f) : 0;
}

static void relay(struct flow flow[2])
{
	for (;;) {
		struct pollfd p[4];

		for (size_t i = 0; i < 2; i++) {
			bool room = flow[i].kept.len < MOST_KEPT;

			/* poll() leaves out what is below 0 */
			p[2 * i] =
				(struct pollfd){ .fd = room ? flow[i].from : -1, .events = POLLIN };
			p[2 * i + 1] = (struct pollfd){ .fd = flow[i].kept.len ? flow[i].to : -1,
							.events = POLLOUT };
		}
		if (poll(p, 4, -1) < 0 && errno != EINTR) {
			return;
		}
		for (size_t i = 0; i < 2; i++) {
			if (pass(&flow[i], &p[2 * i], &p[2 * i + 1]) != 0) {
				return;
			}
		}
	}
}

int main(int argc, char **argv)
{
	struct problem why = { "usage: relay SOCKET" };
	int fd = argc == 2 ? socket_connect(argv[1], &why) : -1;
	struct flow flow[2] = { { .from = fd, .to = STDOUT_FILENO },
				{ .from = STDIN_FILENO, .to = fd } };

	if (fd < 0) {
		fprintf(stderr, "relay: %s\n", why.text);
		return 2;
	}
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
	relay(flow);
	write_all(STDOUT_FILENO, flow[0].kept.data, flow[0].kept.len, LAST_WAIT_MS);
	return 0;
}
