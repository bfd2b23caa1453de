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
#define WORD sizeof(unsigned long)

static bool aligned(const volatile void *a, const volatile void *b)
{
	return !(((unsigned long)a | (unsigned long)b) % WORD);
}

/* volatile, so that the compiler does not find its own library function in the loops */
void *memcpy(void *dest, const void *src, unsigned long size)
{
	const volatile u8 *s = src;
	volatile u8 *d = dest;

	for (; aligned(s, d) && size >= WORD; s += WORD, d += WORD, size -= WORD) {
		*(volatile unsigned long *)d = *(const volatile unsigned long *)s;
	}
	while (size--) {
		*d++ = *s++;
	}
	return dest;
}

void *memset(void *dest, int value, unsigned long size)
{
	unsigned long word = (u8)value * (~0UL / 255);
	volatile u8 *d = dest;

	for (; aligned(d, d) && size >= WORD; d += WORD, size -= WORD) {
		*(volatile unsigned long *)d = word;
	}
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
