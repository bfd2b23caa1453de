/* SPDX-License-Identifier: GPL-2.0-only */

/* The generic timer: its physical counter, and the virtual timer's interrupt. */

#include <inmate.h>
#include <arithmetic.h>

#define TIMER_ON 1

unsigned long timer_get_frequency(void)
{
	return read_sysreg(REG_CNTFRQ);
}

u64 timer_get_ticks(void)
{
	return read_counter();
}

u64 timer_ticks_to_ns(u64 ticks)
{
	return ticks_to_ns(ticks, timer_get_frequency());
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
	u64 ticks = divide_u64((u64)microsecs * timer_get_frequency(), 1000000, &rest);

	while (timer_get_ticks() - start < ticks) {
		cpu_relax();
	}
}
