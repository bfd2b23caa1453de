// SPDX-License-Identifier: GPL-2.0-only
/* The outcomes of hostile tries. */
#include <criterion/criterion.h>
#include <string.h>

#include "../results/tries.h"

static struct problem why;

Test(tries, are_counted_by_surface_and_class)
{
	struct tries t = { .model = "inmate" };
	struct text shown = { 0 };
	uint64_t next = 0;

	cr_assert(tries_add(&t, "m", 3,
			    "0\tgranted\tport\tread 80\t\n"
			    "1\tcontained\tport\tread 60\tFATAL\n"
			    "2\trefused\tmsr\tread 0\t\n",
			    &next, &why) == 0);
	cr_assert(next == 3 && t.count == 3 && t.surface_count == 2 && t.defects.count == 0);
	cr_assert(tries_of(&t, TRY_CONTAINED) == 1 && tries_of(&t, TRY_REFUSED) == 1);
	tries_render(&t, &shown);
	cr_assert(strstr(text_str(&shown), "3 trials, 0 of them defects\n"));
	text_free(&shown);
	tries_free(&t);
}

/* One planted of each class of defects. */
Test(tries, that_are_defects_are_listed_with_how_to_repeat_them)
{
	static const char *const defects[] = { "silent", "root-lost", "hypervisor-stopped",
					       "isolation-broken", "machine-died" };
	struct tries t = { .model = "inmate" };
	struct text shown = { 0 };
	uint64_t next = 0;

	for (size_t n = 0; n < sizeof(defects) / sizeof(defects[0]); n++) {
		char *line = format("%zu\t%s\tmemory\twrite\tit said\n", 70 + n, defects[n]);

		cr_assert(tries_add(&t, "m", 3, line, &next, &why) == 0);
		free(line);
	}
	tries_render(&t, &shown);
	cr_assert(t.defects.count == 5 && next == 75);
	cr_assert(
		strstr(text_str(&shown), "silent: --model inmate -m m --seed 3 --only 70: memory"));
	text_free(&shown);
	tries_free(&t);
}

Test(tries, that_are_none_are_refused_by_line)
{
	static const char *const wrong[] = { "x\tgranted\ta\tb\t\n", "1\tgreat\ta\tb\t\n",
					     "1\tgranted\ta\tb\n", "1\tgranted\ta\tb\tc\td\n" };

	for (size_t n = 0; n < sizeof(wrong) / sizeof(wrong[0]); n++) {
		struct tries t = { .model = "inmate" };
		uint64_t next = 7;

		cr_assert(tries_add(&t, "m", 1, wrong[n], &next, &why) != 0, "%s", wrong[n]);
		cr_assert(strstr(why.text, "line 1") && next == 7);
		tries_free(&t);
	}
}

Test(tries, of_broken_programs_may_be_silent)
{
	struct tries t = { .model = "hardware", .silence_is_expected = true };
	uint64_t next = 0;

	cr_assert(tries_add(&t, "m", 1,
			    "0\tsilent\tregisters\tbit 1 of pc\tpc 0x2\n"
			    "1\troot-lost\tregisters\tbit 2 of pc\tFATAL\n",
			    &next, &why) == 0);
	cr_assert(tries_of(&t, TRY_SILENT) == 1 && t.defects.count == 1);
	cr_assert(strncmp(t.defects.item[0], "root-lost: --model hardware -m m", 32) == 0);
	tries_free(&t);
}
