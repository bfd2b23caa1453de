// SPDX-License-Identifier: GPL-2.0-only
/* Logs, recordings, reports. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/graves.h"
#include "../base/utf8.h"
#include "../machine/process.h"
#include "../results/cast.h"
#include "../results/plain.h"
#include "../results/progress.h"
#include "../results/report.h"
#include "../results/run_record.h"

static struct problem why;

Test(text, last_lines)
{
	cr_assert_str_eq(last_lines("a\nb\nc\n", 2), "b\nc\n");
	cr_assert_str_eq(last_lines("a\nb\nc", 2), "b\nc");
	cr_assert_str_eq(last_lines("a\n", 5), "a\n");
	cr_assert_str_eq(last_lines("", 5), "");
}

Test(text, sizes)
{
	uint64_t v;

	cr_assert(parse_size("82M", &v) == 0 && v == 82ull << 20);
	cr_assert(parse_size("0x3a000000", &v) == 0 && v == 0x3a000000);
	cr_assert(parse_size("-1", &v) != 0 && parse_size("1x", &v) != 0);
	cr_assert(parse_size("99999999999G", &v) != 0, "overflow went unnoticed");
}

Test(text, shell_quoting)
{
	struct text t = { 0 };

	text_shell_quote(&t, "plain");
	text_shell_quote(&t, "memmap=82M$0x3a000000 it's");
	cr_assert_str_eq(text_str(&t), "plain'memmap=82M$0x3a000000 it'\\''s'");
}

/* However the stream is cut, the same text comes out. */
Test(plain, escapes_and_returns_are_left_out)
{
	static const char in[] = "\033[6ncell\033[1;31myard# \033[Jls\r\n\007ok\tx\033cy\r\n";
	size_t all = sizeof(in) - 1;

	for (size_t cut = 0; cut <= all; cut++) {
		struct plain p = { 0 };
		struct text out = { 0 };

		plain_filter(&p, in, cut, &out);
		plain_filter(&p, in + cut, all - cut, &out);
		cr_assert_str_eq(text_str(&out), "cellyard# ls\nok\txy\n", "cut at %zu", cut);
		text_free(&out);
	}
}

/* @len bytes, as what they become. */
static const char *cleaned(const char *bytes, size_t len)
{
	static char text[64];

	cr_assert_lt(len, sizeof(text));
	memcpy(text, bytes, len);
	cr_assert_eq(utf8_clean(text, len), strlen(text));
	return text;
}

Test(utf8, what_nobody_can_store_or_show_is_marked)
{
	cr_assert_str_eq(cleaned("a\tb\r\nc", 6), "a\tb\nc");
	cr_assert_str_eq(cleaned("over\rwritten\r", 13), "over?written?");
	cr_assert_str_eq(cleaned("\033[2J\177\0z", 7), "?[2J?\?z");
	cr_assert_str_eq(cleaned("\303\251\342\202\254\360\237\230\200", 9),
			 "\303\251\342\202\254\360\237\230\200", "characters remain");
	cr_assert_str_eq(cleaned("\xc2\x9b"
				 "1m",
				 4),
			 "?1m", "a terminal takes it for ESC [");
	cr_assert_str_eq(cleaned("\xef\xbf\xbf\xef\xbf\xbe!", 7), "?\?!", "no characters to XML");
	cr_assert_str_eq(cleaned("\xe2\x80\xaez", 4), "?z", "what turns the line around");
	cr_assert_str_eq(cleaned("\xff\xc3z\xed\xa0\x80", 6), "?\?z?\??", "no UTF-8");
	cr_assert_str_eq(cleaned("ab\xe2\x96", 4), "ab?", "the beginning of a character");
	cr_assert_str_eq(cleaned("", 0), "");
}

/* A guest decides what is in the message of its trial. */
Test(report, whatever_a_guest_prints_others_can_read_the_results)
{
	struct outcome o = { .trial = { .machine = "m", .scenario = "s", .folder = "m/s" } };
	struct text xml = { 0 }, tap = { 0 };

	outcome_set(&o, VERDICT_FAIL,
		    "a\xef\xbf\xbf"
		    "b\xc2\x85"
		    "c\nd\xc2\x9b"
		    "e");
	report_junit(&o, 1, 1, &xml);
	report_tap(&o, 1, 1, &tap);
	cr_assert_not_null(strstr(text_str(&xml), "a?b?c"), "%s", text_str(&xml));
	cr_assert_null(strpbrk(text_str(&xml), "\xef\xc2"));
	cr_assert_not_null(strstr(text_str(&tap), "a?b?c"), "%s", text_str(&tap));
	cr_assert_null(strpbrk(text_str(&tap), "\xef\xc2"));
	outcome_free(&o);
}

/* Who reads junit.xml or tap.txt does not see the exit status. */
Test(report, what_was_interrupted_is_no_success)
{
	struct outcome o = { .trial = { .machine = "m", .scenario = "s", .folder = "m/s" } };
	struct text xml = { 0 }, tap = { 0 }, said = { 0 };

	outcome_set(&o, VERDICT_PASS, "");
	report_junit(&o, 1, 3, &xml);
	report_tap(&o, 1, 3, &tap);
	cr_assert_not_null(strstr(text_str(&xml), "tests=\"2\" failures=\"0\" errors=\"1\""), "%s",
			   text_str(&xml));
	cr_assert_not_null(
		strstr(text_str(&xml), "<error message=\"interrupted: 1 of 3 played\"/>"));
	cr_assert_not_null(strstr(text_str(&tap), "\n1..3\nok 1 - "), "%s", text_str(&tap));
	cr_assert_not_null(strstr(text_str(&tap), "\nBail out! interrupted: 1 of 3 played\n"));
	report_summary(&o, 0, false, &said);
	cr_assert_str_eq(text_str(&said), "0 passed, 0 failed, 0 skipped\n");
	outcome_free(&o);
}

Test(cast, json_escapes)
{
	struct text out = { 0 };

	cr_assert_eq(utf8_json(&out, "a\"\\\r\n\033\177", 7), 0);
	cr_assert_str_eq(text_str(&out), "a\\\"\\\\\\r\\n\\u001b\\u007f");
}

Test(cast, broken_and_cut_utf8)
{
	struct text out = { 0 };

	cr_assert_eq(utf8_json(&out, "\xff\xc3\xa9\xc3z", 5), 0);
	cr_assert_str_eq(text_str(&out), "\\ufffd\xc3\xa9\\ufffdz");
	text_consume(&out, out.len);
	cr_assert_eq(utf8_json(&out, "ab\xe2\x96", 4), 2, "the beginning of a character");
	cr_assert_str_eq(text_str(&out), "ab");
}

/* What no reader of JSON has to take: long forms, halves of surrogates, beyond the last one. */
Test(cast, utf8_that_is_none)
{
	static const char *const bad[] = { "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
					   "\xf4\x90\x80\x80", "\xc0\x80" };
	struct text out = { 0 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_assert_eq(utf8_json(&out, bad[i], strlen(bad[i])), 0);
		cr_expect_null(strpbrk(text_str(&out), bad[i]), "%zu", i);
		cr_expect_not_null(strstr(text_str(&out), "\\ufffd"));
		text_consume(&out, out.len);
	}
	cr_assert_eq(utf8_json(&out, "\xe0\xa0\x80\xed\x9f\xbf\xf4\x8f\xbf\xbf", 10), 0);
	cr_assert_str_eq(text_str(&out), "\xe0\xa0\x80\xed\x9f\xbf\xf4\x8f\xbf\xbf");
}

/* A recorder that is killed has recorded what came before. */
Test(cast, nothing_is_held_back)
{
	char path[] = "/tmp/castXXXXXX";
	struct text content = { 0 };
	struct cast c;

	close(mkstemp(path));
	cr_assert_eq(cast_open(&c, path, "t", 0, 0, &why), 0);
	cast_add(&c, 1, 'o', "seen", 4);
	cr_assert_eq(file_read(path, &content, &why), 0);
	cr_expect_not_null(strstr(text_str(&content), "seen\"]\n"));
	cast_close(&c);
	unlink(path);
}

Test(cast, file_is_asciicast_2)
{
	char path[] = "/tmp/castXXXXXX";
	struct text content = { 0 };
	struct cast c;

	close(mkstemp(path));
	cr_assert_eq(cast_open(&c, path, "the \"title\"", 100.0, 1700000000, &why), 0);
	cast_add(&c, 101.5, 'o', "x\xe2\x96", 3);
	cast_add(&c, 101.75, 'i', "k", 1);
	cast_add(&c, 102.0, 'o', "\xb6", 1);
	cast_close(&c);
	cr_assert_eq(file_read(path, &content, &why), 0);
	unlink(path);
	cr_assert_str_eq(text_str(&content),
			 "{\"version\": 2, \"width\": 100, \"height\": 40, "
			 "\"timestamp\": 1700000000, \"title\": \"the \\\"title\\\"\"}\n"
			 "[1.500000, \"o\", \"x\"]\n"
			 "[1.750000, \"i\", \"k\"]\n"
			 "[2.000000, \"o\", \"\xe2\x96\xb6\"]\n");
}

static struct outcome list[4];

static void add(int i, const char *folder, enum verdict v, const char *message)
{
	strcpy(list[i].trial.machine, "m");
	strcpy(list[i].trial.scenario, "s");
	strcpy(list[i].trial.folder, folder);
	outcome_set(&list[i], v, message);
	list[i].seconds = 1.5;
}

static void make_outcomes(void)
{
	add(0, "m/good", VERDICT_PASS, "");
	add(1, "m/bad@k2", VERDICT_FAIL, "found <a> & \"b\"\ndetail");
	add(2, "m/none", VERDICT_SKIP, "no emulator");
	add(3, "m/dead", VERDICT_CRASH, "killed \xff");
}

Test(report, summary, .init = make_outcomes)
{
	struct text out = { 0 };

	report_summary(list, 4, true, &out);
	cr_assert_str_eq(text_str(&out), "1 passed, 2 failed, 1 skipped\n");
}

/* What was fatal is next to the failure, with the registers; consoles end lines with CR and LF. */
Test(report, failures, .init = make_outcomes)
{
	struct text out = { 0 };

	outcome_set(
		&list[3], VERDICT_CRASH,
		"killed\n--- console ---\nFATAL: first\r\nFATAL: second\r\nRIP: 0x2\r\nParking CPU 0\nlater\n");
	report_failures(list, 4, &out);
	cr_expect_str_eq(text_str(&out), "\nFAIL   m/bad@k2: found <a> & \"b\"\n"
					 "CRASH  m/dead: killed\n       FATAL: first\n       ...\n"
					 "       FATAL: second\n       RIP: 0x2\n"
					 "       Parking CPU 0\n");
	text_free(&out);
	report_failures(list, 1, &out);
	cr_expect_str_eq(text_str(&out), "");
}

Test(report, junit, .init = make_outcomes)
{
	struct text out = { 0 };
	const char *xml;

	report_junit(list, 4, 4, &out);
	xml = text_str(&out);
	cr_assert_not_null(strstr(xml, "tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\""));
	cr_assert_not_null(
		strstr(xml, "<testcase classname=\"m\" name=\"bad@k2\" time=\"1.500\">"));
	cr_assert_not_null(strstr(xml, "<failure message=\"found &lt;a&gt; &amp; &quot;b&quot;\" "
				       "type=\"FAIL\">found &lt;a&gt; &amp; &quot;b&quot;\n"
				       "detail</failure>"));
	cr_assert_not_null(strstr(xml, "<skipped message=\"no emulator\">"));
	cr_assert_not_null(strstr(xml, "<error message=\"killed ?\" type=\"CRASH\">"));
}

/* What was said of a trial before its verdict was; one that passed says it, too. */
Test(report, junit_heads, .init = make_outcomes)
{
	struct text out = { 0 };

	outcome_head(&list[0], "replay of <x>: reproduced");
	cr_expect_str_eq(list[0].message, "replay of <x>: reproduced");
	outcome_head(&list[1], "replay of y: reproduced");
	cr_expect_eq(list[1].verdict, VERDICT_FAIL);
	cr_expect_str_eq(list[1].message, "replay of y: reproduced\nfound <a> & \"b\"\ndetail");
	report_junit(list, 2, 2, &out);
	cr_expect_not_null(strstr(text_str(&out), "<system-out>replay of &lt;x&gt;: reproduced"
						  "</system-out>\n  </testcase>"));
	cr_expect_not_null(strstr(text_str(&out), "<failure message=\"replay of y: reproduced\""));
	text_free(&out);
}

/* Version 14: a hash is escaped, diagnostics are YAML, whatever a console printed. */
Test(report, tap, .init = make_outcomes)
{
	struct text out = { 0 };

	strcpy(list[0].trial.folder, "m/good#2");
	strcpy(list[1].trial.kernel, "k2");
	outcome_set(&list[1], VERDICT_FAIL,
		    "found <a> & \"b\": c\n\n  deep\ttab\r\n...\n\x1b[1m\n");
	report_tap(list, 4, 4, &out);
	cr_assert_str_eq(
		text_str(&out),
		"TAP version 14\n1..4\n"
		"ok 1 - m/good\\#2\n  ---\n  verdict: PASS\n  duration_ms: 1500\n"
		"  machine: \"m\"\n  kernel: \"\"\n  scenario: \"s\"\n  logs: \"m/good#2\"\n  ...\n"
		"not ok 2 - m/bad@k2\n  ---\n  verdict: FAIL\n  duration_ms: 1500\n"
		"  machine: \"m\"\n  kernel: \"k2\"\n  scenario: \"s\"\n  logs: \"m/bad@k2\"\n"
		"  message: \"found <a> & \\\"b\\\": c\"\n"
		"  details: |2\n\n      deep\ttab\n    ...\n    ?[1m\n  ...\n"
		"ok 3 - m/none # SKIP no emulator\n  ---\n  verdict: SKIP\n  duration_ms: 1500\n"
		"  machine: \"m\"\n  kernel: \"\"\n  scenario: \"s\"\n  logs: \"m/none\"\n"
		"  message: \"no emulator\"\n  ...\n"
		"not ok 4 - m/dead\n  ---\n  verdict: CRASH\n  duration_ms: 1500\n"
		"  machine: \"m\"\n  kernel: \"\"\n  scenario: \"s\"\n  logs: \"m/dead\"\n"
		"  message: \"killed ?\"\n  ...\n");
}

Test(outcome, survives_its_file, .init = make_outcomes)
{
	char folder[] = "/tmp/runXXXXXX";
	struct outcome read = { .trial = list[1].trial };

	cr_assert_not_null(mkdtemp(folder));
	cr_assert_neq(outcome_load(&read, folder, &why), 0, "there is none yet");
	cr_assert_eq(outcome_save(&list[1], folder, &why), 0, "%s", why.text);
	cr_assert_eq(outcome_load(&read, folder, &why), 0, "%s", why.text);
	cr_assert_eq(read.verdict, VERDICT_FAIL);
	cr_assert_str_eq(read.message, list[1].message);
	cr_assert_eq(folder_remove(folder, &why), 0);
	cr_assert_not(file_exists(folder));
}

Test(graves, status_of_the_right_process)
{
	char path[] = "/tmp/gravesXXXXXX";
	int status = 0;

	close(mkstemp(path));
	grave_add(path, 12, 9);
	grave_add(path, 13, 256);
	cr_assert(grave_find(path, 13, &status) == 0 && status == 256);
	cr_assert_neq(grave_find(path, 14, &status), 0);
	unlink(path);
}

Test(files, link_is_replaced)
{
	char folder[] = "/tmp/linkXXXXXX";
	char *link, target[16] = "";

	cr_assert_not_null(mkdtemp(folder));
	link = format("%s/latest", folder);
	cr_assert_eq(link_replace("one", link, &why), 0);
	cr_assert_eq(link_replace("two", link, &why), 0);
	cr_assert_eq(readlink(link, target, sizeof(target) - 1), 3);
	cr_assert_str_eq(target, "two");
	folder_remove(folder, &why);
}

Test(progress, counts_and_names_what_runs, .init = make_outcomes)
{
	char path[] = "/tmp/progressXXXXXX";
	struct text line = { 0 };

	close(mkstemp(path));
	progress_begin(path, &list[0]);
	progress_begin(path, &list[1]);
	progress_begin(path, &list[2]);
	progress_end(path, &list[1]);
	progress_line(path, 4, &line);
	unlink(path);
	cr_assert_str_eq(text_str(&line), "1 of 4 done, 1 failed; now: m/good, m/none");
}

static void make_known(void)
{
	make_outcomes();
	strcpy(list[1].trial.known, "slow clock (#3)");
	strcpy(list[1].trial.known_as, "FAIL");
	list[1].trial.known_line = 7;
}

/* A known failure is shown wherever results are, and the run does not fail by it. */
Test(report, known_failures_are_apart, .init = make_known)
{
	struct text out = { 0 };
	const char *all;

	cr_assert_eq(report_count(list, 4).failed, 1);
	report_summary(list, 4, true, &out);
	report_junit(list, 4, 4, &out);
	report_tap(list, 4, 4, &out);
	all = text_str(&out);
	cr_expect(starts_with(all, "1 passed, 1 failed, 1 skipped, 1 known failure\n"));
	cr_expect_not_null(strstr(all, "tests=\"4\" failures=\"0\" errors=\"1\" skipped=\"2\""));
	cr_expect_not_null(strstr(all, "<skipped message=\"known: slow clock (#3): found"));
	cr_expect_not_null(strstr(all, "\nnot ok 2 - m/bad@k2 # TODO slow clock (#3)\n"));
}

Test(process, is_looked_at_from_outside)
{
	struct text threads = { 0 };
	pid_t child = fork();

	if (child == 0) {
		raise(SIGSTOP);
		_exit(0);
	}
	waitpid(child, NULL, WUNTRACED);
	cr_expect_eq(process_state(child), 'T');
	process_threads(child, &threads);
	cr_expect_not_null(strstr(text_str(&threads), " T "), "%s", text_str(&threads));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	cr_expect_eq(process_state(child), 0);
	cr_expect_str_eq(process_state_word(process_state(child)), "gone");
}

/* What it was put there for is known, and nothing else. */
Test(report, another_verdict_than_the_known_one_is_news, .init = make_known)
{
	struct text out = { 0 };

	outcome_set(&list[1], VERDICT_CRASH, "killed");
	cr_expect_eq(report_count(list, 4).failed, 2);
	cr_expect_eq(report_count(list, 4).known, 0);
	report_quarantine(list, 4, "quarantine", &out);
	cr_expect_str_eq(text_str(&out), "quarantine:7: covers FAIL of m/bad@k2, and this is "
					 "CRASH: it counts as failed\n");
}

Test(report, a_line_whose_trials_all_pass_is_told_once, .init = make_known)
{
	struct text out = { 0 };

	list[3].trial = list[1].trial;
	report_quarantine(list, 4, "quarantine", &out);
	outcome_set(&list[1], VERDICT_PASS, "");
	report_quarantine(list, 3, "quarantine", &out);
	cr_expect_str_eq(text_str(&out),
			 "quarantine:7: covers FAIL of m/bad@k2, and this is "
			 "CRASH: it counts as failed\n"
			 "quarantine:7: m/bad@k2 passes (1 of 1): if what it says is "
			 "mended, take the line out\n");
	text_free(&out);
	outcome_set(&list[3], VERDICT_FAIL, "as known");
	report_quarantine(list, 4, "quarantine", &out);
	cr_expect_str_eq(text_str(&out), "");
	outcome_set(&list[3], VERDICT_PASS, "");
	report_quarantine(list, 4, "quarantine", &out);
	cr_expect_str_eq(text_str(&out),
			 "quarantine:7: m/bad@k2 passes (2 of 2): if what it says is "
			 "mended, take the line out\n");
}

Test(report, a_run_without_a_pass_says_why_it_is_none, .init = make_outcomes)
{
	struct text out = { 0 };

	report_summary(&list[2], 1, true, &out);
	cr_expect_str_eq(
		text_str(&out),
		"Nothing passed, so nothing is shown: the exit status is 1 although nothing "
		"failed.\n0 passed, 0 failed, 1 skipped\n");
}

/* In a checkout that is made by @commands. */
static void expect_version(const char *folder, const char *commands, const char *ending)
{
	char *script = format("cd %s && { %s; } >/dev/null 2>&1", folder, commands);
	char *version;

	cr_assert_eq(system(script), 0, "%s", script);
	version = checkout_version(folder);
	cr_expect(strncmp(version, "1.2 (", 5) == 0 &&
			  strcmp(version + strlen(version) - strlen(ending), ending) == 0,
		  "after %s it is %s", commands, version);
	cr_expect_eq(strstr(version, "dirty") != NULL, strstr(ending, "dirty") != NULL);
	free(version);
	free(script);
}

Test(version, what_was_changed_and_what_was_made_of_it)
{
	char folder[] = "/tmp/version-XXXXXX";
	char *rm;

	cr_assert_not_null(mkdtemp(folder));
	expect_version(folder,
		       "git init && mkdir -p scenarios/reported && echo 1.2 > VERSION && "
		       "touch scenarios/reported/a.yard scenarios/reported/a.md && git add . && "
		       "git -c user.name=n -c user.email=e commit -m m",
		       ")");
	expect_version(folder, "echo x > unknown", ")");
	expect_version(folder, "echo x > scenarios/reported/a.yard", ")");
	expect_version(folder, "echo x > scenarios/reported/a.md", "-dirty)");
	rm = format("rm -rf %s", folder);
	cr_expect_eq(system(rm), 0);
	free(rm);
}
