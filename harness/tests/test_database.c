// SPDX-License-Identifier: GPL-2.0-only
/* The results store, what is imported into it, and what is asked of it. */
#include <dirent.h>
#include <jansson.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define PAGE_OFFS_MASK 0xfffull
#include <jailhouse/types.h>

#include <jailhouse/cell-config.h>

#include "../results/consoles.h"
#include "../results/embedded.h"
#include "../results/import.h"
#include "../results/maps.h"
#include "../results/page.h"
#include "../results/queries.h"
#include "../results/run_record.h"
#include "../results/samples.h"
#include "store.h"

static void open_with_runs(struct database *db)
{
	char *store = in_folder("results.sqlite");
	char *runs = in_folder("runs");

	cr_assert_eq(database_open(db, store, &why), 0, "%s", why.text);
	cr_assert_eq(import_missing(db, runs, &why), 0, "%s", why.text);
	free(runs);
	free(store);
}

TestSuite(database, .init = make_folder, .fini = remove_folder);

Test(database, migrations_are_applied_once_and_in_order)
{
	static const char *const steps[] = { "CREATE TABLE a (x)", "INSERT INTO a VALUES (1)",
					     "ALTER TABLE a ADD COLUMN y DEFAULT 7" };
	char *path = in_folder("store");
	struct database db;

	for (int version = 1; version <= 3; version++) {
		for (int again = 0; again < 2; again++) {
			cr_assert_eq(database_open_with(&db, path, steps, version, &why), 0, "%s",
				     why.text);
			cr_assert_eq(number(&db, "PRAGMA user_version"), version);
			database_close(&db);
		}
	}
	cr_assert_eq(database_open_with(&db, path, steps, 3, &why), 0, "%s", why.text);
	cr_assert_eq(number(&db, "SELECT count(*) FROM a"), 1);
	cr_assert_eq(number(&db, "SELECT y FROM a"), 7);
	database_close(&db);
	free(path);
}

/* The first version's store, as it was written. */
Test(database, an_old_store_keeps_its_runs_and_learns_the_new)
{
	static const char *const first[] = { schema_1 };
	char *path = in_folder("results.sqlite");
	struct database db;

	cr_assert_eq(database_open_with(&db, path, first, 1, &why), 0, "%s", why.text);
	cr_assert_eq(
		database_do(&db,
			    "INSERT INTO run (id, name, started, seconds) "
			    "VALUES (7, 'old', 1, 2.5); "
			    "INSERT INTO trial (run, folder, machine, scenario, kernel, verdict, "
			    "seconds) VALUES (7, 'm/s', 'm', 's', 'k', 'PASS', 2), "
			    "(7, 'm/t', 'm', 't', 'k', 'PASS', 2); "
			    "INSERT INTO ingredient VALUES (1, 'vmlinuz', 'one'), "
			    "(1, 'initrd', 'two'), (2, 'vmlinuz', 'one')",
			    &why),
		0, "%s", why.text);
	database_close(&db);
	put("new", "m/flips/outcomes.tsv",
	    "0\tmasked\tmemory\ta\tb\n1\tmasked\tmemory\ta\tb\n2\tsilent\tmemory\ta\t\ntorn");
	put_result("new", "m/flips", "PASS");
	open_with_runs(&db);
	cr_assert_eq(number(&db, "SELECT count(*) FROM trial JOIN run ON run.id = run "
				 "WHERE name = 'old' AND run.seconds = 2.5"),
		     2);
	cr_assert_eq(number(&db, "SELECT count(*) FROM ingredient WHERE sha256 = 'one'"), 2,
		     "what ran is known as before");
	cr_assert_eq(number(&db, "SELECT count(*) FROM ingredient WHERE path = 'initrd'"), 1);
	cr_assert_eq(number(&db, "SELECT count(*) FROM file"), 2, "and stored once");
	cr_assert_eq(number(&db, "SELECT count FROM outcome WHERE class = 'masked'"), 2);
	cr_assert_eq(number(&db, "SELECT sum(count) FROM outcome"), 3);
	database_close(&db);
	free(path);
}

Test(database, a_migration_that_fails_changes_nothing)
{
	static const char *const good[] = { "CREATE TABLE a (x)" };
	static const char *const bad[] = { "CREATE TABLE a (x)",
					   "CREATE TABLE b (x); CREATE TABLE a (x)" };
	char *path = in_folder("store");
	struct database db;

	cr_assert_eq(database_open_with(&db, path, good, 1, &why), 0);
	database_close(&db);
	cr_assert_neq(database_open_with(&db, path, bad, 2, &why), 0);
	cr_assert_eq(database_open_with(&db, path, good, 1, &why), 0, "%s", why.text);
	cr_assert_eq(number(&db, "SELECT count(*) FROM sqlite_master WHERE name = 'b'"), 0);
	database_close(&db);
	free(path);
}

Test(database, the_store_of_a_newer_yard_is_refused)
{
	char *path = in_folder("store");
	struct database db;

	cr_assert_eq(database_open(&db, path, &why), 0, "%s", why.text);
	cr_assert_eq(database_do(&db, "PRAGMA user_version = 99", &why), 0);
	database_close(&db);
	cr_assert_neq(database_open(&db, path, &why), 0);
	cr_assert_not_null(strstr(why.text, "version 99"), "%s", why.text);
	free(path);
}

Test(database, what_is_no_store_is_refused)
{
	char *path = in_folder("store");
	struct database db;

	cr_assert_eq(file_write(path,
				"this has never been a database, and is longer than one block",
				&why),
		     0);
	cr_assert_neq(database_open(&db, path, &why), 0);
	cr_assert_not_null(strstr(why.text, "not a database"), "%s", why.text);
	free(path);
}

/* A store whose writer was killed, as who copied it without its index has it. */
static char *store_with_log(void)
{
	char *path = in_folder("results.sqlite"), *index = in_folder("results.sqlite-shm");
	struct database db;
	int status;
	pid_t child = fork();

	if (child == 0) {
		database_open(&db, path, NULL);
		database_do(&db, "INSERT INTO run (name, started) VALUES ('in the log', 1)", NULL);
		raise(SIGKILL);
	}
	waitpid(child, &status, 0);
	cr_assert_eq(unlink(index), 0);
	free(index);
	return path;
}

/* For root every folder is writable. */
static void only_look(const char *path)
{
	char *log = format("%s-wal", path);

	cr_assert_eq(chmod(path, 0444) | chmod(log, 0444) | chmod(folder, 0555), 0);
	cr_assert(geteuid() != 0 || seteuid(65534) == 0);
	free(log);
}

static unsigned int files_in_folder(void)
{
	DIR *dir = opendir(folder);
	unsigned int count = 0;

	while (readdir(dir)) {
		count++;
	}
	closedir(dir);
	return count - 2;
}

Test(database, a_log_without_its_index_is_read_where_nothing_may_be_written)
{
	char *path = store_with_log();
	struct database db;

	only_look(path);
	cr_assert_eq(database_read(&db, path, &why), 0, "%s", why.text);
	cr_assert_eq(number(&db, "SELECT count(*) FROM run WHERE name = 'in the log'"), 1);
	database_close(&db);
	cr_assert_eq(files_in_folder(), 2, "neither an index is left nor the log gone");
	cr_assert_eq(seteuid(getuid()), 0);
	free(path);
}

Test(database, what_of_a_store_cannot_be_read_is_named)
{
	char *path = store_with_log(), *log = in_folder("results.sqlite-wal");
	struct database db;

	only_look(path);
	cr_assert_eq(seteuid(getuid()) | chmod(log, 0), 0);
	cr_assert(geteuid() != 0 || seteuid(65534) == 0);
	cr_assert_eq(database_read(&db, path, &why), -1);
	cr_assert_not_null(strstr(why.text, "cannot read "), "%s", why.text);
	cr_assert_not_null(strstr(why.text, "results.sqlite-wal: Permission denied"), "%s",
			   why.text);
	cr_assert_eq(seteuid(getuid()), 0);
	free(log);
	free(path);
}

/* A writer that is killed in the middle of a run's rows leaves the store as it was before. */
Test(database, a_killed_writer_leaves_no_part_of_a_run)
{
	char *path = in_folder("store");
	struct database db;
	int channel[2], status;
	pid_t child;
	char byte;

	cr_assert_eq(database_open(&db, path, &why), 0, "%s", why.text);
	database_close(&db);
	cr_assert_eq(pipe(channel), 0);
	child = fork();
	if (child == 0) {
		database_open(&db, path, NULL);
		database_do(&db, "BEGIN IMMEDIATE; INSERT INTO run (name, started) VALUES ('a', 1)",
			    NULL);
		for (int i = 0; i < 2000; i++) {
			database_change(&db, NULL, "INSERT INTO run (name, started) VALUES (?, 1)",
					"s", format("b%d", i));
		}
		(void)!write(channel[1], "", 1);
		pause();
	}
	cr_assert_eq(read(channel[0], &byte, 1), 1);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	cr_assert_eq(database_open(&db, path, &why), 0, "%s", why.text);
	cr_assert_eq(number(&db, "SELECT count(*) FROM run"), 0);
	database_close(&db);
	free(path);
}

Test(database, two_writers_wait_for_each_other)
{
	char *path = in_folder("store");
	struct database db;
	int status;

	cr_assert_eq(database_open(&db, path, &why), 0, "%s", why.text);
	database_close(&db);
	for (int writer = 0; writer < 2; writer++) {
		if (fork() == 0) {
			int bad = database_open(&db, path, NULL);

			for (int i = 0; i < 50 && !bad; i++) {
				bad = database_change(
					&db, NULL, "INSERT INTO run (name, started) VALUES (?, 1)",
					"s", format("%d-%d", writer, i));
			}
			database_close(&db);
			_exit(bad != 0);
		}
	}
	for (int writer = 0; writer < 2; writer++) {
		wait(&status);
		cr_assert_eq(status, 0, "a writer failed");
	}
	cr_assert_eq(database_open(&db, path, &why), 0, "%s", why.text);
	cr_assert_eq(number(&db, "SELECT count(*) FROM run"), 100);
	database_close(&db);
	free(path);
}

Test(database, who_comes_first_makes_the_store_and_others_wait)
{
	char *path = in_folder("new");
	int status, bad = 0;

	for (int round = 0; round < 50; round++) {
		for (int maker = 0; maker < 4; maker++) {
			if (fork() == 0) {
				struct database db;

				if (database_open(&db, path, NULL) != 0) {
					_exit(1);
				}
				database_close(&db);
				_exit(0);
			}
		}
		for (int maker = 0; maker < 4; maker++) {
			wait(&status);
			bad += status != 0;
		}
		unlink(path);
	}
	cr_assert_eq(bad, 0, "%d of 200 failed", bad);
	free(path);
}

Test(database, runs_are_taken_in_once_and_whole)
{
	struct database db;

	put_result("20260101T000000Z", "q35-svm/tour", "PASS");
	put_result("20260101T000000Z", "q35-svm/hello", "FAIL");
	put("20260101T000000Z", "q35-svm/tour/hypervisor.log",
	    "Timer fired, jitter:    700 ns, min\nTimer fired, jitter:  9");
	put("20260101T000000Z", "q35-svm/tour/hashes.txt",
	    "0123456789012345678901234567890123456789012345678901234567890123  a b\ntorn");
	put("20260101T000000Z", "run.json",
	    "{\"started\": 5, \"seconds\": 2.5, \"command\": \"yard run\"}");
	put("20260102T000000Z", "q35-svm/tour/result.json", "{\"machine\": \"q35-svm\", \"scen");
	for (int again = 0; again < 2; again++) {
		open_with_runs(&db);
		cr_assert_eq(number(&db, "SELECT count(*) FROM run"), 2, "a torn result is told");
		cr_assert_eq(number(&db, "SELECT count(*) FROM trial"), 2);
		cr_assert_eq(number(&db, "SELECT value FROM sample"), 700);
		cr_assert_eq(number(&db, "SELECT count(*) FROM ingredient WHERE path = 'a b'"), 1);
		cr_assert_eq(number(&db, "SELECT started FROM run WHERE command <> ''"), 5);
		database_close(&db);
	}
}

/* A run that was still going on is taken in again when it has ended. */
Test(database, an_unfinished_run_is_completed)
{
	struct database db;

	put("20260101T000000Z", "run.json", "{\"started\": 5}");
	put_result("20260101T000000Z", "q35-svm/tour", "PASS");
	open_with_runs(&db);
	cr_assert_eq(number(&db, "SELECT count(*) FROM trial"), 1);
	database_close(&db);
	put_result("20260101T000000Z", "q35-svm/hello", "PASS");
	put("20260101T000000Z", "run.json", "{\"started\": 5, \"seconds\": 3}");
	open_with_runs(&db);
	cr_assert_eq(number(&db, "SELECT count(*) FROM trial"), 2);
	database_close(&db);
}

/* A run that was killed says how far it came, whether it had played any trial or none. */
Test(database, a_killed_run_is_no_success)
{
	struct database db;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	put("20260101T000000Z", "run.json",
	    "{\"started\": 5, \"command\": \"yard run\", \"plan\": [\"m/a\", \"m/b\"]}");
	put("20260102T000000Z", "run.json",
	    "{\"started\": 6, \"command\": \"yard run\", \"plan\": [\"m/a\", \"m/b\"]}");
	put_result("20260102T000000Z", "m/a", "PASS");
	open_with_runs(&db);
	cr_assert_eq(print_history(&db, &(struct history){ 0 }, out, &why), 2, "%s", why.text);
	fclose(out);
	cr_assert_str_eq(
		text,
		"20260102T000000Z     1970-01-01 00:00        -    1 passed, 0 failed, 0 skipped, "
		"ABORTED, 1 of 2 played  yard run\n"
		"20260101T000000Z     1970-01-01 00:00        -    0 passed, 0 failed, 0 skipped, "
		"ABORTED, 0 of 2 played  yard run\n");
	free(text);
	database_close(&db);
}

Test(database, a_run_that_is_held_goes_on)
{
	char *run = in_folder("runs/20260101T000000Z");
	struct database db;

	put("20260101T000000Z", "run.json", "{\"started\": 5, \"plan\": [\"m/a\"]}");
	cr_assert_not(run_record_held(run));
	run_record_hold(run);
	cr_assert(run_record_held(run));
	open_with_runs(&db);
	cr_assert_eq(number(&db, "SELECT going FROM run"), 1);
	database_close(&db);
	free(run);
}

static char *printed(int print(struct database *db, FILE *out), struct database *db)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	print(db, out);
	fclose(out);
	return text;
}

static int difference(struct database *db, FILE *out)
{
	return print_difference(db, "20260101T000000Z", "20260102T000000Z", out, &why);
}

static int csv(struct database *db, FILE *out)
{
	const struct history all = { 0 };

	return print_csv(db, &all, out, &why);
}

static int csv_of_b(struct database *db, FILE *out)
{
	const struct history wanted = { .scenario = "b", .machine = "m" };

	return print_csv(db, &wanted, out, &why);
}

static int csv_of_nothing(struct database *db, FILE *out)
{
	const struct history wanted = { .machine = "another" };

	return print_csv(db, &wanted, out, &why);
}

static unsigned int lines_of(const char *text)
{
	unsigned int count = 0;

	while ((text = strchr(text, '\n')) != NULL) {
		text++;
		count++;
	}
	return count;
}

Test(database, questions_are_answered)
{
	struct database db;
	char *name;

	put_result("20260101T000000Z", "m/a", "PASS");
	put_result("20260101T000000Z", "m/b", "PASS");
	put_result("20260102T000000Z", "m/a", "PASS");
	put_result("20260102T000000Z", "m/b", "CRASH");
	put_result("20260102T000000Z", "m/c", "SKIP");
	open_with_runs(&db);
	cr_assert_str_eq(printed(difference, &db), "PASS  -> CRASH  m/b: a \"word\"\n"
						   "-     -> SKIP   m/c: a \"word\"\n");
	cr_assert_not_null(strstr(printed(csv, &db),
				  "\"m/b\",\"m\",\"b\",\"k\",\"\",\"CRASH\",\"\",\"1.5\","
				  "\"a \"\"word\"\"\"\r\n"));
	cr_assert_eq(lines_of(printed(csv, &db)), 6);
	cr_assert_eq(lines_of(printed(csv_of_b, &db)), 3);
	cr_assert_eq(lines_of(printed(csv_of_nothing, &db)), 1);
	name = run_named(&db, NULL, &why);
	cr_assert_str_eq(name, "20260102T000000Z");
	name = run_named(&db, "20260101", &why);
	cr_assert_str_eq(name, "20260101T000000Z");
	cr_assert_null(run_named(&db, "2026", &why));
	cr_assert_not_null(strstr(why.text, "several"), "%s", why.text);
	cr_assert_null(run_named(&db, "x", &why));
	database_close(&db);
}

/* Overwrite what the store's tables are in, and leave its first page alone. */
static void damage(const char *path)
{
	struct text whole = { 0 };

	cr_assert_eq(file_read(path, &whole, &why), 0, "%s", why.text);
	cr_assert_gt(whole.len, 8192);
	memset(whole.data + 4096, 0x5a, whole.len - 4096);
	cr_assert_eq(file_write_bytes(path, whole.data, whole.len, &why), 0, "%s", why.text);
	text_free(&whole);
}

static void refused_as_damaged(int ret)
{
	cr_assert_eq(ret, -1);
	cr_assert_not_null(strstr(why.text, "results.sqlite is damaged"), "%s", why.text);
	cr_assert_not_null(
		strstr(why.text, "that `yard gc` removed stand in the damaged one alone"), "%s",
		why.text);
	why.text[0] = 0;
}

/* "No difference" between runs that can't be read would be a lie. */
Test(database, a_damaged_store_is_never_an_empty_one)
{
	char *path = in_folder("results.sqlite"), *name;
	const struct history trials = { .scenario = "a" }, runs = { 0 };
	struct page_request request = { .run = "20260102T000000Z", .runs = "/nowhere" };
	FILE *out = fopen("/dev/null", "w");
	struct text page = { 0 };
	struct database db;

	put_result("20260101T000000Z", "m/a", "PASS");
	put_result("20260102T000000Z", "m/a", "FAIL");
	open_with_runs(&db);
	database_close(&db);
	damage(path);
	cr_assert_eq(database_open(&db, path, &why), 0, "%s", why.text);
	request.db = &db;
	refused_as_damaged(
		print_difference(&db, "20260101T000000Z", "20260102T000000Z", out, &why));
	refused_as_damaged(print_csv(&db, &runs, out, &why));
	refused_as_damaged(print_history(&db, &runs, out, &why));
	refused_as_damaged(print_history(&db, &trials, out, &why));
	refused_as_damaged(run_named(&db, NULL, &why) ? 0 : -1);
	refused_as_damaged(run_named(&db, "2026", &why) ? 0 : -1);
	refused_as_damaged(run_before(&db, "20260102T000000Z", &name, &why));
	refused_as_damaged(page_write(&request, &page, &why));
	refused_as_damaged(import_missing(&db, in_folder("runs"), &why));
	database_close(&db);
	fclose(out);
	free(path);
}

static void put_ended(const char *run, bool interrupted)
{
	char *record = format("{\"started\": 5, \"seconds\": 3, \"interrupted\": %d}", interrupted);

	put(run, "run.json", record);
	free(record);
}

Test(database, a_run_is_compared_with_what_shares_most_of_it)
{
	struct database db;
	char *name;

	for (const char *run = "20260101T000000Z"; run;
	     run = strstr(run, "-") ? NULL : "20260101T000000Z-2") {
		put_result(run, "m/a", "PASS");
		put_result(run, "m/b", "PASS");
		put_ended(run, false);
	}
	put_result("20260102T000000Z", "m/a", "PASS");
	put_ended("20260102T000000Z", false);
	put_result("20260103T000000Z", "m/a", "PASS");
	put_result("20260103T000000Z", "m/b", "PASS");
	put_ended("20260103T000000Z", true);
	put_result("20260104T000000Z", "m/a", "PASS");
	put_result("20260104T000000Z", "m/b", "PASS");
	put_result("20260105T000000Z", "m/a", "PASS");
	put_result("20260105T000000Z", "m/b", "PASS");
	put_result("20260106T000000Z", "m/a", "PASS");
	put_result("20260106T000000Z", "m/b", "PASS");
	put_ended("20260106T000000Z", false);
	open_with_runs(&db);
	cr_assert_eq(run_before(&db, "20260105T000000Z", &name, &why), 0, "%s", why.text);
	cr_assert_str_eq(name, "20260101T000000Z-2");
	cr_assert_eq(run_before(&db, "20260101T000000Z", &name, &why), 0, "%s", why.text);
	cr_assert_null(name);
	database_close(&db);
}

Test(database, runs_of_one_second_are_in_their_order)
{
	struct database db;
	char *name;

	put_result("20260101T000000Z", "m/a", "PASS");
	put_result("20260101T000000Z-2", "m/a", "PASS");
	put_result("20260101T000000Z-10", "m/a", "PASS");
	open_with_runs(&db);
	name = run_named(&db, NULL, &why);
	cr_assert_str_eq(name, "20260101T000000Z-10");
	database_close(&db);
}

static void put_story(const char *run, const char *scenario, const char *rest)
{
	char *name = format("m/%s/result.json", scenario);
	char *content = format("{\"machine\": \"m\", \"scenario\": \"%s\", \"kernel\": \"k\", %s}",
			       scenario, rest);

	put(run, name, content);
	free(content);
	free(name);
}

/* Another cause is a difference, another duration a hint. */
Test(database, a_difference_is_more_than_the_verdict)
{
	struct database db;
	const char *const of[][3] = {
		{ "a", "\"verdict\": \"FAIL\", \"message\": \"one\\nx\", \"seconds\": 1",
		  "\"verdict\": \"FAIL\", \"message\": \"other\\nx\", \"seconds\": 1" },
		{ "b", "\"verdict\": \"FAIL\", \"message\": \"one\\nx\", \"seconds\": 4",
		  "\"verdict\": \"FAIL\", \"message\": \"one\\ny\", \"seconds\": 9" },
		{ "c", "\"verdict\": \"FAIL\", \"message\": \"one\", \"seconds\": 1",
		  "\"verdict\": \"FAIL\", \"message\": \"one\", \"known\": \"w\", \"seconds\": 1" },
		{ "d", "\"verdict\": \"PASS\", \"message\": \"\", \"seconds\": 4.5",
		  "\"verdict\": \"PASS\", \"message\": \"\", \"seconds\": 10" },
	};
	int count = 0;

	for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++) {
		put_story("20260101T000000Z", of[i][0], of[i][1]);
		put_story("20260102T000000Z", of[i][0], of[i][2]);
	}
	open_with_runs(&db);
	cr_assert_str_eq(printed(difference, &db), "FAIL  -> FAIL   m/a: other (was: one)\n"
						   "FAIL  -> FAIL   m/c: one (known: w)\n"
						   "hint: m/d took 10.0 s, before 4.5 s\n");
	count = print_difference(&db, "20260101T000000Z", "20260102T000000Z", stdout, &why);
	cr_assert_eq(count, 2);
	database_close(&db);
}

static int short_history(struct database *db, FILE *out)
{
	const struct history wanted = { .machine = "m", .limit = 1 };

	return print_history(db, &wanted, out, &why);
}

Test(database, history_tells_how_runs_ended)
{
	struct database db;

	put_result("20260101T000000Z", "m/tour", "PASS");
	put_result("20260102T000000Z", "m/tour", "PASS");
	put_result("20260102T000000Z", "other/tour", "PASS");
	put_story("20260102T000000Z", "x",
		  "\"verdict\": \"FAIL\", \"known\": \"w\", \"seconds\": 1");
	put("20260102T000000Z", "run.json",
	    "{\"started\": 60, \"seconds\": 3, \"interrupted\": 1, \"command\": \"yard run\"}");
	put_result("20260103T000000Z", "other/tour", "PASS");
	open_with_runs(&db);
	cr_assert_str_eq(printed(short_history, &db),
			 "20260102T000000Z     1970-01-01 00:01      3 s    1 passed, 0 failed, "
			 "0 skipped, 1 known, interrupted  yard run\n");
	cr_assert_str_eq(scenario_like(&db, "tuor"), "tour");
	cr_assert_null(scenario_like(&db, "shmem-bandwidth"));
	database_close(&db);
}

Test(database, the_page_of_a_run_that_is_not_there_is_refused)
{
	struct page_request request = { .run = "x", .runs = "/nowhere" };
	struct text page = { 0 };
	struct database db;

	open_with_runs(&db);
	request.db = &db;
	cr_assert_neq(page_write(&request, &page, &why), 0);
	cr_assert_not_null(strstr(why.text, "no run x"), "%s", why.text);
	database_close(&db);
}

/* A recording that is too long keeps its beginning and its end. */
Test(database, long_recordings_are_shortened)
{
	char *path = in_folder("long.cast");
	struct text cast = { 0 }, few = { 0 }, many = { 0 };

	text_puts(&cast, "{\"version\": 2}\n[0.1, \"o\", \"x\"]\nnonsense\n[torn");
	cr_assert_eq(file_write(path, text_str(&cast), &why), 0);
	cr_assert_eq(console_pack(path, &few, &why), 0, "%s", why.text);
	cr_assert_gt(few.len, 0);
	text_puts(&cast, "\n");
	for (int i = 0; i < 40000; i++) {
		text_printf(&cast, "[%d.0, \"o\", \"line %d of very many\\r\\n\"]\n", i, i * 7919);
	}
	cr_assert_eq(file_write(path, text_str(&cast), &why), 0);
	cr_assert_eq(console_pack(path, &many, &why), 0, "%s", why.text);
	cr_assert_lt(many.len, 256u << 10, "%zu bytes", many.len);
	free(path);
}

Test(database, torn_configurations_have_no_map)
{
	char *path = in_folder("torn.cell");

	cr_assert_eq(file_write(path, "JHCLL", &why), 0);
	cr_assert_null(map_of_config(path, &why));
	cr_assert_not_null(strstr(why.text, "torn.cell"), "%s", why.text);
	cr_assert_null(map_of_config("/nowhere", &why));
	free(path);
}

static void put_config(const char *name, const char *signature, size_t len)
{
	char *path = in_folder(name), *parent = copy_string(path);
	struct jailhouse_system config = { 0 };

	memcpy(&config, signature, 5);
	strcpy(config.root_cell.name, "system");
	if (strcmp(signature, JAILHOUSE_CELL_DESC_SIGNATURE) == 0) {
		strcpy(((struct jailhouse_cell_desc *)&config)->name, "cell");
	}
	*strrchr(parent, '/') = 0;
	cr_assert_eq(folder_make(parent, &why), 0, "%s", why.text);
	cr_assert_eq(file_write_bytes(path, &config, len, &why), 0, "%s", why.text);
	free(parent);
	free(path);
}

/* Those of reported faults are created, and drawn, as any other. */
Test(database, maps_have_the_cells_in_subfolders)
{
	struct words machines = { 0 };
	struct text maps = { 0 };
	char *path = in_folder("maps.json");

	put_config("machines/m/m.cell", JAILHOUSE_SYSTEM_SIGNATURE,
		   sizeof(struct jailhouse_system));
	put_config("machines/m/reported/moved.cell", JAILHOUSE_CELL_DESC_SIGNATURE,
		   sizeof(struct jailhouse_cell_desc));
	put_config("machines/m/reported/other-system.cell", JAILHOUSE_SYSTEM_SIGNATURE,
		   sizeof(struct jailhouse_system));
	put_config("machines/m/reported/torn.cell", JAILHOUSE_CELL_DESC_SIGNATURE, 9);
	words_add(&machines, "m");
	cr_assert_eq(maps_keep(folder, &machines, folder, &why), 0, "%s", why.text);
	cr_assert_eq(file_read(path, &maps, &why), 0, "%s", why.text);
	cr_assert_str_eq(text_str(&maps),
			 "{\"m\":[{\"name\":\"system\",\"root\":true,\"cpus\":[],"
			 "\"regions\":[],\"hypervisor\":[\"0x0\",\"0x0\"]},"
			 "{\"name\":\"cell\",\"root\":false,\"cpus\":[],\"regions\":[]}]}");
	text_free(&maps);
	words_free(&machines);
	free(path);
}

Test(samples, only_whole_lines_count)
{
	struct samples s = { 0 };

	samples_of_jitter("Timer fired, jitter: -12 ns, min\nTimer fired, jitter: 5 n\n"
			  "Timer fired, jitter: \nTimer fired, jitter: 8 ns\n",
			  &s);
	cr_assert_eq(s.count, 2);
	cr_assert_eq(s.value[0], -12);
	cr_assert_eq(s.value[1], 8);
	samples_free(&s);
}
