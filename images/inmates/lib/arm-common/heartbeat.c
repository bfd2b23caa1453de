/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <liveness.h>

#define TICKS_PER_SECOND 50

static void handle_irq(unsigned int irq)
{
	if (irq == TIMER_IRQ) {
		heartbeat();
		timer_start(timer_get_frequency() / TICKS_PER_SECOND);
	}
}

void heartbeat_start(void)
{
	irq_init(handle_irq);
	irq_enable(TIMER_IRQ);
	timer_start(timer_get_frequency() / TICKS_PER_SECOND);
}
