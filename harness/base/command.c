// SPDX-License-Identifier: GPL-2.0-only
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* as shells say it */
#define NOT_EXECUTED 127

static void exec_program(const char *const argv[], int out)
{
	int nothing = open("/dev/null", O_RDWR);

	dup2(nothing, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(nothing, STDERR_FILENO);
	execvp(argv[0], (char *const *)argv);
	_exit(NOT_EXECUTED);
}

static int read_all(int from, struct text *out)
{
	char block[4096];
	ssize_t n;

	while ((n = read(from, block, sizeof(block))) > 0 || (n < 0 && errno == EINTR)) {
		if (n > 0) {
			text_append(out, block, n);
		}
	}
	return n < 0 ? -1 : 0;
}

int command_run(const char *const argv[], struct text *out, struct problem *why)
{
	int channel[2], status = 0;
	pid_t child;

	if (pipe2(channel, O_CLOEXEC) != 0) {
		return problem_set(why, "no pipe for %s: %s", argv[0], strerror(errno));
	}
	child = fork();
	if (child == 0) {
		exec_program(argv, channel[1]);
	}
	close(channel[1]);
	if (child > 0) {
		read_all(channel[0], out);
		waitpid(child, &status, 0);
	}
	close(channel[0]);
	if (child < 0) {
		return problem_set(why, "cannot start %s: %s", argv[0], strerror(errno));
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_EXECUTED) {
		return problem_set(
			why, "%s is not installed: `make setup` installs what is missing", argv[0]);
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		return problem_set(why, "%s ended with status %d", argv[0],
				   WIFEXITED(status) ? WEXITSTATUS(status)
						     : 128 + WTERMSIG(status));
	}
	return 0;
}

int hash_files(const struct words *files, struct text *out, struct problem *why)
{
	const char **argv = calloc(files->count + 3, sizeof(*argv));
	int ret;

	argv[0] = "sha256sum";
	argv[1] = "--";
	for (size_t i = 0; i < files->count; i++) {
		argv[2 + i] = files->item[i];
	}
	ret = files->count ? command_run(argv, out, why) : 0;
	free(argv);
	return ret;
}

/* The child's sentence comes through a pipe; none means success. */
static int listen_to_child(int from, int timeout_ms, const char *what, struct problem *why)
{
	struct pollfd p = { .fd = from, .events = POLLIN };
	ssize_t n;

	if (poll(&p, 1, timeout_ms) <= 0) {
		return problem_set(why, "%s does not end within %d s", what, timeout_ms / 1000);
	}
	n = read(from, why->text, sizeof(why->text) - 1);
	why->text[n > 0 ? n : 0] = 0;
	return n == 0 ? 0 : -1;
}

static void be_child(child_work *work, void *context, int to)
{
	struct problem found = { "" };
	ssize_t written;

	if (work(context, &found) != 0) {
		written = write(to, found.text, strlen(found.text));
		(void)written;
	}
	_exit(0);
}

int child_try(child_work *work, void *context, int timeout_ms, const char *what,
	      struct problem *why)
{
	int channel[2], status = 0, ret;
	pid_t child;

	if (pipe2(channel, O_CLOEXEC) != 0) {
		return problem_set(why, "no pipe: %s", strerror(errno));
	}
	fflush(NULL);
	child = fork();
	if (child == 0) {
		be_child(work, context, channel[1]);
	}
	close(channel[1]);
	ret = child < 0 ? problem_set(why, "no process: %s", strerror(errno))
			: listen_to_child(channel[0], timeout_ms, what, why);
	close(channel[0]);
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
	}
	if (ret == 0 && WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL) {
		ret = problem_set(why, "%s died of signal %d", what, WTERMSIG(status));
	}
	return ret;
}
