// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../machine/domain.h"
#include "../results/run_record.h"
#include "cli.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} commands[] = {
	{ "machines", cmd_machines, "the emulated machines, and whether they can run here" },
	{ "list", cmd_list, "the scenarios with their claims" },
	{ "run", cmd_run, "play scenarios" },
	{ "test", cmd_test, "play all scenarios, on all machines that can run here" },
	{ "bench", cmd_bench, "count the hypervisor's instructions for each event" },
	{ "inject", cmd_inject, "campaigns of injected faults, and what became of each" },
	{ "new-scenario", cmd_new_scenario, "begin a scenario: a file that says what to fill in" },
	{ "shell", cmd_shell, "a root shell in a machine, beside the hypervisor's console" },
	{ "symbolize", cmd_symbolize,
	  "where in the sources the register dumps of a log come from" },
	{ "report", cmd_report, "a run as an HTML page" },
	{ "history", cmd_history, "earlier runs, or how a scenario ended in them" },
	{ "diff", cmd_diff, "the trials on which two runs differ" },
	{ "gc", cmd_gc, "remove the logs of old runs" },
	{ "record", cmd_record, "play a scenario and keep it in one file" },
	{ "replay", cmd_replay, "play a recording again and compare" }
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

int cli_fail(int status, const char *fmt, ...)
{
	va_list ap;

	fputs("yard: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputs("\n", stderr);
	return status;
}

int machine_usable(const struct machine *m, struct problem *why)
{
	return machine_can_run(m, why) == 0 ? libvirt_suits(m, why) : -1;
}

/* Mistakes begin with the file, named as the user knows it. */
static void name_from_top(const struct places *places, struct yard_files *files)
{
	size_t len = strlen(places->top);

	for (size_t i = 0; i < files->scenario_count; i++) {
		char *mistake = files->scenarios[i].mistake;

		if (mistake && starts_with(mistake, places->top) && mistake[len] == '/') {
			memmove(mistake, mistake + len + 1, strlen(mistake + len));
		}
	}
}

int cli_load(struct places *places, struct yard_files *files)
{
	struct problem why;
	char *machines;
	int ret = 0;

	if (places_find(places, &why) != 0) {
		return cli_fail(-1, "%s", why.text);
	}
	/* results and messages then name paths as short as the user knows them */
	if (chdir(places->top) != 0) {
		return cli_fail(-1, "cannot enter %s", places->top);
	}
	machines = format("%s/machines", places->top);
	if (machines_load(machines, &files->machines, &files->machine_count, &why) != 0 ||
	    scenarios_load(places->scenarios, &files->scenarios, &files->scenario_count, &why) !=
		    0) {
		ret = cli_fail(-1, "%s", why.text);
	}
	selection_check_heads(files);
	name_from_top(places, files);
	free(machines);
	return ret;
}

static void print_help(FILE *out)
{
	fputs("yard drives Cellyard's emulated machines and the scenarios on them.\n\n"
	      "usage: yard COMMAND [OPTION...]\n\n",
	      out);
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		fprintf(out, "  %-13s %s\n", commands[i].name, commands[i].summary);
	}
	fputs("\n`yard COMMAND --help` explains one, `yard --version` tells the version.\n"
	      "Results are kept in results/runs/, the newest under results/latest.\n",
	      out);
}

static int print_version(void)
{
	struct places places;
	struct problem why;
	char *version;

	if (places_find(&places, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	version = checkout_version(places.top);
	printf("yard of Cellyard %s\n", version);
	free(version);
	return EXIT_PASSED;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return EXIT_PASSED;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "version") == 0) {
		return print_version();
	}
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		if (strcmp(argv[1], commands[i].name) == 0) {
			/* how getopt names who complains */
			argv[1] = format("yard %s", commands[i].name);
			return commands[i].run(argc - 1, argv + 1);
		}
	}
	return cli_fail(EXIT_USAGE, "there is no command `%s`; `yard --help` lists them", argv[1]);
}
