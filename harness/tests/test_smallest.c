// SPDX-License-Identifier: GPL-2.0-only
/* What is enough is found, and nothing else is kept. */
#include <criterion/criterion.h>
#include <string.h>

#include "../base/smallest.h"

/* Does it with all of these. */
struct needed {
	size_t count, part[3];
	unsigned int tests;
};

static bool has_needed(void *context, const bool *kept)
{
	struct needed *n = context;
	bool all = true;

	n->tests++;
	for (size_t i = 0; i < n->count; i++) {
		all = all && kept[n->part[i]];
	}
	return all;
}

static void expect_found(struct needed needed, size_t count, const char *named,
			 unsigned int most_tests)
{
	struct text name = { 0 };
	bool kept[64];

	memset(kept, true, sizeof(kept));
	smallest_find(kept, count, has_needed, &needed);
	smallest_name(kept, count, &name);
	cr_expect_str_eq(text_str(&name), named);
	cr_expect(needed.tests <= most_tests, "%s: %u tests", named, needed.tests);
	text_free(&name);
}

Test(smallest, keeps_what_is_needed_and_nothing_else)
{
	expect_found((struct needed){ .count = 1, .part = { 0 } }, 1, "0", 0);
	expect_found((struct needed){ .count = 1, .part = { 1 } }, 2, "1", 2);
	expect_found((struct needed){ .count = 1, .part = { 4 } }, 5, "4", 8);
	expect_found((struct needed){ .count = 1, .part = { 63 } }, 64, "63", 20);
	expect_found((struct needed){ .count = 2, .part = { 3, 17 } }, 64, "3,17", 40);
	expect_found((struct needed){ .count = 3, .part = { 0, 1, 2 } }, 3, "0-2", 6);
	expect_found((struct needed){ .count = 3, .part = { 5, 30, 31 } }, 32, "5,30-31", 40);
}

/* One of two is enough: either is right. */
static bool has_either(void *context, const bool *kept)
{
	(void)context;
	return kept[2] || kept[9];
}

Test(smallest, keeps_one_of_two_where_each_is_enough)
{
	struct text name = { 0 };
	bool kept[10];

	memset(kept, true, sizeof(kept));
	smallest_find(kept, 10, has_either, NULL);
	smallest_name(kept, 10, &name);
	cr_expect_str_eq(text_str(&name), "9");
	text_free(&name);
}
