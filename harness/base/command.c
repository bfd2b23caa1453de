// SPDX-License-Identifier: GPL-2.0-only
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void exec_program(const char *const argv[], int out)
{
	int nothing = open("/dev/null", O_RDWR);

	dup2(nothing, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(nothing, STDERR_FILENO);
	execvp(argv[0], (char *const *)argv);
	_exit(127);
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
