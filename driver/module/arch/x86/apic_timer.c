// SPDX-License-Identifier: GPL-2.0-only
/* x86: how fast does the local APIC timer count? */

#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/math64.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <asm/apicdef.h>
#include <asm/msr.h>

#include "apic_timer.h"

#define WINDOW_NS 2000000ULL
#define WINDOWS	  5
/* reads of the clock in one window, should that clock stand still */
#define POLLS_MAX   10000000U
#define COUNT_START 0xffffffffU

struct apic {
	/** NULL in x2APIC mode. */
	void __iomem *page;
};

struct timer_state {
	u32 lvt;
	u32 divider;
	u32 initial;
	u32 current_count;
	u64 deadline;
};

static u32 apic_get(const struct apic *apic, unsigned int reg)
{
	u64 value;

	if (apic->page) {
		return readl(apic->page + reg);
	}
	rdmsrl(APIC_BASE_MSR + (reg >> 4), value);
	return value;
}

static void apic_set(const struct apic *apic, unsigned int reg, u32 value)
{
	if (apic->page) {
		writel(value, apic->page + reg);
	} else {
		wrmsrl(APIC_BASE_MSR + (reg >> 4), value);
	}
}

static bool uses_deadline(const struct timer_state *state)
{
	return (state->lvt & APIC_LVT_TIMER_TSCDEADLINE) == APIC_LVT_TIMER_TSCDEADLINE;
}

static void timer_save(const struct apic *apic, struct timer_state *state)
{
	state->lvt = apic_get(apic, APIC_LVTT);
	state->divider = apic_get(apic, APIC_TDCR);
	state->initial = apic_get(apic, APIC_TMICT);
	state->current_count = apic_get(apic, APIC_TMCCT);
	if (uses_deadline(state)) {
		rdmsrl(MSR_IA32_TSC_DEADLINE, state->deadline);
	}
}

/*
 * An event that became due meanwhile fires at once, none is lost. A count of 0
 * may be an event that has not arrived yet (in an emulator the counter reads 0
 * before the interrupt comes, and masking swallowed it): one interrupt too many
 * is harmless.
 */
static void timer_restore(const struct apic *apic, const struct timer_state *state, u32 elapsed)
{
	apic_set(apic, APIC_LVTT, state->lvt);
	apic_set(apic, APIC_TDCR, state->divider);
	if (uses_deadline(state)) {
		if (state->deadline) {
			wrmsrl(MSR_IA32_TSC_DEADLINE, state->deadline);
		}
	} else if (state->initial == 0 || (state->lvt & APIC_LVT_TIMER_PERIODIC)) {
		apic_set(apic, APIC_TMICT, state->initial);
	} else {
		apic_set(apic, APIC_TMICT,
			 state->current_count > elapsed ? state->current_count - elapsed : 1);
	}
}

/* Ticks per millisecond at divider 16 in one window; 0: the clock stood still. */
static u32 measure_window(const struct apic *apic)
{
	u64 start = ktime_get_mono_fast_ns(), now = start;
	u32 first = apic_get(apic, APIC_TMCCT), last;
	unsigned int polls;

	for (polls = 0; now - start < WINDOW_NS && polls < POLLS_MAX; polls++) {
		cpu_relax();
		now = ktime_get_mono_fast_ns();
	}
	last = apic_get(apic, APIC_TMCCT);
	if (now - start < WINDOW_NS) {
		return 0;
	}
	return div64_u64((u64)(first - last) * NSEC_PER_MSEC, now - start);
}

/*
 * Between reading the clock and reading the counter the CPU may lose time to
 * an emulator's host or to system management: the middle value is not one of
 * those.
 */
static u32 median(u32 *values, unsigned int count)
{
	unsigned int n, m;

	for (n = 0; n < count; n++) {
		for (m = n + 1; m < count; m++) {
			if (values[m] < values[n]) {
				swap(values[m], values[n]);
			}
		}
	}
	return values[count / 2];
}

static u32 measure(const struct apic *apic)
{
	struct timer_state state;
	u32 ticks[WINDOWS], elapsed;
	unsigned long flags;
	unsigned int n;

	local_irq_save(flags);
	timer_save(apic, &state);
	apic_set(apic, APIC_LVTT, (state.lvt & APIC_VECTOR_MASK) | APIC_LVT_MASKED);
	apic_set(apic, APIC_TDCR, APIC_TDR_DIV_16);
	apic_set(apic, APIC_TMICT, COUNT_START);
	for (n = 0; n < WINDOWS; n++) {
		ticks[n] = measure_window(apic);
	}
	elapsed = COUNT_START - apic_get(apic, APIC_TMCCT);
	timer_restore(apic, &state, elapsed);
	local_irq_restore(flags);
	return median(ticks, WINDOWS);
}

u32 apic_timer_khz(void)
{
	struct apic apic = { NULL };
	u64 base;
	u32 ticks;

	rdmsrl(MSR_IA32_APICBASE, base);
	if (!(base & X2APIC_ENABLE)) {
		apic.page = ioremap(base & MSR_IA32_APICBASE_BASE, PAGE_SIZE);
		if (!apic.page) {
			return 0;
		}
	}
	ticks = measure(&apic);
	if (apic.page) {
		iounmap(apic.page);
	}
	return ticks * 16;
}
