// SPDX-License-Identifier: GPL-2.0-only
/* yard machines, yard list */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../scenario/mistakes.h"
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

/* What is asked for: nothing in particular, the machine's architecture, the machine. */
enum asked { ASKED_NOTHING, ASKED_ARCH, ASKED_MACHINE, ASKED_COUNT };

static struct selection ask(enum asked asked, const struct machine *m)
{
	struct selection wanted = { .arch = asked == ASKED_ARCH ? m->arch : NULL };

	if (asked == ASKED_MACHINE) {
		words_add(&wanted.machines, m->name);
	}
	return wanted;
}

/* How many trials it plays, and why not all without being asked. */
static void print_plays(const struct yard_files *files, const struct machine *m)
{
	size_t count[ASKED_COUNT];

	for (enum asked a = ASKED_NOTHING; a < ASKED_COUNT; a++) {
		struct selection wanted = ask(a, m);

		count[a] = selection_count_all(&wanted, files, m, false);
		words_free(&wanted.machines);
	}
	printf("    trials: %zu", count[ASKED_MACHINE]);
	if (count[ASKED_NOTHING] < count[ASKED_MACHINE]) {
		printf(" by -m %s, %zu by --arch %s, %zu by `make test`: it is %s %s, which plays "
		       "what they share",
		       m->name, count[ASKED_ARCH], m->arch, count[ASKED_NOTHING],
		       m->like ? "like" : "near", m->like ? m->like : m->near);
	}
	puts("");
}

int cmd_machines(int argc, char **argv)
{
	int ret = only_help(
		argc, argv,
		"usage: yard machines\n\n"
		"Shows each machine, what it is, its kernels, what executes it, how many trials it "
		"plays, and\nwhether it can run on this computer; if not, why, and what to do. A "
		"machine that is `like:` or\n`near:` another (machine.conf) plays all trials only "
		"when asked for: --arch asks for the first\nkind, -m for both.\n");
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
		print_plays(&files, m);
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

/* Whether it is played on a machine when no less than that is asked for. */
static bool first_played(const struct yard_files *files, const struct scenario *s,
			 const struct machine *m, enum asked asked)
{
	for (enum asked a = ASKED_NOTHING; a <= asked; a++) {
		struct selection wanted = ask(a, m);
		size_t count = selection_count(&wanted, files, s, m, false);

		words_free(&wanted.machines);
		if (count) {
			return a == asked;
		}
	}
	return false;
}

/* What the words of `machines:` come to. */
static void print_played_on(const struct yard_files *files, const struct scenario *s)
{
	static const char *const titles[ASKED_COUNT] = { "    played on:", "; by --arch on:",
							 "; by -m on:" };

	for (enum asked a = ASKED_NOTHING; a < ASKED_COUNT; a++) {
		struct words names = { 0 };

		for (size_t i = 0; i < files->machine_count; i++) {
			if (first_played(files, s, &files->machines[i], a)) {
				words_add(&names, files->machines[i].name);
			}
		}
		if (names.count) {
			print_words(titles[a], &names);
		}
		words_free(&names);
	}
	puts("");
}

static void print_scenario(const struct yard_files *files, const struct scenario *s)
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
	print_played_on(files, s);
}

/* Returns how many lines of the report are about it. */
static size_t print_mistakes(const struct places *places, const struct scenario *s,
			     const char *report)
{
	size_t top = strlen(places->top), len = strlen(s->path), count = 0;
	const char *shown = starts_with(s->path, places->top) ? s->path + top + 1 : s->path;

	for (const char *line = report; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (starts_with(line, s->path) && line[len] == ':') {
			printf("%-20s MISTAKE: %s%.*s\n", s->name, shown,
			       (int)strcspn(line + len, "\n"), line + len);
			count++;
		}
	}
	return count;
}

/* All but those whose heads are wrong. */
static int find_mistakes(const struct places *places, const struct yard_files *files,
			 struct text *report, struct problem *why)
{
	struct words paths = { 0 };
	int ret;

	for (size_t i = 0; i < files->scenario_count; i++) {
		if (!files->scenarios[i].mistake) {
			words_add(&paths, files->scenarios[i].path);
		}
	}
	ret = mistakes_report(places, &paths, report, why);
	words_free(&paths);
	return ret;
}

int cmd_list(int argc, char **argv)
{
	int ret = only_help(argc, argv,
			    "usage: yard list\n\n"
			    "Shows each scenario: the claim that it tests, the machines and "
			    "kernels it is for, its\ntags (`yard run @TAG` plays all of a tag), "
			    "what must have been built, its time limit, and\nwhere it is played: "
			    "without further words, by --arch and by -m (`yard machines` says "
			    "why).\nOf one with mistakes that can be found without a machine it "
			    "shows these, and then the exit\nstatus is 1.\n");
	struct places places = { 0 };
	struct yard_files files = { 0 };
	struct text report = { 0 };
	struct problem why;

	if (ret >= 0) {
		return ret;
	}
	if (cli_load(&places, &files) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	if (find_mistakes(&places, &files, &report, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	ret = EXIT_PASSED;
	for (size_t i = 0; i < files.scenario_count; i++) {
		const struct scenario *s = &files.scenarios[i];

		if (s->mistake) {
			printf("%-20s MISTAKE: %s\n", s->name, s->mistake);
			ret = EXIT_FAILED;
		} else if (print_mistakes(&places, s, text_str(&report))) {
			ret = EXIT_FAILED;
		} else {
			print_scenario(&files, s);
		}
	}
	text_free(&report);
	return ret;
}
