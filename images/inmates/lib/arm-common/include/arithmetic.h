/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_ARITHMETIC_H
#define _INMATE_ARITHMETIC_H

/* What the ARM library computes without touching hardware; tested on the host. */

#include <inmate_common.h>

/**
 * Divide without the library function that 32-bit programs would need for it.
 * @rest:	receives the remainder
 */
static inline u64 divide_u64(u64 value, u64 divisor, u64 *rest)
{
	u64 quotient = 0, remainder = 0;
	int bit;

	for (bit = 63; bit >= 0; bit--) {
		/* a bit that leaves on the left is more than any divisor */
		bool carry = remainder >> 63;

		remainder = remainder << 1 | (value >> bit & 1);
		quotient <<= 1;
		if (carry || remainder >= divisor) {
			remainder -= divisor;
			quotient |= 1;
		}
	}
	*rest = remainder;
	return quotient;
}

/* In two parts: a tick count times 10^9 would pass 64 bits after minutes. */
static inline u64 ticks_to_ns(u64 ticks, u64 frequency)
{
	u64 rest, ignored;
	u64 seconds = divide_u64(ticks, frequency, &rest);

	return seconds * 1000000000 + divide_u64(rest * 1000000000, frequency, &ignored);
}

/** Affinity as MPIDR has it, packed into 32 bits as GICR_TYPER has it. */
static inline u32 packed_affinity(u64 affinity)
{
	return (affinity & 0xffffff) | (affinity >> 8 & 0xff000000);
}

/**
 * Value of ICC_SGI1R for one target: levels 1, 2 and 3 of its affinity at bits
 * 16, 32 and 48, level 0 as a bit in a list of 16 and the list's number at 44.
 */
static inline u64 sgi1r_value(unsigned int sgi, u64 affinity)
{
	return (affinity & 0xff00) << 8 | (affinity & 0xff0000) << 16 |
	       (affinity & 0xff00000000) << 16 | (affinity & 0xf0) << 40 | (u64)sgi << 24 |
	       1U << (affinity & 0xf);
}

#endif
