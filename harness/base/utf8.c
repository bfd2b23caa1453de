// SPDX-License-Identifier: GPL-2.0-only
#include "utf8.h"

#include <string.h>

/* Length of the character that begins with this byte; 0 if none does. */
static size_t length_of(unsigned char first)
{
	if (first < 0x80) {
		return 1;
	}
	if (first >= 0xc2 && first < 0xe0) {
		return 2;
	}
	if (first >= 0xe0 && first < 0xf0) {
		return 3;
	}
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/* The second byte decides whether a long form was needed, and whether it is a surrogate's. */
static bool second_fits(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0;
	case 0xed:
		return second < 0xa0;
	case 0xf0:
		return second >= 0x90;
	case 0xf4:
		return second < 0x90;
	default:
		return true;
	}
}

/* How many of the @want bytes are there and fit; the first is taken as checked. */
static size_t present(const unsigned char *p, size_t want, size_t have)
{
	size_t n = 1;

	while (n < want && n < have && (p[n] & 0xc0) == 0x80 && (n > 1 || second_fits(*p, p[1]))) {
		n++;
	}
	return n;
}

size_t utf8_next(const char *s, size_t len, bool *whole)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t want = length_of(*p);
	size_t have = want ? present(p, want, len) : 1;

	*whole = want == have;
	return want > have && have == len ? 0 : have;
}

/* Of a whole character. */
static bool can_be_shown(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned int code;

	switch (len) {
	case 1:
		return (*p >= 0x20 && *p != 0x7f) || *p == '\n' || *p == '\t';
	case 2:
		return p[0] != 0xc2 || p[1] >= 0xa0;
	case 3:
		code = (p[0] & 0xf) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
		/* ends of lines and directions of writing; no characters at all */
		return !(code >= 0x2028 && code <= 0x202e) && !(code >= 0x2066 && code <= 0x2069) &&
		       code < 0xfffe;
	default:
		return true;
	}
}

size_t utf8_clean(char *s, size_t len)
{
	size_t to = 0;

	for (size_t at = 0; at < len;) {
		bool whole;
		size_t n = utf8_next(s + at, len - at, &whole);

		if (!n) {
			n = len - at;
		}
		if (whole && can_be_shown(s + at, n)) {
			memmove(s + to, s + at, n);
			to += n;
		} else if (s[at] != '\r' || at + 1 == len || s[at + 1] != '\n') {
			s[to++] = '?';
		}
		at += n;
	}
	s[to] = 0;
	return to;
}

void utf8_clean_text(struct text *text)
{
	if (text->data) {
		text->len = utf8_clean(text->data, text->len);
	}
}
