// SPDX-License-Identifier: GPL-2.0-only
/* What a machine is waited for by. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#include "../base/files.h"
#include "../machine/patience.h"

#define TICKS(ms) ((long long)(ms)*sysconf(_SC_CLK_TCK) / 1000)

static int64_t stolen_of(long long steal, long processors)
{
	char stat[200];

	snprintf(stat, sizeof(stat),
		 "cpu  1 2 3 4 5 6 7 %lld 9 10\ncpu0 1 2 3 4 5 6 7 99999999 9 10\n", steal);
	return patience_stolen(stat, processors);
}

Test(patience, what_was_stolen)
{
	cr_expect_eq(stolen_of(TICKS(4000), 2), 2000);
	cr_expect_eq(stolen_of(0, 4), 0);
	cr_expect_eq(patience_stolen("", 1), 0);
	cr_expect_eq(patience_stolen("cpu  1 2 3", 1), 0);
	cr_expect_eq(patience_stolen("cpu0 1 2 3 4 5 6 7 8", 1), 0);
}

Test(patience, what_was_stolen_does_not_pass)
{
	struct stolen_time t = { 0 };

	cr_expect_eq(patience_less(&t, 1000, 70000), 1000, "what was stolen before counts");
	cr_expect_eq(patience_less(&t, 2000, 70000), 2000);
	cr_expect_eq(patience_less(&t, 3000, 70500), 2500);
	cr_expect_eq(patience_less(&t, 4000, 70500), 3500);
}

Test(patience, every_wait_has_an_end)
{
	struct stolen_time t = { 0 };

	patience_less(&t, 1000, 0);
	cr_expect_eq(patience_less(&t, 101000, 999999999), 11000);
	cr_expect_eq(patience_less(&t, 201000, 999999999), 21000);
}

Test(patience, never_goes_back)
{
	struct stolen_time t = { 0 };
	int64_t last;

	patience_less(&t, 1000, 0);
	last = patience_less(&t, 100000, 0);
	cr_expect_eq(patience_less(&t, 100200, 50000), last, "all of it is told late");
	cr_expect_eq(patience_less(&t, 100400, 50000), last);
	cr_expect_geq(patience_less(&t, 200000, 50000), last);
	cr_expect_eq(patience_less(&t, 200000, 40000), patience_less(&t, 200000, 50000),
		     "less than before is a mistake of who tells it");
}

Test(patience, the_clock_of_this_computer)
{
	struct patience p = { 0 };
	int64_t before = clock_ms(), first = patience_now(&p), last = first;

	cr_assert_geq(first, before);
	for (int n = 0; n < 50; n++) {
		int64_t now = patience_now(&p);

		cr_assert(now >= last && now <= clock_ms());
		last = now;
		usleep(10000);
	}
	cr_expect_gt(last, first, "it stands still");
}
