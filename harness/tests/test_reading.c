// SPDX-License-Identifier: GPL-2.0-only
/* The store for who only asks: it may lie where he may not write, and what can't be read is told.
 */
#include <dirent.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../base/places.h"
#include "../results/embedded.h"
#include "../results/import.h"
#include "../results/page.h"
#include "../results/queries.h"
#include "store.h"

#define NOBODY 65534

TestSuite(reading, .init = make_folder, .fini = remove_folder);

static void take_in(void)
{
	struct database db;

	cr_assert_eq(results_open(&db, folder, &why), 0, "%s", why.text);
	database_close(&db);
}

/* Names and times of change of what lies in the folder itself. */
static char *listing(void)
{
	struct text names = { 0 };
	struct dirent **list;
	int count = scandir(folder, &list, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		char *path = in_folder(list[i]->d_name);
		struct stat st;

		cr_assert_eq(stat(path, &st), 0);
		if (strcmp(list[i]->d_name, "..") != 0) {
			text_printf(&names, "%s %lld %ld.%09ld\n", list[i]->d_name,
				    (long long)st.st_size, (long)st.st_mtim.tv_sec,
				    st.st_mtim.tv_nsec);
		}
		free(path);
	}
	return names.data;
}

/* What `yard history` prints; as a user without a right on anything, where we can become one. */
static char *history(const char *scenario, bool as_nobody)
{
	const struct history wanted = { .scenario = scenario };
	struct database db;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (as_nobody && geteuid() == 0) {
		cr_assert_eq(seteuid(NOBODY), 0);
	}
	cr_assert_eq(results_read(&db, folder, &why), 0, "%s", why.text);
	cr_assert_geq(print_history(&db, &wanted, out, &why), 0, "%s", why.text);
	database_close(&db);
	if (as_nobody && getuid() == 0) {
		cr_assert_eq(seteuid(0), 0);
	}
	fclose(out);
	return text;
}

static unsigned int lines_with(const char *text, const char *part)
{
	unsigned int count = 0;

	for (; (text = strstr(text, part)) != NULL; text++) {
		count++;
	}
	return count;
}

/* Also what the store does not know yet is shown. */
Test(reading, nothing_is_written)
{
	char *before, *after;

	put_result("20260101T000000Z", "m/a", "PASS");
	take_in();
	put_result("20260102T000000Z", "m/a", "FAIL");
	before = listing();
	cr_assert_eq(lines_with(history(NULL, false), "2026010"), 2);
	after = listing();
	cr_assert_str_eq(before, after);
}

Test(reading, no_right_to_write_is_needed)
{
	char *store = in_folder("results.sqlite");

	put_result("20260101T000000Z", "m/a", "PASS");
	take_in();
	put_result("20260102T000000Z", "m/a", "FAIL");
	cr_assert_eq(chmod(store, 0444), 0);
	cr_assert_eq(chmod(folder, 0555), 0);
	cr_assert_eq(lines_with(history("a", true), "2026010"), 2);
	cr_assert_eq(chmod(folder, 0755), 0);
	free(store);
}

/* A writer that was killed leaves a log beside the store; what was committed is in it. */
Test(reading, what_a_killed_writer_committed_is_read_without_rights)
{
	char *store = in_folder("results.sqlite"), *log = in_folder("results.sqlite-wal");
	struct stat st;
	int status;

	put_result("20260101T000000Z", "m/a", "PASS");
	take_in();
	put_result("20260102T000000Z", "m/a", "PASS");
	if (fork() == 0) {
		struct database db;

		_exit(results_open(&db, folder, &why) == 0 ? 0 : 1);
	}
	wait(&status);
	cr_assert_eq(status, 0);
	cr_assert_eq(stat(log, &st), 0);
	cr_assert_gt(st.st_size, 0);
	folder_remove(in_folder("runs/20260102T000000Z"), &why);
	cr_assert_eq(chmod(folder, 0555), 0);
	cr_assert_eq(lines_with(history("a", true), "2026010"), 2);
	cr_assert_eq(chmod(folder, 0755), 0);
	free(log);
	free(store);
}

/* While another one writes, who asks sees what was before. */
Test(reading, a_writer_is_not_waited_for)
{
	struct database writer;
	char *store = in_folder("results.sqlite");

	put_result("20260101T000000Z", "m/a", "PASS");
	take_in();
	cr_assert_eq(database_open(&writer, store, &why), 0, "%s", why.text);
	cr_assert_eq(database_do(&writer, "BEGIN IMMEDIATE; DELETE FROM run", &why), 0);
	cr_assert_eq(lines_with(history(NULL, false), "2026010"), 1);
	cr_assert_eq(database_do(&writer, "ROLLBACK", &why), 0);
	database_close(&writer);
	free(store);
}

Test(reading, an_old_store_is_read_and_stays_old)
{
	static const char *const first[] = { schema_1 };
	char *store = in_folder("results.sqlite"), *before, *after;
	struct database db;

	cr_assert_eq(folder_make(in_folder("runs"), &why), 0);
	cr_assert_eq(database_open_with(&db, store, first, 1, &why), 0, "%s", why.text);
	cr_assert_eq(database_do(&db,
				 "INSERT INTO run (name, started) VALUES ('20260101T000000Z', 1)",
				 &why),
		     0);
	database_close(&db);
	before = listing();
	cr_assert_eq(lines_with(history(NULL, false), "20260101T000000Z"), 1);
	after = listing();
	cr_assert_str_eq(before, after);
	cr_assert_eq(database_open_with(&db, store, first, 1, &why), 0, "%s", why.text);
	database_close(&db);
	free(store);
}

Test(reading, a_store_that_is_not_there_is_empty_and_one_of_a_newer_yard_refused)
{
	char *store = in_folder("results.sqlite");
	struct database db;

	cr_assert_str_empty(history(NULL, false));
	cr_assert_neq(access(store, F_OK), 0);
	take_in();
	cr_assert_eq(database_open(&db, store, &why), 0, "%s", why.text);
	cr_assert_eq(database_do(&db, "PRAGMA user_version = 99", &why), 0);
	database_close(&db);
	cr_assert_neq(results_read(&db, folder, &why), 0);
	cr_assert_not_null(strstr(why.text, "version 99"), "%s", why.text);
	free(store);
}

/* A name that means something in the names that SQLite takes. */
Test(reading, odd_names_are_names)
{
	char *odd = in_folder("a?mode=memory&b#c%41");
	char *runs = format("%s/runs/20260101T000000Z/m/a", odd);
	char *result = format("%s/result.json", runs);
	struct database db;

	cr_assert_eq(folder_make(runs, &why), 0, "%s", why.text);
	cr_assert_eq(file_write(result,
				"{\"machine\": \"m\", \"scenario\": \"a\", \"verdict\": \"PASS\"}",
				&why),
		     0);
	cr_assert_eq(results_open(&db, odd, &why), 0, "%s", why.text);
	database_close(&db);
	folder_remove(runs, &why);
	cr_assert_eq(results_read(&db, odd, &why), 0, "%s", why.text);
	cr_assert_eq(number(&db, "SELECT count(*) FROM trial"), 1);
	database_close(&db);
	free(result);
	free(runs);
	free(odd);
}

/* ---- what can't be read ---- */

static void put_unreadable(void)
{
	put_result("20260101T000000Z", "m/a", "PASS");
	put("20260101T000000Z", "m/b/result.json", "{\"machine\": \"m\",\n \"scen");
	put("20260101T000000Z", "m/c@k-2#7/result.json",
	    "{\"machine\": \"m\", \"scenario\": \"c\", \"verdict\": \"MAYBE\"}");
	put("20260101T000000Z", "m/d/result.json", "[]");
	put("20260101T000000Z", "m/e/result.json/x", "");
	put("20260101T000000Z", "run.json",
	    "{\"started\": 5, \"seconds\": 2, \"command\": \"yard run\"}");
}

Test(reading, results_that_are_none_are_told_by_name)
{
	char *runs, *of_b, *of_c;

	put_unreadable();
	for (int again = 0; again < 2; again++) {
		runs = history(NULL, false);
		cr_assert_not_null(
			strstr(runs,
			       "1 passed, 0 failed, 0 skipped, 4 that cannot be read  yard run\n"),
			"%s", runs);
		cr_assert_not_null(strstr(runs, " m/b: result.json is no JSON: line 2: "), "%s",
				   runs);
		cr_assert_not_null(
			strstr(runs,
			       " m/c@k-2#7: result.json has no verdict, or none that is known\n"),
			"%s", runs);
		cr_assert_not_null(strstr(runs, " m/d: result.json names no machine"), "%s", runs);
		cr_assert_not_null(
			strstr(runs, " m/e: result.json cannot be read: Is a directory\n"), "%s",
			runs);
		of_b = history("b", false);
		cr_assert_not_null(strstr(of_b, "UNREAD"), "%s", of_b);
		of_c = history("c", false);
		cr_assert_not_null(strstr(of_c, "m/c@k-2#7: result.json has no verdict"), "%s",
				   of_c);
		/* also what was told by another one that took it in */
		take_in();
	}
}

/* Rights that were put right, or a file that was mended. */
Test(reading, what_is_mended_is_read)
{
	put_unreadable();
	take_in();
	put_result("20260101T000000Z", "m/b", "FAIL");
	cr_assert_eq(lines_with(history("b", false), "FAIL"), 1);
	cr_assert_eq(lines_with(history(NULL, false), "3 that cannot be read"), 1);
}

Test(reading, a_folder_or_log_without_the_right_to_read_is_told)
{
	char *machine = in_folder("runs/20260101T000000Z/m"),
	     *run = in_folder("runs/20260102T000000Z");
	char *log = in_folder("runs/20260103T000000Z/m/a/hypervisor.log"), *runs;

	put_result("20260101T000000Z", "m/a", "PASS");
	put_result("20260102T000000Z", "m/a", "PASS");
	put_result("20260103T000000Z", "m/a", "PASS");
	put("20260103T000000Z", "m/a/hypervisor.log", "");
	put("20260104T000000Z", "run.json", "{\"started\": ");
	cr_assert_eq(chmod(folder, 0755), 0);
	cr_assert_eq(chmod(machine, 0), 0);
	cr_assert_eq(chmod(run, 0), 0);
	cr_assert_eq(chmod(log, 0), 0);
	runs = history(NULL, true);
	cr_assert_eq(chmod(machine, 0755), 0);
	cr_assert_eq(chmod(run, 0755), 0);
	cr_assert_not_null(strstr(runs, " m: the folder cannot be read: Permission denied\n"), "%s",
			   runs);
	cr_assert_not_null(strstr(runs, " its folder cannot be read: Permission denied"), "%s",
			   runs);
	cr_assert_not_null(strstr(runs, " m/a: hypervisor.log cannot be read: Permission denied\n"),
			   "%s", runs);
	cr_assert_not_null(strstr(runs, " run.json is no JSON: line 1: "), "%s", runs);
	cr_assert_eq(lines_with(runs, "\n2026"), 3, "%s", runs);
	free(log);
	free(run);
	free(machine);
}

/* Somebody who misspells the folder shall not read, or fill, another one. */
Test(reading, a_folder_that_is_named_and_not_there_is_told)
{
	static const char *const names[] = { "YARD_RESULTS_TOP", "YARD_SCENARIOS", "YARD_BUILD",
					     "YARD_TOP" };
	char *missing = in_folder("no/such"), *file = in_folder("file");

	cr_assert_eq(file_write(file, "", &why), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct places places = { 0 };

		setenv(names[i], missing, 1);
		cr_assert_neq(places_find(&places, &why), 0);
		cr_assert_not_null(strstr(why.text, names[i]), "%s", why.text);
		cr_assert_not_null(strstr(why.text, "no/such: No such file or directory"), "%s",
				   why.text);
		setenv(names[i], file, 1);
		cr_assert_neq(places_find(&places, &why), 0);
		cr_assert_not_null(strstr(why.text, "is no folder"), "%s", why.text);
		unsetenv(names[i]);
	}
	free(file);
	free(missing);
}
