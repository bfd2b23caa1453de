// SPDX-License-Identifier: GPL-2.0-only
#include "interpreter.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void set_path(const char *variable, const char *folder, const char *name)
{
	char *path = format("%s/%s", folder, name);

	setenv(variable, path, 1);
	free(path);
}

static void set_number(const char *variable, uint64_t value)
{
	char *text = format("%llu", (unsigned long long)value);

	setenv(variable, text, 1);
	free(text);
}

/* What the scripts find in their environment. */
static void describe(const struct session *s)
{
	set_path("YARD_HYPERVISOR", s->scratch, "hv.client");
	set_path("YARD_LINUX", s->scratch, "linux.client");
	set_path("YARD_CONTROL", s->scratch, "control");
	set_path("YARD_RELAY", s->places->build, "harness/relay");
	setenv("YARD_MACHINE", s->machine->name, 1);
	setenv("YARD_ARCH", s->machine->arch, 1);
	set_number("YARD_CPUS", s->machine->cpus);
	set_number("YARD_RESERVED_BASE", s->machine->reserved.base);
	set_number("YARD_RESERVED_SIZE", s->machine->reserved.size);
	setenv("YARD_RESULTS", s->results, 1);
	setenv("YARD_INSIDE", s->request.inside ? "play" : s->places->note ? "note" : "", 1);
	setenv("YARD_COUNTS", s->counts ? s->counts : "", 1);
	setenv("YARD_KERNEL", s->request.kernel, 1);
	setenv("YARD_START", state_name(s->request.start), 1);
	setenv("YARD_REACHED", state_name(s->reached), 1);
	setenv("YARD_CELL", s->request.cell ? s->request.cell : "", 1);
}

/* A story that prints for ever must not fill the disk. */
static void limit_output(void)
{
	const struct rlimit most = { PRINTED_MOST, PRINTED_MOST }, none = { 0, 0 };

	signal(SIGXFSZ, SIG_DFL);
	setrlimit(RLIMIT_FSIZE, &most);
	setrlimit(RLIMIT_CORE, &none);
}

/* In the child. */
static void become_expect(const struct session *s, const char *script, const char *argument, int in,
			  int out)
{
	char *path = format("%s/scenarios/lib/%s", s->places->top, script);
	sigset_t none;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	limit_output();
	dup2(in, 0);
	dup2(out, 1);
	dup2(out, 2);
	describe(s);
	execlp("expect", "expect", "-f", path, argument, (char *)NULL);
	dprintf(2, "expect does not start (%s): run `make setup`\n", strerror(errno));
	_exit(127);
}

pid_t interpreter_start(const struct session *s, const char *script, const char *argument, int in,
			int out, struct problem *why)
{
	pid_t pid = fork();

	if (pid == 0) {
		become_expect(s, script, argument, in, out);
	}
	return pid > 0 ? pid : problem_set(why, "cannot start expect: %s", strerror(errno));
}

bool interpreter_printed_too_much(int status)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ;
}

void interpreter_stop(pid_t pid, int *status)
{
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	waitpid(pid, status, 0);
}
