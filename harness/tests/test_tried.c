// SPDX-License-Identifier: GPL-2.0-only
/* A campaign goes on only from outcomes of what it tries. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../cli/tried.h"

static struct problem why;
static char top[] = "/tmp/yard-tried-XXXXXX";
static char *folder;

static void make_top(void)
{
	cr_assert(mkdtemp(top));
	folder = format("%s/inmate-7", top);
}

static void remove_top(void)
{
	folder_remove(top, &why);
	free(folder);
}

TestSuite(tried, .init = make_top, .fini = remove_top);

/* What is said when that is tried; a file of outcomes is left in the folder. */
static char *said_of(const char *lines)
{
	char *outcomes = format("%s/m-0-4.tsv", folder), *said;
	struct text now = { 0 };

	text_puts(&now, lines);
	cr_assert(tried_check(folder, &now, &said, &why) == 0, "%s", why.text);
	cr_assert(!said || !file_exists(outcomes), "it begins anew with nothing");
	cr_assert(file_write(outcomes, "0\tgranted\n", &why) == 0);
	text_free(&now);
	free(outcomes);
	return said;
}

static void expect_said(const char *lines, const char *sentence)
{
	char *said = said_of(lines), *old = format("%s.old/m-0-4.tsv", folder);

	cr_assert(sentence ? said && strstr(said, sentence) : !said, "%s", said ? said : "nothing");
	cr_assert(!sentence || file_exists(old), "the old outcomes are moved aside");
	free(said);
	free(old);
}

#define SAME "version\t1 (abc)\nyard\t11\na/initrd\t22\n"

Test(tried, by_the_same_is_gone_on_with)
{
	expect_said(SAME, NULL);
	expect_said(SAME, NULL);
}

Test(tried, in_another_version_is_not)
{
	expect_said(SAME, NULL);
	expect_said("version\t2 (def)\nyard\t11\na/initrd\t22\n",
		    "inmate-7 are of version 1 (abc), this is 2 (def): they are moved to ");
	/* and again, over what was moved aside first */
	expect_said(SAME, "of version 2 (def), this is 1 (abc)");
	expect_said(SAME, NULL);
}

Test(tried, on_another_image_of_the_same_version_is_not)
{
	expect_said(SAME, NULL);
	expect_said("version\t1 (abc)\nyard\t11\na/initrd\t2\n", "of another a/initrd: ");
	expect_said("version\t1 (abc)\nyard\t11\na/initrd\t23\n", "of another a/initrd: ");
}

Test(tried, on_one_more_machine_is_gone_on_with_and_noted)
{
	expect_said(SAME, NULL);
	expect_said("version\t1 (abc)\nb/initrd\t33\n", NULL);
	expect_said("version\t1 (abc)\nb/initrd\t34\n", "of another b/initrd: ");
}

/* Scenario and library have files of the same name. */
Test(tried, keeps_files_of_one_name_apart)
{
	char *lib = format("%s/lib", top), *one = format("%s/hostile.tcl", lib);
	char *other = format("%s/hostile.tcl", top);
	struct words files = { 0 }, others = { 0 };
	struct text now = { 0 };

	cr_assert(folder_make(lib, &why) == 0, "%s", why.text);
	cr_assert(file_write(one, "1", &why) == 0 && file_write(other, "2", &why) == 0, "%s",
		  why.text);
	words_add(&files, one);
	words_add(&others, other);
	cr_assert(tried_add_files(&files, "lib/", &now, &why) == 0, "%s", why.text);
	cr_assert(tried_add_files(&others, "", &now, &why) == 0, "%s", why.text);
	expect_said(text_str(&now), NULL);
	expect_said(text_str(&now), NULL);
	text_free(&now);
	words_free(&files);
	words_free(&others);
	free(lib);
	free(one);
	free(other);
}

Test(tried, by_nobody_knows_whom_is_not)
{
	char *outcomes = format("%s/m-0-4.tsv", folder);

	cr_assert(folder_make(folder, &why) == 0 && file_write(outcomes, "x", &why) == 0);
	expect_said(SAME, "does not say what its outcomes are of");
	free(outcomes);
}

Test(tried, takes_a_time_that_is_kept)
{
	struct tried_time time = { .seconds = 12.5, .trials = 30, .jobs = 2 }, read;

	cr_assert(folder_make(folder, &why) == 0);
	tried_time_read(folder, &read);
	cr_assert(read.trials == 0 && read.seconds == 0);
	cr_assert(tried_time_write(folder, &time, &why) == 0);
	tried_time_read(folder, &read);
	cr_assert(read.trials == 30 && read.seconds == 12.5 && read.jobs == 2);
}
