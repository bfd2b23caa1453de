/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <liveness.h>

#define TICKS_PER_SECOND 50

static irq_handler_t other_irqs;

static void handle_irq(unsigned int irq)
{
	if (irq == TIMER_IRQ) {
		heartbeat();
		timer_start(timer_get_frequency() / TICKS_PER_SECOND);
	} else if (other_irqs) {
		other_irqs(irq);
	}
}

void heartbeat_start_beside(irq_handler_t others)
{
	other_irqs = others;
	irq_init(handle_irq);
	irq_enable(TIMER_IRQ);
	timer_start(timer_get_frequency() / TICKS_PER_SECOND);
}

void heartbeat_start(void)
{
	heartbeat_start_beside(NULL);
}
