/* SPDX-License-Identifier: GPL-2.0-only */
#include <gic.h>
#include <psci.h>

#include "bench.h"

#define SGI 3

/* by pin: one of the four interrupts that the configuration of the cell names */
unsigned int arch_link_irq(int bdf)
{
	return 32 + comm_region->vpci_irq_base + (bdf >> 3 & 3);
}

/* irq_enable has routed it here */
void arch_connect_link(int bdf, unsigned int irq)
{
	(void)bdf;
	(void)irq;
}

static void play_sgi(void)
{
	announce(SGI_SELF, "sgi-self");
	irq_enable(SGI);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		MARK(2 * SGI_SELF);
		gic_send_sgi(SGI, cpu_affinity());
		take_irq();
		MARK(2 * SGI_SELF + 1);
	}
}

static void play_timer(void)
{
	announce(TIMER, "timer");
	irq_enable(TIMER_IRQ);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		MARK(2 * TIMER);
		timer_start(timer_get_frequency() / 1000);
		take_irq();
		MARK(2 * TIMER + 1);
	}
}

void arch_events(int bdf)
{
	(void)bdf;
	announce(CPU_SERVICE, "psci-version");
	PLAY(CPU_SERVICE, smc_call(PSCI_VERSION, 0, 0, 0));
	announce(DISTRIBUTOR, "distributor");
	PLAY(DISTRIBUTOR, mmio_read32((u8 *)gic_distributor() + GICD_TYPER));
	play_sgi();
	play_timer();
}
