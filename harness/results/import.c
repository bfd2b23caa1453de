// SPDX-License-Identifier: GPL-2.0-only
#include "import.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/utf8.h"
#include "outcome.h"
#include "run_record.h"
#include "samples.h"

static const char *string_of(const json_t *record, const char *key)
{
	const char *s = json_string_value(json_object_get(record, key));

	return s ? s : "";
}

static json_int_t integer_of(const json_t *record, const char *key)
{
	return json_integer_value(json_object_get(record, key));
}

/* NULL with a sentence if it is none. */
static json_t *load_json(const char *folder, const char *name, struct problem *why)
{
	char *path = format("%s/%s", folder, name);
	struct text content = { 0 };
	json_t *value = NULL;
	json_error_t where;

	if (file_read(path, &content, NULL) != 0) {
		problem_set(why, "%s cannot be read: %s", name, strerror(errno));
	} else if (!(value = json_loadb(text_str(&content), content.len, 0, &where))) {
		problem_set(why, "%s is no JSON: line %d: %s", name, where.line, where.text);
	}
	text_free(&content);
	free(path);
	return value;
}

/* A run's name is the moment at which it began. */
static time_t moment_of_name(const char *name)
{
	struct tm utc = { 0 };

	return strptime(name, "%Y%m%dT%H%M%SZ", &utc) ? timegm(&utc) : 0;
}

/* A run of an old yard has none. */
static json_t *record_of_run(const char *folder, struct problem *unread)
{
	char *path = format("%s/run.json", folder);
	json_t *record = file_exists(path) ? load_json(folder, "run.json", unread) : NULL;

	free(path);
	return record;
}

/* @code: what kept its folder from being read, or 0. */
static sqlite3_int64 add_run(struct database *db, const char *folder, const char *name, int code,
			     struct problem *why)
{
	struct problem unread = { "" };
	json_t *record = record_of_run(folder, &unread);
	json_t *seconds = json_object_get(record, "seconds");
	sqlite3_int64 planned = json_array_size(json_object_get(record, "plan"));
	sqlite3_int64 id = -1;

	if (code) {
		problem_set(&unread, "its folder cannot be read: %s", strerror(code));
	}
	if (database_change(db, why, "DELETE FROM run WHERE name = ?", "s", name) == 0 &&
	    database_change(
		    db, why,
		    "INSERT INTO run (name, started, seconds, version, command, "
		    "processors, interrupted, planned, going, unread) "
		    "VALUES (?, ?, CASE WHEN ? THEN ? END, ?, ?, ?, ?, nullif(?, 0), ?, ?)",
		    "siidssiiiis", name,
		    (sqlite3_int64)(record ? integer_of(record, "started") : moment_of_name(name)),
		    (sqlite3_int64)json_is_number(seconds), json_number_value(seconds),
		    string_of(record, "version"), string_of(record, "command"),
		    (sqlite3_int64)integer_of(record, "processors"),
		    (sqlite3_int64)integer_of(record, "interrupted"), planned,
		    (sqlite3_int64)run_record_held(folder), unread.text) == 0) {
		id = sqlite3_last_insert_rowid(db->handle);
	}
	json_decref(record);
	return id;
}

/* A run that says what it was to play is one, even if it was killed before it had played any; and
 * so is one that can't be read: it is told of. */
static bool is_run(struct database *db, sqlite3_int64 run)
{
	sqlite3_stmt *s = database_prepare(
		db, NULL, "SELECT planned IS NOT NULL OR unread <> '' FROM run WHERE id = ?", "i",
		run);
	bool has = s && sqlite3_step(s) == SQLITE_ROW && sqlite3_column_int(s, 0);

	sqlite3_finalize(s);
	return has;
}

static int add_ingredient(struct database *db, sqlite3_int64 trial, const char *path,
			  const char *hash, struct problem *why)
{
	int ret =
		database_change(db, why, "INSERT OR IGNORE INTO file (path, sha256) VALUES (?, ?)",
				"ss", path, hash);

	return ret == 0 ? database_change(db, why,
					  "INSERT OR IGNORE INTO used SELECT ?, id FROM file "
					  "WHERE path = ? AND sha256 = ?",
					  "iss", trial, path, hash)
			: ret;
}

static int add_ingredients(struct database *db, sqlite3_int64 trial, const char *folder,
			   struct problem *why)
{
	char *path = format("%s/hashes.txt", folder), *line, *rest;
	struct text text = { 0 };
	int ret = 0;

	if (file_exists(path)) {
		ret = file_read(path, &text, why);
	}
	rest = text.data;
	while (ret == 0 && rest && (line = strsep(&rest, "\n")) != NULL) {
		char *file = strstr(line, "  ");

		if (!file || file - line != 64) {
			continue;
		}
		*file = 0;
		ret = add_ingredient(db, trial, file + 2, line, why);
	}
	text_free(&text);
	free(path);
	return ret;
}

static int add_samples(struct database *db, sqlite3_int64 trial, const char *folder,
		       struct problem *why)
{
	char *path = format("%s/hypervisor.log", folder);
	struct text text = { 0 };
	struct samples jitter = { 0 };
	int ret = 0;

	if (file_exists(path)) {
		ret = file_read(path, &text, why);
	}
	utf8_clean_text(&text);
	samples_of_jitter(text_str(&text), &jitter);
	for (size_t i = 0; ret == 0 && i < jitter.count; i++) {
		ret = database_change(db, why, "INSERT INTO sample VALUES (?, 'jitter', ?, ?)",
				      "iid", trial, (sqlite3_int64)i, jitter.value[i]);
	}
	samples_free(&jitter);
	text_free(&text);
	free(path);
	return ret;
}

/* A line of outcomes.tsv: number, class, surface, what was tried, evidence. */
static int add_outcome(struct database *db, sqlite3_int64 trial, char *line, struct problem *why)
{
	const char *class = strsep(&line, "\t") ? strsep(&line, "\t") : NULL;
	const char *surface = class ? strsep(&line, "\t") : NULL;

	return !surface ? 0
			: database_change(db, why,
					  "INSERT INTO outcome VALUES (?, ?, ?, 1) "
					  "ON CONFLICT DO UPDATE SET count = count + 1",
					  "iss", trial, surface, class);
}

static int add_outcomes(struct database *db, sqlite3_int64 trial, const char *folder,
			struct problem *why)
{
	char *path = format("%s/outcomes.tsv", folder), *line, *rest;
	struct text text = { 0 };
	int ret = 0;

	if (file_exists(path)) {
		ret = file_read(path, &text, why);
	}
	utf8_clean_text(&text);
	rest = text.data;
	while (ret == 0 && rest && (line = strsep(&rest, "\n")) != NULL) {
		ret = add_outcome(db, trial, line, why);
	}
	text_free(&text);
	free(path);
	return ret;
}

static int add_trial(struct database *db, sqlite3_int64 run, const char *folder, const char *name,
		     const json_t *record, struct problem *why)
{
	sqlite3_int64 trial;

	if (database_change(db, why,
			    "INSERT INTO trial (run, folder, machine, scenario, kernel, "
			    "accelerator, verdict, known, seconds, message) "
			    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			    "isssssssds", run, name, string_of(record, "machine"),
			    string_of(record, "scenario"), string_of(record, "kernel"),
			    string_of(record, "accelerator"), string_of(record, "verdict"),
			    string_of(record, "known"),
			    json_number_value(json_object_get(record, "seconds")),
			    string_of(record, "message")) != 0) {
		return -1;
	}
	trial = sqlite3_last_insert_rowid(db->handle);
	if (add_ingredients(db, trial, folder, why) != 0 ||
	    add_samples(db, trial, folder, why) != 0) {
		return -1;
	}
	return add_outcomes(db, trial, folder, why);
}

/* What is there of a trial can be read; a log that is missing is no mistake. */
static bool is_readable(const char *trial, struct problem *why)
{
	static const char *const names[] = { "hashes.txt", "hypervisor.log", "outcomes.tsv" };
	bool readable = true;

	for (size_t i = 0; readable && i < sizeof(names) / sizeof(names[0]); i++) {
		char *path = format("%s/%s", trial, names[i]);

		if (file_exists(path) && faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0) {
			problem_set(why, "%s cannot be read: %s", names[i], strerror(errno));
			readable = false;
		}
		free(path);
	}
	return readable;
}

/* What a result must have to be one. */
static bool is_result(const json_t *record, struct problem *why)
{
	enum verdict v;

	if (!*string_of(record, "machine") || !*string_of(record, "scenario")) {
		problem_set(why, "result.json names no machine or no scenario");
	} else if (verdict_parse(string_of(record, "verdict"), &v) != 0) {
		problem_set(why, "result.json has no verdict, or none that is known");
	} else {
		return true;
	}
	return false;
}

/* @name: MACHINE/SCENARIO[@KERNEL][#N]; or the machine's folder, if that is what can't be read. */
static int add_unread(struct database *db, sqlite3_int64 run, const char *name, const char *reason,
		      struct problem *why)
{
	const char *slash = strchr(name, '/'), *rest = slash ? slash + 1 : "";
	char *machine = format("%.*s", (int)strcspn(name, "/"), name);
	char *scenario = format("%.*s", (int)strcspn(rest, "@#"), rest);
	int ret = database_change(db, why, "INSERT INTO unread VALUES (?, ?, ?, ?, ?)", "issss",
				  run, name, machine, scenario, reason);

	free(scenario);
	free(machine);
	return ret;
}

/* @name: of the trial's folder below the run's. Returns 1 if there was a result, of whatever kind.
 */
static int import_trial(struct database *db, sqlite3_int64 run, const char *folder,
			const char *name, struct problem *why)
{
	char *trial = format("%s/%s", folder, name);
	char *path = format("%s/result.json", trial);
	struct problem unread;
	json_t *record = NULL;
	int ret = 0;

	if (file_exists(path)) {
		record = load_json(trial, "result.json", &unread);
		ret = record && is_result(record, &unread) && is_readable(trial, &unread)
			      ? add_trial(db, run, trial, name, record, why)
			      : add_unread(db, run, name, unread.text, why);
		ret = ret == 0 ? 1 : -1;
	}
	json_decref(record);
	free(path);
	free(trial);
	return ret;
}

/* Names of the folders in @path, sorted. 0, or what kept them from being read. */
static int folders_in(const char *path, struct words *names)
{
	struct dirent *entry;
	DIR *dir = opendir(path);
	int ret = dir ? 0 : errno;

	while (dir && (entry = readdir(dir)) != NULL) {
		char *below = format("%s/%s", path, entry->d_name);
		struct stat st;

		if (entry->d_name[0] != '.' && lstat(below, &st) == 0 && S_ISDIR(st.st_mode)) {
			words_add(names, entry->d_name);
		}
		free(below);
	}
	if (dir) {
		closedir(dir);
	}
	words_sort(names);
	return ret;
}

/* Returns how many trials there were, or -1. */
static int import_machine(struct database *db, sqlite3_int64 run, const char *folder,
			  const char *machine, struct problem *why)
{
	char *path = format("%s/%s", folder, machine);
	struct words trials = { 0 };
	int count = 0, code = folders_in(path, &trials);

	if (code) {
		char *reason = format("the folder cannot be read: %s", strerror(code));

		count = add_unread(db, run, machine, reason, why) == 0 ? 1 : -1;
		free(reason);
	}
	for (size_t i = 0; count >= 0 && i < trials.count; i++) {
		char *name = format("%s/%s", machine, trials.item[i]);
		int ret = import_trial(db, run, folder, name, why);

		count = ret < 0 ? -1 : count + ret;
		free(name);
	}
	words_free(&trials);
	free(path);
	return count;
}

int import_run(struct database *db, const char *folder, struct problem *why)
{
	struct words machines = { 0 };
	char *copy = copy_string(folder);
	sqlite3_int64 run;
	int count = 0, code = folders_in(folder, &machines);

	if (database_do(db, "BEGIN IMMEDIATE", why) != 0) {
		count = -1;
	} else {
		run = add_run(db, folder, basename(copy), code, why);
		count = run < 0 ? -1 : 0;
		for (size_t i = 0; count >= 0 && i < machines.count; i++) {
			int ret = import_machine(db, run, folder, machines.item[i], why);

			count = ret < 0 ? -1 : count + ret;
		}
		if (count < 0 || (count == 0 && !is_run(db, run))) {
			database_do(db, "ROLLBACK", NULL);
		} else if (database_do(db, "COMMIT", why) != 0) {
			count = -1;
		}
	}
	words_free(&machines);
	free(copy);
	return count < 0 ? -1 : 0;
}

/* Whether the store has all of a run: what was still going on, or couldn't be read, is taken in
 * again. -1: it can't be told */
static int is_known(struct database *db, const char *folder, const char *name, struct problem *why)
{
	sqlite3_stmt *statement = database_prepare(
		db, why,
		"SELECT seconds IS NOT NULL, unread <> '' OR id IN (SELECT run FROM unread) "
		"FROM run WHERE name = ?",
		"s", name);
	char *record = format("%s/run.json", folder);
	int ret = -1;

	if (statement) {
		ret = database_step(db, statement, why);
		if (ret > 0) {
			ret = (sqlite3_column_int(statement, 0) || !file_exists(record)) &&
			      !sqlite3_column_int(statement, 1);
		}
	}
	sqlite3_finalize(statement);
	free(record);
	return ret;
}

int import_missing(struct database *db, const char *runs, struct problem *why)
{
	struct words names = { 0 };
	int ret = folders_in(runs, &names);

	if (ret == ENOENT) {
		ret = 0;
	} else if (ret != 0) {
		ret = problem_set(why, "cannot read the folder %s: %s", runs, strerror(ret));
	}
	for (size_t i = 0; ret == 0 && i < names.count; i++) {
		char *folder = format("%s/%s", runs, names.item[i]);
		int known = is_known(db, folder, names.item[i], why);

		ret = known == 0 ? import_run(db, folder, why) : known < 0 ? -1 : 0;
		free(folder);
	}
	words_free(&names);
	return ret;
}

int results_open(struct database *db, const char *results, struct problem *why)
{
	char *path = format("%s/results.sqlite", results);
	char *runs = format("%s/runs", results);
	int ret = folder_make(runs, why);

	if (ret == 0) {
		ret = database_open(db, path, why);
	}
	if (ret == 0 && import_missing(db, runs, why) != 0) {
		database_close(db);
		ret = -1;
	}
	free(runs);
	free(path);
	return ret;
}

int results_read(struct database *db, const char *results, struct problem *why)
{
	char *path = format("%s/results.sqlite", results);
	char *runs = format("%s/runs", results);
	int ret = database_read(db, path, why);

	if (ret == 0 && import_missing(db, runs, why) != 0) {
		database_close(db);
		ret = -1;
	}
	free(runs);
	free(path);
	return ret;
}
