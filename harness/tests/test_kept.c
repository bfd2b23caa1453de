// SPDX-License-Identifier: GPL-2.0-only
/* Memory that must stay as it is. */
#include <criterion/criterion.h>
#include <string.h>

#include "../machine/kept.h"

#define BASE 0x40000000

static uint8_t ram[0x10000];
static const struct guest_memory memory = { .mapped = ram, .base = BASE, .size = sizeof(ram) };
static struct problem why;

Test(kept, what_changes_elsewhere_is_no_difference)
{
	struct kept k = { 0 };
	struct kept_difference d;

	cr_assert(!kept_differs(&k, &memory, &d));
	cr_assert(kept_add(&k, &memory, BASE + 0x1000, 0x1000, &why) == 0);
	ram[0xfff] ^= 1;
	ram[0x2000] ^= 1;
	cr_assert(!kept_differs(&k, &memory, &d));
	kept_free(&k);
}

Test(kept, each_bit_counts_up_to_the_borders)
{
	static const size_t places[] = { 0x1000, 0x1001, 0x1abc, 0x1fff, 0x3000, 0x3002 };
	struct kept k = { 0 };
	struct kept_difference d;

	cr_assert(kept_add(&k, &memory, BASE + 0x1000, 0x1000, &why) == 0);
	cr_assert(kept_add(&k, &memory, BASE + 0x3000, 3, &why) == 0);
	for (size_t n = 0; n < sizeof(places) / sizeof(places[0]); n++) {
		for (int bit = 0; bit < 8; bit++) {
			ram[places[n]] ^= 1 << bit;
			cr_assert(kept_differs(&k, &memory, &d));
			cr_assert_eq(d.address, BASE + places[n]);
			cr_assert_eq(d.was[0] ^ d.is[0], 1 << bit);
			ram[places[n]] ^= 1 << bit;
			cr_assert(!kept_differs(&k, &memory, &d));
		}
	}
	kept_free(&k);
}

/* The first one is the evidence, and what is shown of it ends with its range. */
Test(kept, the_first_difference_is_shown)
{
	struct kept k = { 0 };
	struct kept_difference d;

	memset(ram + 0x1000, 0x11, 0x20);
	cr_assert(kept_add(&k, &memory, BASE + 0x1000, 0x10, &why) == 0);
	memset(ram + 0x1005, 0x22, 0x20);
	cr_assert(kept_differs(&k, &memory, &d));
	cr_assert(d.address == BASE + 0x1005 && d.len == 8);
	cr_assert(d.was[0] == 0x11 && d.is[0] == 0x22 && d.is[7] == 0x22);
	memset(ram + 0x1000, 0x11, 0xe);
	cr_assert(kept_differs(&k, &memory, &d) && d.address == BASE + 0x100e && d.len == 2);
	kept_free(&k);
}

Test(kept, what_is_no_memory_cannot_be_kept)
{
	static const uint64_t wrong[][2] = {
		{ 0, 8 }, { BASE - 1, 8 }, { BASE + sizeof(ram) - 4, 8 }, { BASE, sizeof(ram) + 1 }
	};
	struct kept k = { 0 };

	for (size_t n = 0; n < sizeof(wrong) / sizeof(wrong[0]); n++) {
		why.text[0] = 0;
		cr_assert(kept_add(&k, &memory, wrong[n][0], wrong[n][1], &why) != 0);
		cr_assert(why.text[0] && k.count == 0);
	}
	kept_free(&k);
}
