/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * A timer that is due again while its last interrupt is being handled: the line is up when the
 * interrupt ends, and the next one has to come at once. "rounds": how often.
 */

#include <inmate.h>
#include <gic.h>
#include <liveness.h>

#define TIMER_DUE 4 /* of its control register */

static unsigned int left;

static void handle_irq(unsigned int irq)
{
	if (irq != TIMER_IRQ) {
		return;
	}
	heartbeat();
	if (--left) {
		timer_start(1);
		while (!(read_sysreg(REG_CNTV_CTL) & TIMER_DUE)) {
			cpu_relax();
		}
	} else {
		timer_stop();
	}
}

void inmate_main(void)
{
	unsigned int rounds = cmdline_parse_int("rounds", 20);
	u64 start = timer_get_ticks();

	left = rounds;
	irq_init(handle_irq);
	irq_enable(TIMER_IRQ);
	timer_start(1);
	while (left) {
		disable_irqs();
		if (left) {
			halt();
		}
		enable_irqs();
	}
	printk("The timer was due again %u times, and came each time, in %lu us\n", rounds,
	       (unsigned long)(timer_ticks_to_ns(timer_get_ticks() - start) / 1000));
	heartbeat_start();
	live_until_shutdown();
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
