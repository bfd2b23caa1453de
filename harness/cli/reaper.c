// SPDX-License-Identifier: GPL-2.0-only
#include "reaper.h"

#include <errno.h>
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/graves.h"
#include "isolation.h"

/* How long the reaper may take to end when it was told to. */
#define REAPER_GRACE_MS 10000
/* How often the reaper looks for workers that were killed. */
#define LOOK_MS 1000
/* How often the front end does what it has to do beside. */
#define TICK_MS 1000

/* Everything that hangs below this process, by the kernel's own list. */
static unsigned int kill_children(void)
{
	struct text list = { 0 };
	struct words pids = { 0 };
	char *path = format("/proc/self/task/%d/children", (int)getpid());
	unsigned int count;

	file_read(path, &list, NULL);
	words_split(&pids, text_str(&list));
	for (size_t i = 0; i < pids.count; i++) {
		kill(atoi(pids.item[i]), SIGKILL);
	}
	count = pids.count;
	words_free(&pids);
	text_free(&list);
	free(path);
	return count;
}

/* Orphans of what was killed become our children in turn, so repeat until there are none. */
static void kill_everything(void)
{
	if (getpid() == 1) {
		kill(-1, SIGKILL);
	}
	while (true) {
		kill_children();
		if (waitpid(-1, NULL, 0) < 0 && errno == ECHILD) {
			return;
		}
	}
}

/* Take the dead away; true once @worker is among them, with its status. */
static bool bury(const char *graves, pid_t worker, int *status)
{
	bool done = false;
	int s;
	pid_t pid;

	while ((pid = waitpid(-1, &s, WNOHANG)) > 0) {
		if (pid == worker) {
			*status = WIFEXITED(s) ? WEXITSTATUS(s) : 128 + WTERMSIG(s);
			done = true;
		} else {
			grave_add(graves, pid, s);
		}
	}
	return done;
}

/* Folders of workers are named by their process ids. */
static void look_for_dead_workers(const struct places *places)
{
	char *pattern = format("%s/[0-9]*", places->scratch);
	glob_t found;

	if (!places->keep && glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++) {
			pid_t pid = atoi(strrchr(found.gl_pathv[i], '/') + 1);

			if (kill(pid, 0) != 0 && errno == ESRCH) {
				scratch_take_down(found.gl_pathv[i]);
			}
		}
		globfree(&found);
	}
	free(pattern);
}

static int open_signals(sigset_t *old)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, old);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

/* The worker ends, a signal comes, or the front end dies: then nobody holds the pipe's end. */
static int watch_over(const struct places *places, const char *graves, pid_t worker, int signals,
		      int lifeline)
{
	int status = 128 + SIGTERM;

	while (true) {
		struct pollfd p[2] = { { .fd = signals, .events = POLLIN },
				       { .fd = lifeline, .events = POLLIN } };
		struct signalfd_siginfo info;

		if (poll(p, 2, LOOK_MS) < 0 && errno != EINTR) {
			return status;
		}
		look_for_dead_workers(places);
		if (p[1].revents) {
			return status;
		}
		if (p[0].revents && read(signals, &info, sizeof(info)) == sizeof(info)) {
			if (info.ssi_signo != SIGCHLD || bury(graves, worker, &status)) {
				return status;
			}
		}
	}
}

/* The reaper's life. Does not return. */
static void reap(const struct reaper *r, bool namespaced, int lifeline, const sigset_t *old)
{
	struct problem why;
	char *graves = format("%s/graves", r->places->scratch);
	int status = 3;
	int signals;
	pid_t worker;

	setpgid(0, 0);
	if (isolate(r->places, r->user, namespaced, &why) != 0) {
		fprintf(stderr, "yard: %s\n", why.text);
		_exit(3);
	}
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	signals = open_signals(NULL);
	worker = fork();
	if (worker == 0) {
		close(lifeline);
		sigprocmask(SIG_SETMASK, old, NULL);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		exit(r->work(r->context));
	}
	if (worker > 0) {
		status = watch_over(r->places, graves, worker, signals, lifeline);
	}
	kill_everything();
	scratch_remove_socket(worker);
	_exit(status);
}

static int end_reaper(pid_t reaper, int signals)
{
	int64_t deadline = clock_ms() + REAPER_GRACE_MS;
	struct pollfd p = { .fd = signals, .events = POLLIN };
	struct signalfd_siginfo info;
	int status = 0;

	kill(reaper, SIGTERM);
	while (waitpid(reaper, &status, WNOHANG) == 0) {
		if (clock_ms() >= deadline) {
			kill(reaper, SIGKILL);
			waitpid(reaper, &status, 0);
			break;
		}
		if (poll(&p, 1, 100) > 0 && read(signals, &info, sizeof(info)) < 0) {
			break;
		}
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void relay_watched(const struct reaper *r, struct pollfd *p, int *watch)
{
	for (int i = 0; i < 2; i++) {
		if (p[i].revents && r->relay(r->context, watch[i]) != 0) {
			watch[i] = -1;
		}
	}
}

/* The front end's part: wait, pass on what is typed, take signals. */
static int attend(const struct reaper *r, pid_t reaper, int signals, int *interrupted)
{
	int watch[2] = { r->watch[0], r->watch[1] };
	struct signalfd_siginfo info;
	int64_t next = clock_ms() + TICK_MS;
	int status;

	while (true) {
		struct pollfd p[3] = { { .fd = watch[0], .events = POLLIN },
				       { .fd = watch[1], .events = POLLIN },
				       { .fd = signals, .events = POLLIN } };

		if (poll(p, 3, r->tick ? TICK_MS : -1) < 0) {
			continue;
		}
		if (r->tick && clock_ms() >= next) {
			if (r->tick(r->tick_context) != 0) {
				return end_reaper(reaper, signals);
			}
			next = clock_ms() + TICK_MS;
		}
		relay_watched(r, p, watch);
		if (!p[2].revents || read(signals, &info, sizeof(info)) != sizeof(info)) {
			continue;
		}
		if (info.ssi_signo != SIGCHLD) {
			*interrupted = info.ssi_signo;
			return end_reaper(reaper, signals);
		}
		if (waitpid(reaper, &status, WNOHANG) == reaper) {
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		}
	}
}

int reaper_run(const struct reaper *r, int *interrupted, struct problem *why)
{
	bool namespaced;
	int lifeline[2];
	sigset_t old;
	int signals;
	pid_t reaper;
	int status;

	*interrupted = 0;
	fflush(NULL);
	signals = open_signals(&old);
	if (signals < 0 || pipe(lifeline) != 0) {
		return problem_set(why, "cannot prepare the reaper: %s", strerror(errno));
	}
	namespaced = isolation_works();
	reaper = isolation_fork(namespaced);
	if (reaper == 0) {
		close(lifeline[1]);
		reap(r, namespaced, lifeline[0], &old);
	}
	close(lifeline[0]);
	if (reaper < 0) {
		status = problem_set(why, "cannot start the reaper: %s", strerror(errno));
	} else {
		status = attend(r, reaper, signals, interrupted);
	}
	close(lifeline[1]);
	close(signals);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return status;
}
