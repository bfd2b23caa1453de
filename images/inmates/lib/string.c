/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate_common.h>

void *memset(void *s, int c, unsigned long n)
{
	u8 *p = s;

	while (n-- > 0) {
		*p++ = c;
	}
	return s;
}

void *memcpy(void *d, const void *s, unsigned long n)
{
	const u8 *from = s;
	u8 *to = d;

	while (n-- > 0) {
		*to++ = *from++;
	}
	return d;
}

int memcmp(const void *s1, const void *s2, unsigned long n)
{
	const u8 *a = s1, *b = s2;

	for (; n > 0; n--, a++, b++) {
		if (*a != *b) {
			return *a - *b;
		}
	}
	return 0;
}

unsigned long strlen(const char *s)
{
	unsigned long len = 0;

	while (s[len]) {
		len++;
	}
	return len;
}

static int lower(u8 c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

int strncmp(const char *s1, const char *s2, unsigned long n)
{
	const u8 *a = (const u8 *)s1, *b = (const u8 *)s2;

	for (; n > 0; n--, a++, b++) {
		if (*a != *b || !*a) {
			return *a - *b;
		}
	}
	return 0;
}

int strcmp(const char *s1, const char *s2)
{
	return strncmp(s1, s2, -1UL);
}

int strncasecmp(const char *s1, const char *s2, unsigned long n)
{
	const u8 *a = (const u8 *)s1, *b = (const u8 *)s2;

	for (; n > 0; n--, a++, b++) {
		if (lower(*a) != lower(*b) || !*a) {
			return lower(*a) - lower(*b);
		}
	}
	return 0;
}
