/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Fires interrupts of all kinds and of different priorities at once, and looks
 * in which order they arrive: the most urgent first, each exactly once, however
 * few of them the hardware can hold for a cell. Every second shared interrupt is
 * edge-triggered. The timer and the clock hold their lines until they are
 * silenced: such an interrupt has to come again after each end, on GICv3 before
 * anything that is less urgent, and no more afterwards.
 *   rounds=N   default 50
 *   first=N    first of the cell's 32 shared interrupts, default 192
 *   clock=ADDR, clock-irq=N   a PL031, default 0x09010000 and 34
 */

#include <gic.h>
#include <liveness.h>

#define FIRST_SPI   192
#define NUM_SPIS    24
#define NUM_SGIS    3
#define FIRST_SGI   3
#define NUM_SOURCES (NUM_SPIS + NUM_SGIS + 2)
/* so often a held line is found high before it is silenced */
#define TIMES_HELD 4
#define NUM_HELD   2
#define NUM_TAKES  (NUM_SOURCES + NUM_HELD * (TIMES_HELD - 1))
#define MAX_IRQS   1024
/* the virtual interface tells 32 levels apart; the last ones are masked */
#define PRIORITY_STEP 8
#define SETTLE_US     1000
/* in which a line that is still high has its interrupt again */
#define AGAIN_US    5
#define PATIENCE_US 30000000

/* registers of the clock */
#define RTC_DR	 0x00
#define RTC_MR	 0x04
#define RTC_CR	 0x0c
#define RTC_IMSC 0x10
#define RTC_RIS	 0x14
#define RTC_ICR	 0x1c
#define RTC_SIZE 0x1000

static u8 *clock;
static unsigned int clock_irq;
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

/* From now on the mask alone decides whether its line is high. Returns false if it never is. */
static bool clock_init(void)
{
	u64 start = timer_get_ticks();

	clock = (u8 *)(unsigned long)cmdline_parse_int("clock", 0x09010000);
	clock_irq = cmdline_parse_int("clock-irq", 34);
	map_range(clock, RTC_SIZE, MAP_UNCACHED);
	mmio_write32(clock + RTC_IMSC, 0);
	mmio_write32(clock + RTC_CR, 1);
	while (!mmio_read32(clock + RTC_RIS)) {
		if (timer_ticks_to_ns(timer_get_ticks() - start) > PATIENCE_US * NS_PER_USEC) {
			return false;
		}
		mmio_write32(clock + RTC_MR, mmio_read32(clock + RTC_DR));
	}
	return true;
}

static bool is_held(unsigned int irq)
{
	return irq == TIMER_IRQ || irq == clock_irq;
}

static unsigned int expected_of(unsigned int irq)
{
	return is_held(irq) ? TIMES_HELD : 1;
}

static void name_sources(unsigned int first_spi)
{
	unsigned int n;

	for (n = 0; n < NUM_SPIS; n++) {
		sources[n] = first_spi + n;
		gic_set_edge(sources[n], n % 2);
	}
	for (; n < NUM_SPIS + NUM_SGIS; n++) {
		sources[n] = FIRST_SGI + n - NUM_SPIS;
	}
	sources[n++] = TIMER_IRQ;
	sources[n] = clock_irq;
	for (n = 0; n < NUM_SOURCES; n++) {
		irq_enable(sources[n]);
	}
}

static void fire(unsigned int irq)
{
	if (irq == TIMER_IRQ) {
		timer_start(0);
	} else if (irq == clock_irq) {
		mmio_write32(clock + RTC_IMSC, 1);
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

static void silence(unsigned int irq)
{
	if (irq == TIMER_IRQ) {
		timer_stop();
	} else {
		mmio_write32(clock + RTC_IMSC, 0);
		/* it has arrived there before the interrupt ends */
		mmio_read32(clock + RTC_IMSC);
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
	arrivals[irq]++;
	if (is_held(irq) && arrivals[irq] >= TIMES_HELD) {
		silence(irq);
	}
	gic_end(taken);
	if (is_held(irq)) {
		delay_us(AGAIN_US);
	}
	return irq;
}

static bool is_source(unsigned int irq)
{
	unsigned int n;

	for (n = 0; n < NUM_SOURCES && sources[n] != irq; n++) {
	}
	return n < NUM_SOURCES;
}

/*
 * QEMU's GICv2 does not look at the line when a virtual interrupt ends, but when the
 * next interrupt is taken or sent: there a held one comes again some time later.
 */
static bool is_judged(unsigned int irq)
{
	return arrivals[irq] == 1 || comm_region->gic_version == 3;
}

/* Takes the round's interrupts; true if none came after one that is less urgent. */
static bool collect(void)
{
	u64 start = timer_get_ticks();
	unsigned int count = 0;
	bool in_order = true;
	u8 last = 0;

	while (count < NUM_TAKES &&
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
		if (arrivals[irq] > expected_of(irq)) {
			duplicated++;
			continue;
		}
		if (is_judged(irq)) {
			in_order = in_order && priorities[irq] >= last;
			last = priorities[irq];
		}
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
		unsigned int irq = sources[n];

		if (arrivals[irq] < expected_of(irq)) {
			printk("Interrupt %u with priority %x came %u times, expected %u\n", irq,
			       priorities[irq], arrivals[irq], expected_of(irq));
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
	if (!clock_init()) {
		printk("The clock at %p never rings\n", clock);
		stop();
	}
	name_sources(cmdline_parse_int("first", FIRST_SPI));
	printk("%u interrupts in each of %u rounds, %u of them held until they came %u times\n",
	       NUM_SOURCES, rounds, NUM_HELD, TIMES_HELD);
	for (n = 0; n < rounds; n++) {
		kept += play_round();
	}
	printk("Priority order kept in %u of %u rounds; %u lost, %u duplicated, %u foreign\n", kept,
	       rounds, lost, duplicated, foreign);
	mmio_write32(clock + RTC_ICR, 1);
	heartbeat_start();
	live_until_shutdown();
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
