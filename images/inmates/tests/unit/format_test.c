/* SPDX-License-Identifier: GPL-2.0-only */
#include <criterion/criterion.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <format.h>

struct buffer {
	char text[256];
	unsigned int used;
};

static void put(char c, void *context)
{
	struct buffer *buffer = context;

	cr_assert_lt(buffer->used, sizeof(buffer->text) - 1);
	buffer->text[buffer->used++] = c;
	buffer->text[buffer->used] = 0;
}

static const char *format(const char *fmt, ...)
{
	static struct buffer buffer;
	va_list ap;

	memset(&buffer, 0, sizeof(buffer));
	va_start(ap, fmt);
	format_text(put, &buffer, fmt, ap);
	va_end(ap);
	return buffer.text;
}

/* Same text as the C library's. */
#define SAME(...)                                                                                  \
	do {                                                                                       \
		char expected[256];                                                                \
		snprintf(expected, sizeof(expected), __VA_ARGS__);                                 \
		cr_expect_str_eq(format(__VA_ARGS__), expected);                                   \
	} while (0)

Test(format, plain_text)
{
	SAME("no conversion\n");
	SAME("100%% sure");
	cr_expect_str_eq(format("%s", ""), "");
}

Test(format, signed_numbers)
{
	static const int values[] = { 0, 1, -1, 9, 10, -10, 99999, INT_MAX, INT_MIN };
	unsigned int n;

	for (n = 0; n < sizeof(values) / sizeof(values[0]); n++) {
		SAME("%d|%6d|%06d|%1d|%20d", values[n], values[n], values[n], values[n], values[n]);
	}
}

Test(format, long_numbers)
{
	static const long long values[] = { 0, -1, LLONG_MAX, LLONG_MIN, 1LL << 32, 10000000000 };
	unsigned int n;

	for (n = 0; n < sizeof(values) / sizeof(values[0]); n++) {
		SAME("%lld %llu %llx", values[n], values[n], values[n]);
		SAME("%ld %lu %lx", (long)values[n], (unsigned long)values[n],
		     (unsigned long)values[n]);
		SAME("%25lld|%025lld|%16llx|%020llu", values[n], values[n], values[n], values[n]);
	}
}

/* Division by parts: all decimal digits at all places. */
Test(format, every_power_of_ten)
{
	unsigned long long power = 1;
	unsigned int n, digit;

	for (n = 0; n < 20; n++, power *= 10) {
		for (digit = 0; digit < 10; digit++) {
			SAME("%llu %llu", power * digit, power * digit - 1);
		}
	}
}

Test(format, unsigned_and_hexadecimal)
{
	SAME("%u %x %x %04x %4x %08x", UINT_MAX, 0, 0xdeadbeef, 0x1a, 0x1a, 0xffffffff);
}

Test(format, strings_and_characters)
{
	SAME("%s-%10s-%2s", "abc", "def", "longer");
	SAME("%c%c%c|%3c", 'x', 'y', 'z', 'w');
	cr_expect_str_eq(format("%s", NULL), "(null)");
}

Test(format, pointers_show_all_digits)
{
	cr_expect_str_eq(format("%p", (void *)0x1234), "0x0000000000001234");
	cr_expect_str_eq(format("%p", (void *)~0UL), "0xffffffffffffffff");
	cr_expect_str_eq(format("%20p", (void *)0), "  0x0000000000000000");
}

Test(format, unknown_conversions_stay_as_they_are)
{
	cr_expect_str_eq(format("%q %d", 5), "%q 5");
	cr_expect_str_eq(format("100%"), "100%");
	cr_expect_str_eq(format("%5"), "%5");
	cr_expect_str_eq(format("%ll"), "%ll");
}

Test(format, huge_width_is_limited)
{
	cr_expect_eq(strlen(format("%0200d", 1)), 200);
}

Test(format, arguments_stay_in_step)
{
	SAME("%d %lld %s %c %lx %u", 1, 2LL, "three", '4', 5UL, 6U);
	SAME("%d %d %d %d %d %d %d %d %d %d", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
}
