// SPDX-License-Identifier: GPL-2.0-only
/* yard history and yard diff: what earlier runs left. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../results/import.h"
#include "../results/queries.h"
#include "cli.h"
#include "options.h"

/* Checkout and what its store has; prints what is wrong, then -1. */
static int open_store(struct places *places, struct database *db)
{
	struct problem why;

	if (places_find(places, &why) != 0 || results_read(db, places->results, &why) != 0) {
		return cli_fail(-1, "%s", why.text);
	}
	return 0;
}

/* What was printed may not have arrived: a full disk is told by the last of it. */
static int told(int status)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		return cli_fail(EXIT_IMPOSSIBLE, "cannot write all of the answer: %s",
				strerror(errno));
	}
	return status;
}

static const char history_help[] =
	"usage: yard history [OPTION...] [SCENARIO]\n\n"
	"Lists the runs, or how a scenario ended in each of them, newest first. Times are UTC.\n\n"
	"  -m, --machine NAME   what was played on this machine alone\n"
	"      --limit N        so many lines at most\n"
	"      --csv            the trials of all runs, oldest first, as comma-separated values\n";

static int never_played(struct database *db, const struct history *wanted)
{
	char *like = wanted->scenario ? scenario_like(db, wanted->scenario) : NULL;
	const char *what = wanted->scenario ? wanted->scenario : "a scenario";
	int ret;

	if (like && strcmp(like, what) != 0) {
		ret = cli_fail(EXIT_FAILED, "%s has never been played here; %s has", what, like);
	} else {
		ret = cli_fail(EXIT_FAILED, "%s has never been played here%s%s", what,
			       wanted->machine ? " on " : "",
			       wanted->machine ? wanted->machine : "");
	}
	free(like);
	return ret;
}

static int show_history(struct database *db, const struct history *wanted)
{
	struct problem why;
	int count = print_history(db, wanted, stdout, &why);

	if (count < 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	return count ? told(EXIT_PASSED) : never_played(db, wanted);
}

static int show_csv(struct database *db, const struct history *wanted)
{
	struct problem why;
	int rows = print_csv(db, wanted, stdout, &why);

	if (rows < 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	return rows || (!wanted->scenario && !wanted->machine) ? told(EXIT_PASSED)
							       : never_played(db, wanted);
}

int cmd_history(int argc, char **argv)
{
	struct places places = { 0 };
	struct history wanted = { 0 };
	bool csv = false;
	struct database db;
	const struct cli_option table[] = { { "csv", 0, OPTION_FLAG, .value = &csv },
					    { "machine", 'm', OPTION_TEXT,
					      .value = &wanted.machine },
					    { "limit", 0, OPTION_NUMBER, .value = &wanted.limit,
					      .least = 1, .most = INT32_MAX },
					    { 0 } };
	int ret = options_parse(table, history_help, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	wanted.scenario = argv[optind];
	if (csv && wanted.limit) {
		return cli_fail(EXIT_USAGE, "--csv prints trials, not runs: it takes no --limit");
	}
	if (argc - optind > 1) {
		return cli_fail(EXIT_USAGE, "one scenario at a time");
	}
	if (open_store(&places, &db) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	ret = csv ? show_csv(&db, &wanted) : show_history(&db, &wanted);
	database_close(&db);
	return ret;
}

int cmd_diff(int argc, char **argv)
{
	struct places places = { 0 };
	struct database db;
	struct problem why;
	char *old, *new;
	int count = -1;

	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		puts("usage: yard diff OLD-RUN [NEW-RUN]\n\n"
		     "Lists the trials on which two runs differ, in verdict, cause, or whether that is\n"
		     "known, and hints at durations that differ much; NEW-RUN is the newest if not given.\n"
		     "Exit status: 0 no difference, 1 differences, 2 usage, 3 impossible.");
		return EXIT_PASSED;
	}
	if (argc < 2 || argc > 3) {
		return cli_fail(EXIT_USAGE, "say which two runs; `yard history` lists them");
	}
	if (open_store(&places, &db) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	old = run_named(&db, argv[1], &why);
	new = old ? run_named(&db, argv[2], &why) : NULL;
	if (new) {
		count = print_difference(&db, old, new, stdout, &why);
	}
	database_close(&db);
	free(old);
	free(new);
	if (count < 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	if (count == 0) {
		puts("no difference");
	}
	return told(count ? EXIT_FAILED : EXIT_PASSED);
}
