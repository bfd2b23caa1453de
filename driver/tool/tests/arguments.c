// SPDX-License-Identifier: GPL-2.0-only
/* Arguments are taken as documented, and nothing else is. */

#include <string.h>

#include <criterion/criterion.h>

#include "tool.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

Test(arguments, numbers_have_any_base_and_nothing_behind)
{
	long long number;

	cr_assert(parse_number("0x100000", &number) && number == 0x100000);
	cr_assert(parse_number("010", &number) && number == 8);
	cr_assert(parse_number("12", &number) && number == 12);
	cr_assert_not(parse_number("", &number));
	cr_assert_not(parse_number("12k", &number));
	cr_assert_not(parse_number("0x", &number));
	cr_assert_not(parse_number("99999999999999999999", &number));
}

Test(arguments, a_number_selects_by_id)
{
	char *argv[] = { "0x2", "next" };
	struct jailhouse_cell_id id;

	cr_assert_eq(parse_cell(2, argv, &id), 1);
	cr_assert_eq(id.id, 2);
}

Test(arguments, anything_else_selects_by_name)
{
	char *negative[] = { "-1" }, *text[] = { "2nd" };
	struct jailhouse_cell_id id;

	cr_assert_eq(parse_cell(1, negative, &id), 1);
	cr_assert_eq(id.id, JAILHOUSE_CELL_ID_UNUSED);
	cr_assert_str_eq(id.name, "-1");
	cr_assert_eq(parse_cell(1, text, &id), 1);
	cr_assert_str_eq(id.name, "2nd");
}

Test(arguments, name_option_takes_even_a_number)
{
	char *argv[] = { "--name", "7" };
	struct jailhouse_cell_id id;

	cr_assert_eq(parse_cell(2, argv, &id), 2);
	cr_assert_eq(id.id, JAILHOUSE_CELL_ID_UNUSED);
	cr_assert_str_eq(id.name, "7");
	cr_assert_eq(parse_cell(1, argv, &id), 0);
}

Test(arguments, names_have_31_characters_at_most)
{
	char longest[] = "1234567890123456789012345678901",
	     too_long[] = "x1234567890123456789012345678901";
	char *good[] = { "--name", longest }, *bad[] = { "--name", too_long }, *empty[] = { "" };
	struct jailhouse_cell_id id;

	cr_assert_eq(parse_cell(2, good, &id), 2);
	cr_assert_str_eq(id.name, longest);
	cr_assert_eq(parse_cell(2, bad, &id), 0);
	cr_assert_eq(parse_cell(1, empty, &id), 0);
	cr_assert_eq(parse_cell(0, NULL, &id), 0);
}

Test(arguments, images_with_and_without_address)
{
	char *argv[] = { "a.bin",    "b.bin",	  "-a",	  "0x1000",   "-s",
			 "kernel=0", "--address", "4096", "--string", "-a" };
	struct image images[COUNT(argv)];

	cr_assert_eq(parse_images(COUNT(argv), argv, images), 4);
	cr_assert_str_eq(images[0].source, "a.bin");
	cr_assert_eq(images[0].address, 0);
	cr_assert_str_eq(images[1].source, "b.bin");
	cr_assert_eq(images[1].address, 0x1000);
	cr_assert_not(images[1].is_string);
	cr_assert_str_eq(images[2].source, "kernel=0");
	cr_assert(images[2].is_string);
	cr_assert_eq(images[2].address, 4096);
	cr_assert_str_eq(images[3].source, "-a");
	cr_assert(images[3].is_string);
}

Test(arguments, wrong_images_are_refused)
{
	char *no_value[] = { "a", "-a" }, *not_a_number[] = { "a", "-a", "here" };
	char *no_string[] = { "-s" }, *only_address[] = { "-a", "1" };
	struct image images[4];

	cr_assert_eq(parse_images(0, NULL, images), -1);
	cr_assert_eq(parse_images(2, no_value, images), -1);
	cr_assert_eq(parse_images(3, not_a_number, images), -1);
	cr_assert_eq(parse_images(1, no_string, images), -1);
	cr_assert_eq(parse_images(2, only_address, images), -1);
}
