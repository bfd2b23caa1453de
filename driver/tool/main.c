// SPDX-License-Identifier: GPL-2.0-only
/* The jailhouse command: what there is, and which part does it. */

#include <stdio.h>
#include <string.h>

#include "config_check.h"
#include "tool.h"

struct command {
	/** "cell" in "cell list"; the whole name if subword is NULL. */
	const char *word;
	const char *subword;
	const char *arguments;
	const char *help;
	/** NULL: only an extension provides it. */
	int (*run)(int argc, char **argv);
};

#define CELL "{ ID | [--name] NAME }"

static int run_config_check(int argc, char **argv)
{
	/* it wants its own name in front */
	return cmd_config_check(argc + 1, argv - 1);
}

static const struct command commands[] = {
	{ "enable", NULL, "SYSCONFIG",
	  "Put the hypervisor under this Linux, which becomes the root cell.", cmd_enable },
	{ "disable", NULL, "", "Destroy all cells and take the hypervisor away.", cmd_disable },
	{ "console", NULL, "[-f | --follow]",
	  "Print the hypervisor's console; with -f go on as it grows.", cmd_console },
	{ "hypervisor", "check", "",
	  "Compare the running hypervisor's code and read-only data with what was started, and on\n"
	  "      each CPU what protects others from its cell (VMCB, registers of EL2) with what\n"
	  "      was set up.",
	  cmd_hypervisor_check },
	{ "cell", "create", "CELLCONFIG", "Create a cell; it gets its CPUs, memory and devices.",
	  cmd_cell_create },
	{ "cell", "list", "", "List all cells with their states and CPUs.", cmd_cell_list },
	{ "cell", "load",
	  CELL " { IMAGE | { -s | --string } \"STRING\" }\n"
	       "                  [-a | --address ADDRESS] ...",
	  "Stop a cell and copy images or strings to guest-physical addresses (default 0).",
	  cmd_cell_load },
	{ "cell", "start", CELL, "Start a loaded cell.", cmd_cell_start },
	{ "cell", "shutdown", CELL, "Stop a cell; it may refuse.", cmd_cell_shutdown },
	{ "cell", "destroy", CELL, "Stop a cell and give back what it had; it may refuse.",
	  cmd_cell_destroy },
	{ "cell", "linux", "CELLCONFIG KERNEL ...", "Run Linux in a cell.", NULL },
	{ "cell", "stats",
	  CELL " [-b | --batch]\n"
	       "                  [-n | --count COUNT] [-i | --interval SECONDS]",
	  "Show why a cell's CPUs enter the hypervisor; --batch prints\n"
	  "      \"counter total per-second\" lines COUNT times (default 1).",
	  cmd_cell_stats },
	{ "config", "create", "FILE ...", "Write a system configuration for this machine.", NULL },
	{ "config", "collect", "FILE.TAR", "Collect what \"config create\" needs.", NULL },
	{ "config", "check", "[--strict] [--json | --sarif] SYSCONFIG [CELLCONFIG ...]",
	  "Find the mistakes in configurations without enabling.", run_config_check },
	{ "hardware", "check", "", "Check whether this machine is suitable.", NULL },
};

#define NUM_COMMANDS (sizeof(commands) / sizeof(commands[0]))

/* Help on what is not here would be a promise. */
static void print_absence(const struct command *command)
{
	if (!command->run) {
		printf("      (not part of this release: an extension, jailhouse-%s-%s, can add it)\n",
		       command->word, command->subword);
	}
}

static void print_command(const struct command *command)
{
	printf("   %s%s%s%s%s\n      %s\n", command->word, command->subword ? " " : "",
	       command->subword ? command->subword : "", *command->arguments ? " " : "",
	       command->arguments, command->help);
	print_absence(command);
}

static void print_usage(void)
{
	size_t n;

	printf("Usage: jailhouse { COMMAND | --help | --version }\n\n"
	       "Manage the Jailhouse hypervisor and its cells. COMMAND --help says more.\n\n"
	       "Commands:\n");
	for (n = 0; n < NUM_COMMANDS; n++) {
		print_command(&commands[n]);
	}
}

static void print_command_usage(const struct command *command)
{
	printf("Usage: jailhouse %s%s%s%s%s\n\n      %s\n", command->word,
	       command->subword ? " " : "", command->subword ? command->subword : "",
	       *command->arguments ? " " : "", command->arguments, command->help);
	print_absence(command);
}

/* All commands that begin with this word; false if there are none. */
static bool print_group_usage(const char *word)
{
	bool found = false;
	size_t n;

	for (n = 0; n < NUM_COMMANDS; n++) {
		if (strcmp(commands[n].word, word) == 0) {
			if (!found) {
				printf("Commands of jailhouse %s:\n", word);
			}
			found = true;
			print_command(&commands[n]);
		}
	}
	return found;
}

static const struct command *find(const char *word, const char *subword)
{
	size_t n;

	for (n = 0; n < NUM_COMMANDS; n++) {
		const struct command *command = &commands[n];

		if (strcmp(command->word, word) == 0 &&
		    (!command->subword || (subword && strcmp(command->subword, subword) == 0))) {
			return command;
		}
	}
	return NULL;
}

static int run(const struct command *command, int argc, char **argv)
{
	int status;

	if (!command->run) {
		extension_run(command->word, command->subword, argv);
		if (argc > 0 && is_help(argv[0])) {
			print_command_usage(command);
			return TOOL_OK;
		}
		fprintf(stderr,
			"jailhouse: this version does not have \"%s %s\", and there is no extension "
			"program jailhouse-%s-%s\n",
			command->word, command->subword, command->word, command->subword);
		return TOOL_ERROR;
	}
	if (argc > 0 && is_help(argv[0]) && command->run != run_config_check) {
		print_command_usage(command);
		return TOOL_OK;
	}
	status = command->run(argc, argv);
	if (status == TOOL_USAGE) {
		print_command_usage(command);
		return TOOL_ERROR;
	}
	return status;
}

/* What none of our commands, and no extension, begins with. */
static void complain(int argc, char **argv)
{
	if (argc > 2) {
		fprintf(stderr, "jailhouse: there is no command \"%s %s\"\n\n", argv[1], argv[2]);
	} else {
		fprintf(stderr, "jailhouse: \"%s\" alone is no command\n\n", argv[1]);
	}
}

int main(int argc, char **argv)
{
	const struct command *command;

	if (argc < 2) {
		print_usage();
		return TOOL_ERROR;
	}
	if (is_help(argv[1])) {
		print_usage();
		return TOOL_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("Jailhouse management tool %s\n", TOOL_VERSION);
		return TOOL_OK;
	}
	command = find(argv[1], argc > 2 ? argv[2] : NULL);
	if (command) {
		int words = command->subword ? 3 : 2;

		return run(command, argc - words, argv + words);
	}
	if (argc > 2 && is_help(argv[2]) && print_group_usage(argv[1])) {
		return TOOL_OK;
	}
	if (argc > 2) {
		extension_run(argv[1], argv[2], argv + 3);
	}
	complain(argc, argv);
	if (!print_group_usage(argv[1])) {
		print_usage();
	}
	return TOOL_ERROR;
}
