// SPDX-License-Identifier: GPL-2.0-only
/* Stories that were typed: what is written types the same, and nothing else passes for one. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../cli/story.h"

static char path[] = "/tmp/yard-story-XXXXXX";
static struct story story;
static struct problem why;

static void begin(void)
{
	close(mkstemp(path));
	cr_assert_eq(story_open(&story, path, "q35-svm", &why), 0, "%s", why.text);
}

static void end(void)
{
	unlink(path);
}

/* What was written behind the head. */
static char *written(void)
{
	static struct text content;
	char *at;

	text_consume(&content, content.len);
	cr_assert_eq(file_read(path, &content, &why), 0, "%s", why.text);
	at = strstr(content.data, "by_hand\n");
	cr_assert_not_null(at);
	cr_assert(story_is_plain(content.data, content.len), "%s", content.data);
	return at + strlen("by_hand\n");
}

TestSuite(story, .init = begin, .fini = end);

Test(story, lines_wait_for_the_prompt)
{
	story_keys(&story, "l", 1, true);
	story_keys(&story, "s\r", 2, false);
	cr_assert_str_eq(written(), "prompt\ntyped \"ls\\u000d\"\n");
	story_close(&story, true, false);
	cr_assert_str_eq(written(), "prompt\ntyped \"ls\\u000d\"\nprompt\n");
}

Test(story, keys_while_something_runs_wait_as_long_as_they_did)
{
	char *pause;

	story_keys(&story, "\003", 1, false);
	pause = written();
	cr_assert(starts_with(pause, "pause "), "%s", pause);
	cr_assert_not_null(strstr(pause, "\ntyped \"\\u0003\"\n"));
}

Test(story, faults_come_before_what_was_typed_behind_them)
{
	static const char fatal[] = "FATAL: \"x\" [1]\r", other[] = "Timer fired";

	story_hypervisor(&story, fatal, strlen(fatal));
	story_hypervisor(&story, other, strlen(other));
	story_keys(&story, "\r", 1, true);
	cr_assert_str_eq(written(), "expect_hv_all {\"FATAL: \\u0022x\\u0022 \\u005b1\\u005d\"}\n"
				    "prompt\ntyped \"\\u000d\"\n");
}

Test(story, letters_of_other_languages_remain)
{
	story_keys(&story, "\xc3\xa9\xe2\x82\xac\r", 6, true);
	cr_assert_str_eq(written(), "prompt\ntyped \"\\u00e9\\u20ac\\u000d\"\n");
}

Test(story, a_machine_that_died_is_awaited)
{
	story_close(&story, false, true);
	cr_assert_str_eq(written(), "until_end\n");
}

Test(story, a_step_is_no_plain_story)
{
	struct text content = { 0 };

	story_step(&story, "enable", 6);
	story_step_done(&story, true);
	story_step(&story, "check {1 > 2} x", 15);
	story_step_done(&story, false);
	cr_assert_eq(file_read(path, &content, &why), 0);
	cr_assert_not_null(
		strstr(content.data, "prompt\nenable\nprompt\ncatch {\ncheck {1 > 2} x\n}\n"));
	cr_assert_not(story_is_plain(content.data, content.len));
	text_free(&content);
}

Test(story, whatever_could_do_more_is_not_plain)
{
	static const char *const bad[] = {
		"exec rm x",
		"typed \"[exec rm x]\"",
		"typed \"$env(HOME)\"",
		"typed \"a\" ; exec rm x",
		"typed \"a\"\nexec rm x",
		"typed \"a\\u000\"",
		"typed \"a\\x41\"",
		"typed \"a",
		"typed {a}",
		"typed \"a\\\n\"",
		"pause 1;exec x",
		"pause [exec x]",
		"pause",
		"pause 1000000000",
		"expect_hv_all {[exec x]}",
		"expect_hv_all {\"a\"} -timeout 1",
		"expect_hv_all {\"a\"}\\",
		"# a comment that goes on \\\nexec x",
		"prompt;exec x",
		"source x",
		"# a comment that ends here\rexec x",
		"# and here\fexec x",
		"# \xc2\x85 exec x",
		"# \x1a",
	};
	static const char good[] = "# x\n\nby_hand\nprompt\ntyped \"a b\\u000d\"\npause 20\n"
				   "expect_hv_all {\"a\" \"b\"}\nuntil_end\n";
	static const char behind_nul[] = "# x\0\nexec x\n";

	cr_assert_not(story_is_plain(behind_nul, sizeof(behind_nul) - 1));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_assert_not(story_is_plain(bad[i], strlen(bad[i])), "%s", bad[i]);
	}
	cr_assert(story_is_plain(good, sizeof(good) - 1));
}
