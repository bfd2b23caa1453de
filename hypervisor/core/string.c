// SPDX-License-Identifier: GPL-2.0-only
#include <core/defs.h>

/*
 * The compiler emits calls of these, so that they must exist; the string
 * instructions keep them short and are fast on every x86 CPU of interest.
 */
#if defined(__x86_64__)
void *memcpy(void *dest, const void *src, unsigned long size)
{
	void *d = dest;

	asm volatile("rep movsb" : "+D"(d), "+S"(src), "+c"(size) : : "memory");
	return dest;
}

void *memset(void *dest, int value, unsigned long size)
{
	void *d = dest;

	asm volatile("rep stosb" : "+D"(d), "+c"(size) : "a"(value) : "memory");
	return dest;
}
#else
void *memcpy(void *dest, const void *src, unsigned long size)
{
	const volatile u8 *s = src;
	u8 *d = dest;

	while (size--) {
		*d++ = *s++;
	}
	return dest;
}

void *memset(void *dest, int value, unsigned long size)
{
	volatile u8 *d = dest;

	while (size--) {
		*d++ = value;
	}
	return dest;
}
#endif

int memcmp(const void *a, const void *b, unsigned long size)
{
	const u8 *x = a, *y = b;

	for (; size; size--, x++, y++) {
		if (*x != *y) {
			return *x - *y;
		}
	}
	return 0;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (u8)*a - (u8)*b;
}
