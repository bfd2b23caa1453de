// SPDX-License-Identifier: GPL-2.0-only
/* yard machines, yard list */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "accelerator.h"
#include "cli.h"

/* Returns -1 to go on, else the exit status. */
static int only_help(int argc, char **argv, const char *help)
{
	if (argc == 1) {
		return -1;
	}
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		fputs(help, stdout);
		return EXIT_PASSED;
	}
	return cli_fail(EXIT_USAGE, "unexpected `%s`; see `%s --help`", argv[1], argv[0]);
}

static void print_kernels(const struct places *places, const struct machine *m)
{
	fputs("    kernels:", stdout);
	for (size_t i = 0; i < m->kernels.count; i++) {
		char *image = format("%s/images/%s/initrd", places->build, m->kernels.item[i]);

		printf(" %s%s", m->kernels.item[i], file_exists(image) ? "" : " (not built)");
		free(image);
	}
	puts("");
}

static void print_accelerator(const struct places *places, const struct machine *m)
{
	struct run_user user;
	struct problem reason;

	if (run_user_find(&user, places, &reason) == 0 &&
	    accelerator_choose(m, &user, places, &reason)) {
		puts("    executed by: KVM, which was seen to serve it");
	} else {
		printf("    executed by: TCG, QEMU's emulation; not by KVM, since %s\n",
		       reason.text);
	}
}

int cmd_machines(int argc, char **argv)
{
	int ret = only_help(argc, argv,
			    "usage: yard machines\n\n"
			    "Shows each machine, what it is, its kernels, what executes it, and "
			    "whether it can run on\nthis computer; if not, why, and what to do.\n");
	struct places places = { 0 };
	struct yard_files files = { 0 };

	if (ret >= 0) {
		return ret;
	}
	if (cli_load(&places, &files) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	for (size_t i = 0; i < files.machine_count; i++) {
		const struct machine *m = &files.machines[i];
		struct problem why;
		int can = machine_usable(m, &why);

		printf("%-20s %s\n", m->name, m->title);
		print_kernels(&places, m);
		print_accelerator(&places, m);
		printf("    %s%s\n",
		       can == 0 ? "can run here" : "can NOT run here: ", can == 0 ? "" : why.text);
	}
	return EXIT_PASSED;
}

static void print_words(const char *title, const struct words *w)
{
	printf("%s", title);
	for (size_t i = 0; i < w->count; i++) {
		printf(" %s", w->item[i]);
	}
}

static void print_scenario(const struct scenario *s)
{
	printf("%-20s %s\n", s->name, s->claim);
	print_words("    machines:", &s->machines);
	print_words("  kernels:", &s->kernels);
	if (s->tags.count) {
		print_words("  tags:", &s->tags);
	}
	if (s->needs.count) {
		print_words("  needs:", &s->needs);
	}
	printf("  limit: %u s\n", s->timeout);
}

int cmd_list(int argc, char **argv)
{
	int ret = only_help(argc, argv,
			    "usage: yard list\n\n"
			    "Shows each scenario: the claim that it tests, the machines and "
			    "kernels it is for, its\ntags (`yard run @TAG` plays all of a tag), "
			    "what must have been built, and its time limit;\nof one whose head is "
			    "wrong, what to write there, and then the exit status is 1.\n");
	struct places places = { 0 };
	struct yard_files files = { 0 };

	if (ret >= 0) {
		return ret;
	}
	if (cli_load(&places, &files) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	ret = EXIT_PASSED;
	for (size_t i = 0; i < files.scenario_count; i++) {
		if (files.scenarios[i].mistake) {
			printf("%-20s MISTAKE: %s\n", files.scenarios[i].name,
			       files.scenarios[i].mistake);
			ret = EXIT_FAILED;
		} else {
			print_scenario(&files.scenarios[i]);
		}
	}
	return ret;
}
