/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <liveness.h>

#define TIMER_VECTOR 32
#define TICK_NS	     (20 * NS_PER_MSEC)

static void handle_irq(unsigned int irq)
{
	if (irq == TIMER_VECTOR) {
		heartbeat();
		apic_timer_set(TICK_NS);
	}
}

void heartbeat_start(void)
{
	irq_init(handle_irq);
	apic_timer_init(TIMER_VECTOR);
	apic_timer_set(TICK_NS);
}
