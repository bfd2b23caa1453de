/* SPDX-License-Identifier: GPL-2.0-only */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int sign(int value)
{
	return (value > 0) - (value < 0);
}

/* the C library's answers */
static int libc_strncmp(const char *a, const char *b, unsigned long n)
{
	return sign(strncmp(a, b, n));
}

static int libc_strncasecmp(const char *a, const char *b, unsigned long n)
{
	return sign(strncasecmp(a, b, n));
}

static int libc_memcmp(const char *a, const char *b, unsigned long n)
{
	return sign(memcmp(a, b, n));
}

static char *copy_of(const char *text, unsigned long size)
{
	return memcpy(malloc(size), text, size);
}

#include "library.h"

static const char *const words[] = { "", "a", "A", "b", "ab", "aB", "abc", "abd", "\xff", "a\x80" };

#define NUM_WORDS (sizeof(words) / sizeof(words[0]))

Test(string, comparisons_agree_with_the_c_library)
{
	unsigned int i, j;
	unsigned long n;

	for (i = 0; i < NUM_WORDS; i++) {
		for (j = 0; j < NUM_WORDS; j++) {
			const char *a = words[i], *b = words[j];

			cr_expect_eq(sign(strcmp(a, b)), libc_strncmp(a, b, 100));
			for (n = 0; n < 5; n++) {
				cr_expect_eq(sign(strncmp(a, b, n)), libc_strncmp(a, b, n));
				cr_expect_eq(sign(strncasecmp(a, b, n)), libc_strncasecmp(a, b, n));
			}
		}
	}
}

Test(string, memory_comparison_does_not_stop_at_zero)
{
	cr_expect_eq(sign(memcmp("a\0b", "a\0c", 3)), libc_memcmp("a\0b", "a\0c", 3));
	cr_expect_eq(memcmp("a\0b", "a\0c", 2), 0);
	cr_expect_eq(sign(memcmp("\xff", "\x01", 1)), 1);
	cr_expect_eq(memcmp("x", "y", 0), 0);
}

Test(string, length)
{
	cr_expect_eq(strlen(""), 0);
	cr_expect_eq(strlen("four"), 4);
}

/* in memory of exactly the size, so that the sanitizer sees an overrun */
Test(string, copy_and_fill_stay_inside)
{
	char *from = copy_of("0123456", 8), *to = copy_of("abcdefg", 8);

	cr_expect_eq(memcpy(to, from, 8), to);
	cr_expect_str_eq(to, "0123456");
	cr_expect_eq(memset(to, 0x1a5, 8), to);
	cr_expect_eq(memcmp(to, "\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5", 8), 0);
	memcpy(to, from, 0);
	memset(to, 1, 0);
	cr_expect_eq((unsigned char)to[0], 0xa5);
	free(from);
	free(to);
}
