/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Lets each interrupt be preempted by a more urgent one, until it handles many
 * more of them at once than the hardware can hold for a cell; then they end, the
 * last one first. Each must come at once, and once.
 *   rounds=N   default 20
 *   first=N    first of the cell's 32 shared interrupts, default 192
 */

#include <gic.h>
#include <liveness.h>

#define FIRST_SPI     192
#define NUM_SPIS      24
#define NUM_SGIS      3
#define FIRST_SGI     3
#define DEPTH	      (NUM_SPIS + NUM_SGIS)
#define PRIORITY_STEP 8
#define SETTLE_US     1000
#define PATIENCE_US   30000000

static unsigned int sources[DEPTH];
static unsigned int late, duplicated;

static void name_sources(unsigned int first_spi)
{
	unsigned int n;

	for (n = 0; n < DEPTH; n++) {
		sources[n] = n < NUM_SPIS ? first_spi + n : FIRST_SGI + n - NUM_SPIS;
		irq_enable(sources[n]);
	}
}

/* SGIs are in another place in each round. */
static void rotate(void)
{
	unsigned int first = sources[0], n;

	for (n = 0; n < DEPTH - 1; n++) {
		sources[n] = sources[n + 1];
	}
	sources[n] = first;
}

static void fire(unsigned int irq)
{
	if (irq < 16) {
		gic_send_sgi(irq, cpu_affinity());
	} else {
		gic_set_pending(irq);
	}
}

/* Interrupts stay off: what is pending is asked for. */
static u32 await_interrupt(u64 patience_us)
{
	u64 start = timer_get_ticks();
	u32 taken;

	do {
		taken = gic_acknowledge();
	} while (gic_number(taken) >= GIC_SPECIAL &&
		 timer_ticks_to_ns(timer_get_ticks() - start) < patience_us * NS_PER_USEC);
	return taken;
}

static void drain(void)
{
	u32 taken;

	while (gic_number(taken = await_interrupt(SETTLE_US)) < GIC_SPECIAL) {
		duplicated++;
		gic_end(taken);
	}
}

static void play_round(void)
{
	u32 taken[DEPTH];
	unsigned int n;

	rotate();
	for (n = 0; n < DEPTH; n++) {
		gic_set_priority(sources[n], (DEPTH - n) * PRIORITY_STEP);
	}
	for (n = 0; n < DEPTH; n++) {
		fire(sources[n]);
		taken[n] = await_interrupt(PATIENCE_US);
		late += gic_number(taken[n]) != sources[n];
	}
	while (n-- > 0) {
		if (gic_number(taken[n]) < GIC_SPECIAL) {
			gic_end(taken[n]);
		}
	}
	drain();
	heartbeat();
}

static void ignore(unsigned int irq)
{
	(void)irq;
}

void inmate_main(void)
{
	unsigned int rounds = cmdline_parse_int("rounds", 20);
	unsigned int n;

	disable_irqs();
	irq_init(ignore);
	name_sources(cmdline_parse_int("first", FIRST_SPI));
	for (n = 0; n < rounds && !late; n++) {
		play_round();
	}
	printk("%u interrupts preempted each other in %u rounds; %u late, %u duplicated\n", DEPTH,
	       n, late, duplicated);
	heartbeat_start();
	live_until_shutdown();
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
