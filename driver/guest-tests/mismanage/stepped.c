// SPDX-License-Identifier: GPL-2.0-only
/* The `jailhouse` command, killed at every system call, in the order of stops.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mismanage.h"
#include "stops.h"

#define MOST_WORDS 6
#define NO_TOOL	   125

struct command {
	const char *words[MOST_WORDS];
	/** What has to be there: how many of create, load and start; or the hypervisor. */
	unsigned int steps;
	bool enabled;
};

static char path_of_cell[256], path_of_system[512];

static const struct command cell_commands[] = {
	{ { "jailhouse", "cell", "create", path_of_cell }, 0, false },
	{ { "jailhouse", "cell", "load", "tick-2", "/inmates/fault.bin" }, 1, false },
	{ { "jailhouse", "cell", "start", "tick-2" }, 2, false },
	{ { "jailhouse", "cell", "shutdown", "tick-2" }, 3, false },
	{ { "jailhouse", "cell", "destroy", "tick-2" }, 3, false },
	{ { "jailhouse", "cell", "list" }, 1, false },
	{ { "jailhouse", "hypervisor", "check" }, 1, false },
};
#define CELL_COMMANDS (sizeof(cell_commands) / sizeof(cell_commands[0]))

static const struct command start_commands[] = {
	{ { "jailhouse", "enable", path_of_system }, 0, false },
	{ { "jailhouse", "disable" }, 0, true },
};
#define START_COMMANDS (sizeof(start_commands) / sizeof(start_commands[0]))

static void run_tool(const struct command *command)
{
	char *words[MOST_WORDS + 1] = { 0 };
	int fd = open("/dev/null", O_RDWR);

	for (unsigned int n = 0; n < MOST_WORDS; n++) {
		words[n] = (char *)command->words[n];
	}
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	execvp(words[0], words);
	_exit(NO_TOOL);
}

/* What was stopped by anything but a system call gets its signal. */
static int signal_of(int status)
{
	int signal = WSTOPSIG(status);

	return signal == (SIGTRAP | 0x80) || signal == SIGTRAP ? 0 : signal;
}

/*
 * Kill the tool where it stops for the @last time; each system call stops it when it begins and
 * when it ends. Returns the number of stops, fewer if it came to its end.
 */
static unsigned int run_until(const struct command *command, unsigned int last)
{
	unsigned int stops = 0;
	int status;
	pid_t tool = fork();

	if (tool == 0) {
		run_tool(command);
	}
	if (waitpid(tool, &status, 0) != tool || !WIFSTOPPED(status)) {
		broken("the tool cannot be stepped: %d", errno);
	}
	ptrace(PTRACE_SETOPTIONS, tool, NULL, (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL));
	ptrace(PTRACE_SYSCALL, tool, NULL, NULL);
	while (waitpid(tool, &status, 0) == tool && WIFSTOPPED(status)) {
		stops += WSTOPSIG(status) == (SIGTRAP | 0x80);
		if (stops == last) {
			kill(tool, SIGKILL);
			waitpid(tool, &status, 0);
			return stops;
		}
		ptrace(PTRACE_SYSCALL, tool, NULL, (void *)(uintptr_t)signal_of(status));
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == NO_TOOL) {
		broken("there is no tool");
	}
	return stops;
}

static void prepare(const struct command *command)
{
	int err = command->enabled ? enable_from(system_config) : 0;

	err = err || command->steps < 1 ? err : create(0);
	err = err || command->steps < 2 ? err : load(0);
	err = err || command->steps < 3 ? err : start(0);
	if (err) {
		broken("what comes before the command is refused: %d", err);
	}
}

static void say_command(const struct command *command)
{
	for (unsigned int n = 0; n < MOST_WORDS && command->words[n]; n++) {
		printf("%s%s", n ? " " : "", command->words[n]);
	}
}

/* Commands take turns; each turn is another stop, until there are no more, and begins anew. */
static void step_through(const struct command *commands, unsigned int count, void (*clean_up)(void))
{
	const unsigned int number = trial_index % count;
	const struct command *command = &commands[number];
	const char *machine = strrchr(folder, '/');
	unsigned int all, last;

	snprintf(path_of_cell, sizeof(path_of_cell), "%s/tick-2.cell", folder);
	snprintf(path_of_system, sizeof(path_of_system), "%s%s.cell", folder, machine);
	prepare(command);
	all = run_until(command, 0);
	clean_up();
	if (!all) {
		broken("the tool made no system call");
	}
	last = stop_of_turn(trial_index / count, all, offset_of_stops(seed, machine, number));
	say_command(command);
	printf(", killed at stop %u of %u", last, all);
	fflush(stdout);
	prepare(command);
	run_until(command, last);
	clean_up();
}

static int try_stepped(void)
{
	step_through(cell_commands, CELL_COMMANDS, clean_up_cells);
	expect_life();
	return 0;
}

static int try_starting(void)
{
	step_through(start_commands, START_COMMANDS, clean_up_start);
	return 0;
}

const struct surface stepped_surfaces[] = {
	{ "stepped", GROUP_LIVE, try_stepped, NULL },
	{ "starting", GROUP_START, try_starting, NULL },
	{ 0 },
};
