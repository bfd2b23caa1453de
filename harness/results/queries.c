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
		     : database_prepare(db, why,
					"SELECT name FROM run ORDER BY name COLLATE as_played "
					"DESC LIMIT 1",
					"");
	char *found = NULL;
	int more = s ? database_step(db, s, why) : -1;

	if (more > 0) {
		found = copy_string(column(s, 0));
		more = database_step(db, s, why);
	} else if (more == 0) {
		problem_set(why,
			    name ? "there is no run %s; `yard history` lists them"
				 : "nothing has been played yet: %s",
			    name ? name : "`yard run tour` plays a scenario");
	}
	if (found && more > 0 && strcmp(found, name) == 0) {
		more = 0;
	} else if (found && more > 0) {
		problem_set(why, "several runs begin with %s; `yard history` lists them", name);
	}
	sqlite3_finalize(s);
	if (more) {
		free(found);
		return NULL;
	}
	return found;
}

int run_before(struct database *db, const char *run, char **before, struct problem *why)
{
	sqlite3_stmt *s = database_prepare(
		db, why,
		"SELECT old.name FROM run AS new CROSS JOIN run AS old CROSS JOIN trial AS b "
		"CROSS JOIN trial AS a WHERE new.name = ?1 AND b.run = new.id AND a.run = old.id "
		"AND a.folder = b.folder AND old.seconds IS NOT NULL AND NOT old.interrupted "
		"AND old.name < ?1 COLLATE as_played "
		"GROUP BY old.id ORDER BY count(*) DESC, old.name COLLATE as_played DESC LIMIT 1",
		"s", run);
	int ret = s ? database_step(db, s, why) : -1;

	*before = ret > 0 ? copy_string(column(s, 0)) : NULL;
	sqlite3_finalize(s);
	return ret < 0 ? -1 : 0;
}

#define FIRST_LINE(column) "substr(" column ", 1, instr(" column " || char(10), char(10)) - 1)"

/* Verdicts, causes and what is known of them, trials that only one of them has, and durations. */
static const char difference[] =
	"WITH old AS (SELECT t.* FROM told AS t JOIN run ON run.id = t.run AND run.name = ?1),"
	"     new AS (SELECT t.* FROM told AS t JOIN run ON run.id = t.run AND run.name = ?2),"
	"     both AS (SELECT coalesce(new.folder, old.folder) AS folder,"
	"       coalesce(old.verdict, '-') AS old_verdict,"
	"       coalesce(new.verdict, '-') AS new_verdict, " FIRST_LINE("coalesce(old.message, '')") " AS old_message, " FIRST_LINE(
		"coalesce(new.message, '')") " AS new_message,"
					     "       coalesce(old.known, '') AS old_known, coalesce(new.known, '') AS new_known,"
					     "       old.seconds AS old_seconds, new.seconds AS new_seconds"
					     "       FROM old FULL OUTER JOIN new ON old.folder = new.folder) "
					     "SELECT *, old_verdict <> new_verdict OR old_message <> new_message "
					     "          OR old_known <> new_known AS differs FROM both "
					     "WHERE differs OR (abs(new_seconds - old_seconds) > 5 AND"
					     "      max(new_seconds, old_seconds) > 2 * min(new_seconds, old_seconds)) "
					     "ORDER BY NOT differs, folder";

static void print_changed(sqlite3_stmt *s, FILE *out)
{
	const char *was = column(s, 3), *is = column(s, 4), *known = column(s, 6);

	fprintf(out, "%-5s -> %-5s  %s%s%s", column(s, 1), column(s, 2), column(s, 0),
		*is ? ": " : "", is);
	if (strcmp(column(s, 1), column(s, 2)) == 0 && strcmp(was, is) != 0) {
		fprintf(out, " (was: %s)", was);
	}
	if (strcmp(column(s, 5), known) != 0) {
		fprintf(out, *known ? " (known: %s)" : " (no longer known%s)", known);
	}
	fputc('\n', out);
}

int print_difference(struct database *db, const char *old, const char *new, FILE *out,
		     struct problem *why)
{
	sqlite3_stmt *s = database_prepare(db, why, difference, "ss", old, new);
	int more = s ? 1 : -1, count = 0;

	while (more > 0 && (more = database_step(db, s, why)) > 0) {
		if (sqlite3_column_int(s, 9)) {
			print_changed(s, out);
			count++;
		} else {
			fprintf(out, "hint: %s took %.1f s, before %.1f s\n", column(s, 0),
				sqlite3_column_double(s, 8), sqlite3_column_double(s, 7));
		}
	}
	sqlite3_finalize(s);
	return more < 0 ? -1 : count;
}

#define HOW_IT_ENDED                                                                                \
	"CASE WHEN run.interrupted THEN 'interrupted' WHEN run.seconds IS NULL THEN 'did not end' " \
	"ELSE '' END"

static const char all_runs[] =
	"SELECT name, strftime('%Y-%m-%d %H:%M', started, 'unixepoch'), "
	"iif(run.seconds IS NULL, '-', printf('%.0f s', run.seconds)), sum(verdict = 'PASS'), "
	"sum(verdict IN ('FAIL', 'ERROR', 'CRASH') AND known = ''), sum(verdict = 'SKIP'), "
	"sum(verdict IN ('FAIL', 'ERROR', 'CRASH') AND known <> ''), " HOW_IT_ENDED ", command, "
	"run.seconds IS NULL AND command <> '', going, planned, "
	"(SELECT count(*) FROM trial AS t WHERE t.run = run.id), sum(verdict = 'UNREAD'), run.unread "
	"FROM run LEFT JOIN told AS trial ON trial.run = run.id WHERE ?1 IN ('', machine) "
	"GROUP BY run.id ORDER BY name COLLATE as_played DESC LIMIT ?2";

static const char trials_of[] = "SELECT run.name, folder, verdict, trial.seconds, " FIRST_LINE(
	"message") ", "
		   "known, " HOW_IT_ENDED " FROM told AS trial JOIN run ON run.id = trial.run "
		   "WHERE ?1 IN ('', machine) AND scenario = ?3 "
		   "ORDER BY run.name COLLATE as_played DESC, folder LIMIT ?2";

/* Of a run that has not ended: that, and how far it came. */
static void print_unfinished(sqlite3_stmt *s, FILE *out)
{
	bool going = sqlite3_column_int(s, 10);

	if (sqlite3_column_type(s, 11) == SQLITE_NULL) {
		fputs(going ? ", GOING ON" : ", ABORTED", out);
	} else {
		fprintf(out, ", %s, %d of %d played", going ? "GOING ON" : "ABORTED",
			sqlite3_column_int(s, 12), sqlite3_column_int(s, 11));
	}
}

/* By name: what is left out of the counts. */
static int print_unread(struct database *db, const char *run, FILE *out, struct problem *why)
{
	sqlite3_stmt *s = database_prepare(
		db, why,
		"SELECT folder, reason FROM unread JOIN run ON run.id = run WHERE name = ? ORDER BY folder",
		"s", run);
	int more = s ? 1 : -1;

	while (more > 0 && (more = database_step(db, s, why)) > 0) {
		fprintf(out, "%-20s %s: %s\n", "", column(s, 0), column(s, 1));
	}
	sqlite3_finalize(s);
	return more;
}

static int print_run(struct database *db, sqlite3_stmt *s, FILE *out, struct problem *why)
{
	fprintf(out, "%-20s %s %8s  %3d passed, %d failed, %d skipped", column(s, 0), column(s, 1),
		column(s, 2), sqlite3_column_int(s, 3), sqlite3_column_int(s, 4),
		sqlite3_column_int(s, 5));
	if (sqlite3_column_int(s, 6)) {
		fprintf(out, ", %d known", sqlite3_column_int(s, 6));
	}
	if (sqlite3_column_int(s, 13)) {
		fprintf(out, ", %d that cannot be read", sqlite3_column_int(s, 13));
	}
	if (*column(s, 14)) {
		fprintf(out, ", %s", column(s, 14));
	}
	if (sqlite3_column_int(s, 9)) {
		print_unfinished(s, out);
	} else if (*column(s, 7)) {
		fprintf(out, ", %s", column(s, 7));
		if (sqlite3_column_type(s, 11) != SQLITE_NULL &&
		    sqlite3_column_int(s, 12) < sqlite3_column_int(s, 11)) {
			fprintf(out, ", %d of %d played", sqlite3_column_int(s, 12),
				sqlite3_column_int(s, 11));
		}
	}
	fprintf(out, "  %s\n", column(s, 8));
	return sqlite3_column_int(s, 13) ? print_unread(db, column(s, 0), out, why) : 0;
}

static void print_trial(sqlite3_stmt *s, FILE *out)
{
	const char *message = column(s, 4), *known = column(s, 5), *end = column(s, 6);

	fprintf(out, "%-20s %-5s %7.1f s  %s%s%s", column(s, 0), column(s, 2),
		sqlite3_column_double(s, 3), column(s, 1), *message ? ": " : "", message);
	if (*known) {
		fprintf(out, " (known: %s)", known);
	}
	fprintf(out, *end ? " (run %s)\n" : "%s\n", end);
}

int print_history(struct database *db, const struct history *wanted, FILE *out, struct problem *why)
{
	const char *machine = wanted->machine ? wanted->machine : "";
	sqlite3_int64 limit = wanted->limit ? (sqlite3_int64)wanted->limit : -1;
	sqlite3_stmt *s = wanted->scenario
				  ? database_prepare(db, why, trials_of, "sis", machine, limit,
						     wanted->scenario)
				  : database_prepare(db, why, all_runs, "si", machine, limit);
	int more = s ? 1 : -1, count = 0;

	while (more > 0 && (more = database_step(db, s, why)) > 0) {
		count++;
		if (wanted->scenario) {
			print_trial(s, out);
		} else if (print_run(db, s, out, why) != 0) {
			more = -1;
		}
	}
	sqlite3_finalize(s);
	return more < 0 ? -1 : count;
}

/* How many letters are to be changed, added or left out to make @b of @a; both are short. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[65];
	size_t width = strnlen(b, 64);

	for (size_t k = 0; k <= width; k++) {
		row[k] = k;
	}
	for (size_t i = 0; a[i]; i++) {
		unsigned int corner = row[0];

		row[0] = i + 1;
		for (size_t k = 0; k < width; k++) {
			unsigned int least = corner + (a[i] != b[k]);

			corner = row[k + 1];
			least = least < row[k] + 1 ? least : row[k] + 1;
			row[k + 1] = least < corner + 1 ? least : corner + 1;
		}
	}
	return row[width];
}

char *scenario_like(struct database *db, const char *name)
{
	sqlite3_stmt *s = database_prepare(db, NULL, "SELECT DISTINCT scenario FROM trial", "");
	unsigned int least = 1 + strlen(name) / 2;
	char *found = NULL;

	while (s && database_step(db, s, NULL) > 0) {
		unsigned int away = distance(name, column(s, 0));

		if (away < least) {
			free(found);
			found = copy_string(column(s, 0));
			least = away;
		}
	}
	sqlite3_finalize(s);
	return found;
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

int print_csv(struct database *db, const struct history *wanted, FILE *out, struct problem *why)
{
	sqlite3_stmt *s = database_prepare(
		db, why,
		"SELECT run.name AS run, strftime('%Y-%m-%dT%H:%M:%SZ', started, 'unixepoch') AS started, "
		"folder, machine, scenario, kernel, accelerator, verdict, known, "
		"trial.seconds AS seconds, message FROM told AS trial JOIN run ON run.id = trial.run "
		"WHERE ?1 IN ('', machine) AND ?2 IN ('', scenario) "
		"ORDER BY run.name COLLATE as_played, folder",
		"ss", wanted->machine ? wanted->machine : "",
		wanted->scenario ? wanted->scenario : "");
	int more = s ? 1 : -1, rows = 0;

	for (int i = 0; s && i < sqlite3_column_count(s); i++) {
		fprintf(out, "%s%s", i ? "," : "", sqlite3_column_name(s, i));
	}
	fputs("\r\n", out);
	while (more > 0 && (more = database_step(db, s, why)) > 0) {
		for (int i = 0; i < sqlite3_column_count(s); i++) {
			fputs(i ? "," : "", out);
			csv_field(column(s, i), out);
		}
		fputs("\r\n", out);
		rows++;
	}
	sqlite3_finalize(s);
	return more < 0 ? -1 : rows;
}
