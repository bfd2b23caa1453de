/* SPDX-License-Identifier: GPL-2.0-only */
#include <criterion/criterion.h>
#include <limits.h>
#include <string.h>

/* exactly as long as the text: the sanitizer sees what reads past its end */
char cmdline[128];

static void set(const char *text)
{
	memset(cmdline, 0xa5, sizeof(cmdline));
	strcpy(cmdline, text);
}

#include "library.h"

static const char *parse_str(const char *line, const char *param)
{
	static char buffer[16];

	set(line);
	return cmdline_parse_str(param, buffer, sizeof(buffer), "default");
}

Test(cmdline, string_values)
{
	cr_expect_str_eq(parse_str("a=1 name=value b", "name"), "value");
	cr_expect_str_eq(parse_str("name=value", "name"), "value");
	cr_expect_str_eq(parse_str("  name=value  ", "name"), "value");
	cr_expect_str_eq(parse_str("x\tname=value\ny", "name"), "value");
	cr_expect_str_eq(parse_str("name=", "name"), "");
	cr_expect_str_eq(parse_str("name=a=b", "name"), "a=b");
}

Test(cmdline, default_when_missing)
{
	cr_expect_str_eq(parse_str("", "name"), "default");
	cr_expect_str_eq(parse_str("name", "name"), "default");
	cr_expect_str_eq(parse_str("rename=1 names=2 nam=3", "name"), "default");
	cr_expect_str_eq(parse_str("x=name=1", "name"), "default");
	cr_expect_str_eq(parse_str("=5", ""), "default");
	set("");
	cr_expect_null(cmdline_parse_str("name", NULL, 0, NULL));
}

Test(cmdline, first_occurrence_counts)
{
	cr_expect_str_eq(parse_str("name=one name=two", "name"), "one");
}

Test(cmdline, long_values_are_cut)
{
	char buffer[4];

	cr_expect_str_eq(parse_str("name=0123456789abcdefg", "name"), "0123456789abcde");
	set("name=abcdef");
	cr_expect_str_eq(cmdline_parse_str("name", buffer, 4, NULL), "abc");
	cr_expect_str_eq(cmdline_parse_str("name", buffer, 1, NULL), "");
}

static long long parse_int(const char *value)
{
	char line[64] = "a=1 n=";

	set(strcat(line, value));
	return cmdline_parse_int("n", -4711);
}

Test(cmdline, integers)
{
	cr_expect_eq(parse_int("0"), 0);
	cr_expect_eq(parse_int("42 n=43"), 42);
	cr_expect_eq(parse_int("-42"), -42);
	cr_expect_eq(parse_int("+7"), 7);
	cr_expect_eq(parse_int("007"), 7);
	cr_expect_eq(parse_int("0x3f8"), 0x3f8);
	cr_expect_eq(parse_int("0XaBcD"), 0xabcd);
	cr_expect_eq(parse_int("0xfec00000"), 0xfec00000);
	cr_expect_eq(parse_int("0xffffffffffffffff"), -1);
	cr_expect_eq(parse_int("0x0000000000000000000001"), 1);
	cr_expect_eq(parse_int("9223372036854775807"), LLONG_MAX);
	cr_expect_eq(parse_int("-9223372036854775808"), LLONG_MIN);
}

Test(cmdline, malformed_integers_give_the_default)
{
	static const char *const bad[] = {
		"",
		"-",
		"+",
		"0x",
		"0xg",
		"12a",
		"1.5",
		"--1",
		"a",
		"-0x10",
		"9223372036854775808",
		"-9223372036854775809",
		"18446744073709551616",
		"99999999999999999999999",
		"0x1ffffffffffffffff",
	};
	unsigned int n;

	for (n = 0; n < sizeof(bad) / sizeof(bad[0]); n++) {
		cr_expect_eq(parse_int(bad[n]), -4711, "\"%s\" was taken as a number", bad[n]);
	}
	set("n");
	cr_expect_eq(cmdline_parse_int("n", 5), 5);
}

static bool parse_bool(const char *line, bool default_value)
{
	set(line);
	return cmdline_parse_bool("flag", default_value);
}

Test(cmdline, booleans)
{
	cr_expect(parse_bool("flag", false));
	cr_expect(parse_bool("a flag b", false));
	cr_expect(parse_bool("flag=true", false));
	cr_expect(parse_bool("flag=TRUE", false));
	cr_expect(parse_bool("flag=1", false));
	cr_expect_not(parse_bool("flag=false", true));
	cr_expect_not(parse_bool("flag=False x", true));
	cr_expect_not(parse_bool("flag=0", true));
}

Test(cmdline, booleans_by_default)
{
	cr_expect(parse_bool("", true));
	cr_expect_not(parse_bool("flags", false));
	cr_expect(parse_bool("flag=maybe", true));
	cr_expect_not(parse_bool("flag=maybe", false));
	cr_expect_not(parse_bool("flag=truely", false));
	cr_expect(parse_bool("flag=", true));
	cr_expect_not(parse_bool("flag=10", false));
}
