// SPDX-License-Identifier: GPL-2.0-only
#include "queries.h"

#include <stdlib.h>
#include <string.h>

#include "../base/text.h"

static const char *column(sqlite3_stmt *s, int i)
{
	const char *text = (const char *)sqlite3_column_text(s, i);

	return text ? text : "";
}

char *run_named(struct database *db, const char *name, struct problem *why)
{
	sqlite3_stmt *s =
		name ? database_prepare(db, why,
					"SELECT name FROM run WHERE substr(name, 1, "
					"length(?1)) = ?1 ORDER BY name <> ?1 LIMIT 2",
					"s", name)
		     : database_prepare(db, why, "SELECT name FROM run ORDER BY name DESC LIMIT 1",
					"");
	char *found = NULL;

	if (!s) {
		return NULL;
	}
	if (sqlite3_step(s) == SQLITE_ROW) {
		found = copy_string(column(s, 0));
	}
	if (!found) {
		problem_set(why,
			    name ? "there is no run %s; `yard history` lists them"
				 : "nothing has been played yet: %s",
			    name ? name : "`yard run tour` plays a scenario");
	} else if (name && strcmp(found, name) != 0 && sqlite3_step(s) == SQLITE_ROW) {
		problem_set(why, "several runs begin with %s; `yard history` lists them", name);
		free(found);
		found = NULL;
	}
	sqlite3_finalize(s);
	return found;
}

/* Verdicts that changed, and trials that only one of them has. */
static const char difference[] =
	"WITH old AS (SELECT t.* FROM trial AS t JOIN run ON run.id = t.run AND run.name = ?1),"
	"     new AS (SELECT t.* FROM trial AS t JOIN run ON run.id = t.run AND run.name = ?2) "
	"SELECT coalesce(new.folder, old.folder) AS folder, "
	"       coalesce(old.verdict, '-'), coalesce(new.verdict, '-'), "
	"       coalesce(new.message, '') "
	"FROM old FULL OUTER JOIN new ON old.folder = new.folder "
	"WHERE old.verdict IS NOT new.verdict ORDER BY folder";

int print_difference(struct database *db, const char *old, const char *new, FILE *out,
		     struct problem *why)
{
	sqlite3_stmt *s = database_prepare(db, why, difference, "ss", old, new);
	int count = 0;

	if (!s) {
		return -1;
	}
	for (; sqlite3_step(s) == SQLITE_ROW; count++) {
		const char *message = column(s, 3);

		fprintf(out, "%-5s -> %-5s  %s%s%.*s\n", column(s, 1), column(s, 2), column(s, 0),
			*message ? ": " : "", (int)strcspn(message, "\n"), message);
	}
	sqlite3_finalize(s);
	return count;
}

static const char all_runs[] =
	"SELECT name, sum(verdict = 'PASS'), "
	"sum(verdict IN ('FAIL', 'ERROR', 'CRASH')), sum(verdict = 'SKIP'), command "
	"FROM run JOIN trial ON trial.run = run.id GROUP BY run.id ORDER BY name DESC";

static const char trials_of[] = "SELECT run.name, folder, verdict, trial.seconds, message "
				"FROM trial JOIN run ON run.id = trial.run WHERE scenario = ? "
				"ORDER BY run.name DESC, folder";

static int print_runs(sqlite3_stmt *s, FILE *out)
{
	int count = 0;

	for (; sqlite3_step(s) == SQLITE_ROW; count++) {
		fprintf(out, "%-20s %3d passed, %d failed, %d skipped  %s\n", column(s, 0),
			sqlite3_column_int(s, 1), sqlite3_column_int(s, 2),
			sqlite3_column_int(s, 3), column(s, 4));
	}
	return count;
}

static int print_trials(sqlite3_stmt *s, FILE *out)
{
	int count = 0;

	for (; sqlite3_step(s) == SQLITE_ROW; count++) {
		const char *message = column(s, 4);

		fprintf(out, "%-20s %-5s %7.1f s  %s%s%.*s\n", column(s, 0), column(s, 2),
			sqlite3_column_double(s, 3), column(s, 1), *message ? ": " : "",
			(int)strcspn(message, "\n"), message);
	}
	return count;
}

int print_history(struct database *db, const char *scenario, FILE *out, struct problem *why)
{
	sqlite3_stmt *s = scenario ? database_prepare(db, why, trials_of, "s", scenario)
				   : database_prepare(db, why, all_runs, "");
	int count;

	if (!s) {
		return -1;
	}
	count = scenario ? print_trials(s, out) : print_runs(s, out);
	sqlite3_finalize(s);
	if (count == 0) {
		return problem_set(why, "%s has never been played here",
				   scenario ? scenario : "a scenario");
	}
	return count;
}

static void csv_field(const char *s, FILE *out)
{
	fputc('"', out);
	for (; *s; s++) {
		if (*s == '"') {
			fputc('"', out);
		}
		fputc(*s, out);
	}
	fputc('"', out);
}

int print_csv(struct database *db, FILE *out, struct problem *why)
{
	sqlite3_stmt *s = database_prepare(
		db, why,
		"SELECT run.name AS run, machine, scenario, kernel, accelerator, verdict, known, "
		"trial.seconds AS seconds, message FROM trial JOIN run ON run.id = trial.run "
		"ORDER BY run.name, folder",
		"");

	if (!s) {
		return -1;
	}
	for (int i = 0; i < sqlite3_column_count(s); i++) {
		fprintf(out, "%s%s", i ? "," : "", sqlite3_column_name(s, i));
	}
	fputs("\r\n", out);
	while (sqlite3_step(s) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(s); i++) {
			fputs(i ? "," : "", out);
			csv_field(column(s, i), out);
		}
		fputs("\r\n", out);
	}
	sqlite3_finalize(s);
	return 0;
}
