// SPDX-License-Identifier: GPL-2.0-only
#include "host_campaign.h"

#include <errno.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/hash.h"
#include "../results/outcome.h"
#include "campaign_run.h"

#define EXIT_INTERRUPTED 130
#define TRIAL		 "host/config"

static char *program_of(const struct places *places)
{
	return format("%s/faultinject/config", places->build);
}

static void add_number(struct words *argv, const char *option, uint64_t value)
{
	char *text = format("%llu", (unsigned long long)value);

	words_add(argv, option);
	words_add(argv, text);
	free(text);
}

static void add_path(struct words *argv, const char *option, const char *folder, const char *name)
{
	char *path = format("%s/%s", folder, name);

	words_add(argv, option);
	words_add(argv, path);
	free(path);
}

/* Returns only if it cannot be. */
static int become(struct words *argv)
{
	argv->item = realloc(argv->item, (argv->count + 1) * sizeof(*argv->item));
	argv->item[argv->count] = NULL;
	execv(argv->item[0], argv->item);
	return cli_fail(EXIT_IMPOSSIBLE, "%s: %s; `make all` builds it", argv->item[0],
			strerror(errno));
}

static void begin_command(struct words *argv, const struct places *places, const struct campaign *c)
{
	char *name = program_of(places);

	words_add(argv, name);
	words_add(argv, "--build");
	words_add(argv, places->build);
	add_number(argv, "--seed", c->seed);
	free(name);
}

/* ---- one trial: shown, and no run ---- */

static int show_trial(const struct campaign *c, bool minimize)
{
	struct places places = { 0 };
	struct words argv = { 0 };
	struct problem why;

	if (places_find(&places, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	begin_command(&argv, &places, c);
	add_number(&argv, "--only", c->only);
	if (minimize) {
		words_add(&argv, "--minimize");
	}
	return become(&argv);
}

/* ---- a campaign ---- */

/* The program has both checkers in it; what it mutates was built. */
static int describe(const struct campaign_run *r, const void *context, struct text *out,
		    struct problem *why)
{
	char *pattern = format("%s/machines/*/*.cell", r->places.build);
	struct words programs = { 0 }, files = { 0 };
	struct text hashes = { 0 };
	char hash[HASH_TEXT], *path = program_of(&r->places);
	glob_t found;
	int ret;

	(void)context;
	words_add(&programs, path);
	ret = tried_add_files(&programs, "", out, why);
	if (ret == 0 && glob(pattern, 0, NULL, &found) == 0) {
		for (size_t n = 0; n < found.gl_pathc; n++) {
			words_add(&files, found.gl_pathv[n]);
		}
		globfree(&found);
		ret = tried_add_files(&files, "", &hashes, why);
		hash_text(text_str(&hashes), hashes.len, hash);
		text_printf(out, "configurations\t%s\n", hash);
	}
	text_free(&hashes);
	words_free(&files);
	words_free(&programs);
	free(path);
	free(pattern);
	return ret;
}

static volatile pid_t program;

/* Who interrupts this command alone means the program; Ctrl-C reaches it twice then, which does no harm. */
static void pass_on(int signal)
{
	if (program > 0) {
		kill(program, signal);
	}
}

/* Returns its exit status; when it is interrupted it comes to its end by itself. */
static int run_program(struct words *argv)
{
	struct sigaction action = { .sa_handler = pass_on }, before[2];
	int status = 0;

	sigaction(SIGINT, &action, &before[0]);
	sigaction(SIGTERM, &action, &before[1]);
	fflush(stdout);
	program = fork();
	if (program == 0) {
		sigaction(SIGINT, &before[0], NULL);
		sigaction(SIGTERM, &before[1], NULL);
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		exit(become(argv));
	}
	if (program < 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "cannot start a process: %s", strerror(errno));
	}
	while (waitpid(program, &status, 0) < 0 && errno == EINTR) {
	}
	program = 0;
	sigaction(SIGINT, &before[0], NULL);
	sigaction(SIGTERM, &before[1], NULL);
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_IMPOSSIBLE;
}

/* The campaign as the one trial of its run. */
static int keep_outcome(const struct campaign_run *r, const struct tries *tries, bool interrupted,
			struct problem *why)
{
	struct outcome o = {
		.trial = { .machine = "host",
			   .scenario = "config",
			   .kernel = "-",
			   .folder = TRIAL },
		.seconds = clock_seconds() - r->begun,
	};
	char *folder = format("%s/" TRIAL, r->places.run);
	char *message =
		format("%llu trials, %zu of them defects%s", (unsigned long long)tries->count,
		       tries->defects.count, interrupted ? "; it was interrupted" : "");
	int ret;

	outcome_set(&o,
		    tries->defects.count ? VERDICT_FAIL
		    : interrupted	 ? VERDICT_SKIP
					 : VERDICT_PASS,
		    message);
	ret = folder_make(folder, why) == 0 ? outcome_save(&o, r->places.run, why) : -1;
	outcome_free(&o);
	free(message);
	free(folder);
	return ret;
}

/* The run has the summary that the program has left in the campaign's folder, and its table. */
static int keep_summary(struct campaign_run *r, bool interrupted)
{
	char *path = format("%s/summary.tsv", r->folder);
	struct text summary = { 0 }, table = { 0 };
	struct tries tries = { .count = 0 };
	struct problem why;
	int ret = file_read(path, &summary, &why);

	ret = ret == 0 ? tries_merge(&tries, text_str(&summary), &why) : ret;
	ret = ret == 0 ? keep_outcome(r, &tries, interrupted, &why) : ret;
	if (ret == 0) {
		tries_render(&tries, &table);
		campaign_run_keep(r, "table.txt", &table);
		campaign_run_keep(r, "summary.tsv", &summary);
		campaign_run_end(r, interrupted);
	}
	tries_free(&tries);
	text_free(&table);
	text_free(&summary);
	free(path);
	return ret == 0 ? 0 : cli_fail(-1, "%s", why.text);
}

static int play(struct campaign_run *r, const struct campaign *c)
{
	struct words argv = { 0 };
	int ret;

	begin_command(&argv, &r->places, c);
	add_number(&argv, "--first", c->first);
	if (c->has_count) {
		add_number(&argv, "--count", c->count);
	}
	words_add(&argv, "--version");
	words_add(&argv, r->record.version);
	add_path(&argv, "--state", r->folder, "state");
	add_path(&argv, "--outcomes", r->folder, "summary.tsv");
	ret = run_program(&argv);
	words_free(&argv);
	if ((ret == EXIT_PASSED || ret == EXIT_FAILED || ret == EXIT_INTERRUPTED) &&
	    keep_summary(r, ret == EXIT_INTERRUPTED) != 0) {
		ret = EXIT_IMPOSSIBLE;
	}
	return ret;
}

static int add_to_plan(struct campaign_run *r, struct problem *why)
{
	if (!words_have(&r->record.plan, TRIAL)) {
		words_add(&r->record.plan, TRIAL);
	}
	return run_record_save(&r->record, r->places.run, why);
}

/* Pieces have folders of their own. */
static char *folder_of(const struct places *places, const struct campaign *c)
{
	char *first =
		c->first ? format("-from-%llu", (unsigned long long)c->first) : copy_string("");
	char *folder = format("%s/inject/config-host-%llu%s", places->build,
			      (unsigned long long)c->seed, first);

	free(first);
	return folder;
}

/* One that came to its end is done once more, as a run of its own. */
static void forget_ended(const char *folder)
{
	char *state = format("%s/state", folder), *note = format("%s/run", folder);

	if (!file_exists(state)) {
		unlink(note);
	}
	free(state);
	free(note);
}

int host_campaign_play(const struct campaign *c, bool minimize)
{
	struct campaign_run run = { .resumed = false };
	struct problem why;
	int ret;

	if (c->has_only) {
		return show_trial(c, minimize);
	}
	if (cli_load(&run.places, &run.files) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	run.folder = folder_of(&run.places, c);
	if (campaign_run_claim(&run, &why) != 0) {
		ret = cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
		campaign_run_free(&run);
		return ret;
	}
	forget_ended(run.folder);
	if (campaign_run_begin(&run, c, describe, NULL, &why) == 0 &&
	    add_to_plan(&run, &why) == 0) {
		ret = play(&run, c);
	} else {
		ret = cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	campaign_run_free(&run);
	return ret;
}
