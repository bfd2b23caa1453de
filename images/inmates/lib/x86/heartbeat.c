/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <liveness.h>

/* the last one: devices begin with the first */
#define TIMER_VECTOR (FIRST_INTERRUPT_VECTOR + MAX_INTERRUPT_VECTORS - 1)
#define TICK_NS	     (20 * NS_PER_MSEC)

static irq_handler_t other_irqs;

static void handle_irq(unsigned int irq)
{
	if (irq == TIMER_VECTOR) {
		heartbeat();
		apic_timer_set(TICK_NS);
	} else if (other_irqs) {
		other_irqs(irq);
	}
}

void heartbeat_start_beside(irq_handler_t others)
{
	other_irqs = others;
	irq_init(handle_irq);
	apic_timer_init(TIMER_VECTOR);
	apic_timer_set(TICK_NS);
}

void heartbeat_start(void)
{
	heartbeat_start_beside(NULL);
}
