/* SPDX-License-Identifier: GPL-2.0-only */

/* The generic timer: its physical counter, and the virtual timer's interrupt. */

#include <inmate.h>

#define TIMER_ON 1

/* 32-bit inmates have no library function for 64-bit division. */
static u64 divide(u64 value, u64 divisor, u64 *rest)
{
#ifdef __aarch64__
	*rest = value % divisor;
	return value / divisor;
#else
	u64 quotient = 0, remainder = 0;
	int bit;

	for (bit = 63; bit >= 0; bit--) {
		remainder = remainder << 1 | (value >> bit & 1);
		quotient <<= 1;
		if (remainder >= divisor) {
			remainder -= divisor;
			quotient |= 1;
		}
	}
	*rest = remainder;
	return quotient;
#endif
}

unsigned long timer_get_frequency(void)
{
	return read_sysreg(REG_CNTFRQ);
}

u64 timer_get_ticks(void)
{
	return read_counter();
}

/* In two parts: a tick count times 10^9 would pass 64 bits after minutes. */
u64 timer_ticks_to_ns(u64 ticks)
{
	u64 frequency = timer_get_frequency(), rest, ignored;
	u64 seconds = divide(ticks, frequency, &rest);

	return seconds * NS_PER_SEC + divide(rest * NS_PER_SEC, frequency, &ignored);
}

void timer_start(u64 ticks)
{
	write_sysreg(REG_CNTV_TVAL, ticks);
	write_sysreg(REG_CNTV_CTL, TIMER_ON);
}

void timer_stop(void)
{
	write_sysreg(REG_CNTV_CTL, 0);
}

void delay_us(unsigned long microsecs)
{
	u64 start = timer_get_ticks(), rest;
	u64 ticks = divide((u64)microsecs * timer_get_frequency(), 1000000, &rest);

	while (timer_get_ticks() - start < ticks) {
		cpu_relax();
	}
}
