// SPDX-License-Identifier: GPL-2.0-only
/* The relay between consoles and Tcl. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/text.h"

#define SIZE 1000000

static char folder[] = "/tmp/yard-relay-XXXXXX";
static int console, output; /* the emulator's end, and Tcl's */
static pid_t pid;

static void start(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *build = getenv("B");
	char *program = format("%s/harness/relay", build ? build : "build");
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), ends[2], input[2];

	cr_assert(mkdtemp(folder));
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket", folder);
	cr_assert(bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0 &&
		  listen(listener, 1) == 0 && pipe2(ends, O_CLOEXEC) == 0 &&
		  pipe2(input, O_CLOEXEC) == 0);
	pid = fork();
	if (pid == 0) {
		dup2(input[0], 0);
		dup2(ends[1], 1);
		execl(program, "relay", address.sun_path, NULL);
		_exit(127);
	}
	console = accept(listener, NULL, NULL);
	cr_assert(console >= 0);
	close(listener);
	close(ends[1]);
	output = ends[0];
	free(program);
}

static void end(void)
{
	char *path = format("%s/socket", folder);

	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	unlink(path);
	rmdir(folder);
	free(path);
}

/* So an emulator writes: one character, which it keeps for a while if there is no room. */
static bool put(char c)
{
	struct pollfd room = { .fd = console, .events = POLLOUT };

	return poll(&room, 1, 20000) == 1 && send(console, &c, 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1;
}

Test(relay, takes_what_comes_while_nobody_reads, .init = start, .fini = end)
{
	static char found[SIZE + 1];
	size_t len = 0;
	ssize_t n;

	for (size_t i = 0; i < SIZE; i++) {
		cr_assert(put('a' + i % 23), "byte %zu: %s", i, strerror(errno));
	}
	/* the emulator is gone before the first byte is read */
	close(console);
	while ((n = read(output, found + len, sizeof(found) - len)) > 0) {
		len += n;
	}
	cr_assert_eq(len, SIZE);
	for (size_t i = 0; i < SIZE; i++) {
		cr_assert_eq(found[i], 'a' + (char)(i % 23), "byte %zu", i);
	}
}
