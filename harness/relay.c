// SPDX-License-Identifier: GPL-2.0-only
/* relay SOCKET: joins standard input and output with a unix socket, for Tcl, which has none. */
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "base/files.h"

/* Pass on what is there; -1 at the end. */
static int pass(int from, int to)
{
	char block[4096];
	ssize_t n = read(from, block, sizeof(block));

	return n > 0 ? write_all(to, block, n, 60000) : -1;
}

int main(int argc, char **argv)
{
	struct problem why = { "usage: relay SOCKET" };
	int fd = argc == 2 ? socket_connect(argv[1], &why) : -1;
	struct pollfd p[2] = { { .fd = 0, .events = POLLIN }, { .fd = fd, .events = POLLIN } };

	if (fd < 0) {
		fprintf(stderr, "relay: %s\n", why.text);
		return 2;
	}
	while (poll(p, 2, -1) > 0) {
		if ((p[1].revents && pass(fd, 1) != 0) || (p[0].revents && pass(0, fd) != 0)) {
			break;
		}
	}
	return 0;
}
