/* SPDX-License-Identifier: GPL-2.0-only */

/* Runs in protected mode and stays there. */

#include <inmate.h>
#include <liveness.h>
#include <asm/regs.h>

#define TIMER_VECTOR	   32
#define TICK_MS		   50
#define APIC_TIMER_DIVIDER 16

static void handle_irq(unsigned int irq)
{
	(void)irq;
	heartbeat();
}

/* The 32-bit library has no timing functions: program the timer by hand. */
static void start_periodic_timer(void)
{
	write_msr(X2APIC_LVTT, TIMER_VECTOR | APIC_LVT_PERIODIC);
	write_msr(X2APIC_TMICT, comm_region->apic_khz / APIC_TIMER_DIVIDER * TICK_MS);
}

void inmate_main(void)
{
	printk("This runs in 32-bit mode (EFER: %llx)\n", read_msr(MSR_EFER));

	irq_init(handle_irq);
	start_periodic_timer();
	while (!shutdown_requested()) {
		enable_irqs();
		halt();
		disable_irqs();
	}
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
