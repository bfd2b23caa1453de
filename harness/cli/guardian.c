// SPDX-License-Identifier: GPL-2.0-only
#include "guardian.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What goes over the line: from the child what became of mkdtemp(), to it that it may go. */
struct made {
	int error;
	char folder[256];
};

/* Nothing but the line stays open: who reads our output waits until the last one has closed it. */
static int keep_only(int line)
{
	dup2(line, STDIN_FILENO);
	close_range(STDOUT_FILENO, ~0U, 0);
	return STDIN_FILENO;
}

/* The child's life. Does not return. */
static void guard(int line, const char *template, void (*bury)(const char *folder))
{
	struct made made = { 0 };
	sigset_t all;
	char word;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	setpgid(0, 0);
	line = keep_only(line);
	strcpy(made.folder, template);
	made.error = mkdtemp(made.folder) ? 0 : errno;
	if (made.error != 0) {
		send(line, &made, sizeof(made), MSG_NOSIGNAL);
	} else if (send(line, &made, sizeof(made), MSG_NOSIGNAL) != sizeof(made) ||
		   recv(line, &word, 1, 0) != 1) {
		if (bury) {
			bury(made.folder);
		}
	}
	_exit(0);
}

/* Without a word it sees to the folder. */
static void end(struct guardian *g)
{
	close(g->line);
	if (g->pid > 0) {
		TEMP_FAILURE_RETRY(waitpid(g->pid, NULL, 0));
	}
	g->pid = 0;
}

int guardian_make_folder(struct guardian *g, char *template, void (*bury)(const char *folder),
			 struct problem *why)
{
	struct made made = { 0 };
	int pair[2];

	if (strlen(template) >= sizeof(made.folder)) {
		return problem_set(why,
				   "the path %s would be too long: name another folder in YARD_TMP",
				   template);
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		return problem_set(why, "cannot make a socket pair: %s", strerror(errno));
	}
	g->line = pair[0];
	g->pid = fork();
	if (g->pid == 0) {
		guard(pair[1], template, bury);
	}
	close(pair[1]);
	if (g->pid < 0) {
		made.error = errno;
	} else if (TEMP_FAILURE_RETRY(recv(g->line, &made, sizeof(made), MSG_WAITALL)) !=
		   sizeof(made)) {
		made.error = EPIPE;
	}
	if (made.error != 0) {
		end(g);
		return problem_set(
			why,
			"cannot create a folder such as %s: %s; name another place in YARD_TMP",
			template, strerror(made.error));
	}
	strcpy(template, made.folder);
	return 0;
}

void guardian_dismiss(struct guardian *g)
{
	if (g->pid > 0) {
		send(g->line, "", 1, MSG_NOSIGNAL);
		end(g);
	}
}
