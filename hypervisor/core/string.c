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
#define WORD  sizeof(unsigned long)
#define BLOCK (8 * WORD)

static bool aligned(const void *a, const void *b)
{
	return !(((unsigned long)a | (unsigned long)b) % WORD);
}

/* compiled so that the compiler does not find its own library functions in the loops */
void *memcpy(void *dest, const void *src, unsigned long size)
{
	const u8 *s = src;
	u8 *d = dest;

	for (; aligned(s, d) && size >= WORD; s += WORD, d += WORD, size -= WORD) {
		*(unsigned long *)d = *(const unsigned long *)s;
	}
	while (size--) {
		*d++ = *s++;
	}
	return dest;
}

void *memset(void *dest, int value, unsigned long size)
{
	unsigned long word = (u8)value * (~0UL / 255);
	unsigned long *block = dest;
	u8 *d;

	/* whole memories of cells are cleared with this */
	for (; aligned(block, block) && size >= BLOCK; block += 8, size -= BLOCK) {
		block[0] = word;
		block[1] = word;
		block[2] = word;
		block[3] = word;
		block[4] = word;
		block[5] = word;
		block[6] = word;
		block[7] = word;
	}
	d = (u8 *)block;
	for (; aligned(d, d) && size >= WORD; d += WORD, size -= WORD) {
		*(unsigned long *)d = word;
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
