// SPDX-License-Identifier: GPL-2.0-only
/* The figures of `yard bench`. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../results/counts.h"

static struct problem why;

static struct table table_of(const char *content)
{
	char path[] = "/tmp/yard-counts-XXXXXX";
	struct table t;
	int fd = mkstemp(path);

	cr_assert(fd >= 0 && file_write(path, content, &why) == 0);
	cr_assert(table_read(&t, path, &why) == 0, "%s", why.text);
	close(fd);
	unlink(path);
	return t;
}

/* Figures of a machine "m" that differ by @apart. */
static size_t differences(unsigned int figure, unsigned int apart, struct text *shown)
{
	char *first = format("event\tinstructions\texits\ncall\t%u\t1\n", figure);
	char *second = format("event\tinstructions\texits\ncall\t%u\t1\n", figure + apart);
	struct table reference = table_of("# a comment\nevent\tm\nnone\t-\ncall\t200:100\n");
	struct counted m = { "m", { table_of(first), table_of(second) } };
	struct text kept = { 0 };
	size_t found = counts_render(&reference, &m, 1, shown, &kept);

	text_free(&kept);
	table_free(&m.run[0]);
	table_free(&m.run[1]);
	table_free(&reference);
	free(second);
	free(first);
	return found;
}

Test(counts, are_shown_beside_the_reference)
{
	struct text shown = { 0 };

	cr_assert(differences(100, 0, &shown) == 0);
	cr_assert(strstr(text_str(&shown), "100/200  0.50\n"), "%s", text_str(&shown));
	cr_assert(strstr(text_str(&shown), " -\n"), "an event that is not there has a figure");
	text_free(&shown);
}

/* Of an event not one instruction may differ; of a whole command one in a thousand. */
Test(counts, two_runs_must_agree)
{
	struct text shown = { 0 };

	cr_assert(differences(999, 1, &shown) == 1);
	cr_assert(strstr(text_str(&shown), "call on m: 999 in one run, 1000 in the other\n"));
	cr_assert(differences(1000000, 1000, &shown) == 0);
	cr_assert(differences(1000000, 1001, &shown) == 1);
	cr_assert(differences(0, 0, &shown) == 0);
	cr_assert(differences(0, 1, &shown) == 1);
	text_free(&shown);
}

Test(counts, a_row_with_a_field_too_few_is_refused)
{
	char path[] = "/tmp/yard-counts-XXXXXX";
	struct table t;
	int fd = mkstemp(path);

	cr_assert(fd >= 0 && file_write(path, "event\tm\ncall\n", &why) == 0);
	cr_assert(table_read(&t, path, &why) != 0 && strstr(why.text, "row `call`"));
	close(fd);
	unlink(path);
	table_free(&t);
}
