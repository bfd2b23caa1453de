/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Fires interrupts of all kinds and of different priorities at once, and looks
 * in which order they arrive: the most urgent first, each exactly once, however
 * few of them the hardware can hold for a cell.
 *   rounds=N   default 50
 *   first=N    first of the cell's 32 shared interrupts, default 192
 */

#include <gic.h>
#include <liveness.h>

#define FIRST_SPI   192
#define NUM_SPIS    24
#define NUM_SGIS    3
#define FIRST_SGI   3
#define NUM_SOURCES (NUM_SPIS + NUM_SGIS + 1)
#define MAX_IRQS    1024
/* the virtual interface tells 32 levels apart; the last ones are masked */
#define PRIORITY_STEP 8
#define SETTLE_US     1000
#define PATIENCE_US   2000000

static unsigned int sources[NUM_SOURCES];
/* by interrupt number, in this round */
static u8 priorities[MAX_IRQS];
static unsigned int arrivals[MAX_IRQS];
static unsigned int lost, duplicated, foreign;

static u32 next_random(void)
{
	static u32 state = 0x2545f491;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static void shuffle(unsigned int *list, unsigned int count)
{
	unsigned int n;

	for (n = count - 1; n > 0; n--) {
		unsigned int other = (next_random() >> 8) % (n + 1);
		unsigned int kept = list[n];

		list[n] = list[other];
		list[other] = kept;
	}
}

static void name_sources(unsigned int first_spi)
{
	unsigned int n;

	for (n = 0; n < NUM_SPIS; n++) {
		sources[n] = first_spi + n;
	}
	for (; n < NUM_SPIS + NUM_SGIS; n++) {
		sources[n] = FIRST_SGI + n - NUM_SPIS;
	}
	sources[n] = TIMER_IRQ;
	for (n = 0; n < NUM_SOURCES; n++) {
		irq_enable(sources[n]);
	}
}

static void fire(unsigned int irq)
{
	if (irq == TIMER_IRQ) {
		timer_start(0);
	} else if (irq < 16) {
		gic_send_sgi(irq, cpu_affinity());
	} else {
		gic_set_pending(irq);
	}
}

/* New priorities and a new order of firing in each round. */
static void fire_all(void)
{
	unsigned int n;

	shuffle(sources, NUM_SOURCES);
	for (n = 0; n < NUM_SOURCES; n++) {
		priorities[sources[n]] = (n + 1) * PRIORITY_STEP;
		gic_set_priority(sources[n], priorities[sources[n]]);
		arrivals[sources[n]] = 0;
	}
	shuffle(sources, NUM_SOURCES);
	for (n = 0; n < NUM_SOURCES; n++) {
		fire(sources[n]);
	}
}

/* Interrupts stay off: what is pending is asked for. Returns the interrupt, 0 for none. */
static unsigned int take(void)
{
	u32 taken = gic_acknowledge();
	unsigned int irq = gic_number(taken);

	if (irq >= GIC_SPECIAL) {
		return 0;
	}
	if (irq == TIMER_IRQ) {
		timer_stop();
	}
	gic_end(taken);
	return irq;
}

static bool is_source(unsigned int irq)
{
	unsigned int n;

	for (n = 0; n < NUM_SOURCES && sources[n] != irq; n++) {
	}
	return n < NUM_SOURCES;
}

/* Takes the round's interrupts; true if each came after all that are more urgent. */
static bool collect(void)
{
	u64 start = timer_get_ticks();
	unsigned int count = 0;
	bool in_order = true;
	u8 last = 0;

	while (count < NUM_SOURCES &&
	       timer_ticks_to_ns(timer_get_ticks() - start) < PATIENCE_US * NS_PER_USEC) {
		unsigned int irq = take();

		if (!irq) {
			cpu_relax();
			continue;
		}
		if (!is_source(irq)) {
			foreign++;
			continue;
		}
		if (++arrivals[irq] > 1) {
			duplicated++;
			continue;
		}
		in_order = in_order && priorities[irq] > last;
		last = priorities[irq];
		count++;
	}
	return in_order;
}

/* Nothing may come a second time. */
static void drain(void)
{
	unsigned int irq;

	delay_us(SETTLE_US);
	while ((irq = take())) {
		duplicated++;
	}
}

static void count_lost(void)
{
	unsigned int n;

	for (n = 0; n < NUM_SOURCES; n++) {
		if (!arrivals[sources[n]]) {
			printk("Interrupt %u with priority %x never came\n", sources[n],
			       priorities[sources[n]]);
			lost++;
		}
	}
}

static bool play_round(void)
{
	bool in_order;

	fire_all();
	delay_us(SETTLE_US);
	in_order = collect();
	drain();
	count_lost();
	heartbeat();
	return in_order;
}

static void ignore(unsigned int irq)
{
	(void)irq;
}

void inmate_main(void)
{
	unsigned int rounds = cmdline_parse_int("rounds", 50);
	unsigned int n, kept = 0;

	disable_irqs();
	irq_init(ignore);
	name_sources(cmdline_parse_int("first", FIRST_SPI));
	printk("%u interrupts in each of %u rounds\n", NUM_SOURCES, rounds);
	for (n = 0; n < rounds; n++) {
		kept += play_round();
	}
	printk("Priority order kept in %u of %u rounds; %u lost, %u duplicated, %u foreign\n", kept,
	       rounds, lost, duplicated, foreign);
	heartbeat_start();
	live_until_shutdown();
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
