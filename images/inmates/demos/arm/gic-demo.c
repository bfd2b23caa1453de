/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Measures how late the virtual timer's interrupt comes. With "locked" on the
 * command line nobody can change other cells meanwhile, and the first request
 * to shut down is refused.
 */

#include <inmate.h>
#include <gic.h>
#include <liveness.h>

#define TICKS_PER_SECOND 10

static u64 expected_ticks;
static bool measured;
static long min_jitter, max_jitter;

static volatile u32 *led_reg;
static unsigned int led_pin;

static void note_jitter(long jitter)
{
	if (!measured || jitter < min_jitter) {
		min_jitter = jitter;
	}
	if (!measured || jitter > max_jitter) {
		max_jitter = jitter;
	}
	measured = true;
}

static long ns_since(u64 now, u64 then)
{
	return now >= then ? (long)timer_ticks_to_ns(now - then)
			   : -(long)timer_ticks_to_ns(then - now);
}

static void program_timer(void)
{
	u64 period = timer_get_frequency() / TICKS_PER_SECOND;
	u64 now = timer_get_ticks();

	expected_ticks += period;
	if (expected_ticks <= now) {
		/* more than a period late: start over */
		expected_ticks = now + period;
	}
	timer_start(expected_ticks - now);
}

static void handle_irq(unsigned int irq)
{
	long jitter = ns_since(timer_get_ticks(), expected_ticks);

	if (irq != TIMER_IRQ) {
		return;
	}
	note_jitter(jitter);
	printk("Timer fired, jitter: %6ld ns, min: %6ld ns, max: %6ld ns\n", jitter, min_jitter,
	       max_jitter);
	if (led_reg) {
		*led_reg ^= 1U << led_pin;
	}
	heartbeat();
	program_timer();
}

static void init_led(void)
{
	led_reg = (volatile u32 *)(unsigned long)cmdline_parse_int("led-reg", 0);
	led_pin = cmdline_parse_int("led-pin", 0) & 31;
	if (led_reg) {
		map_range((void *)led_reg, sizeof(*led_reg), MAP_UNCACHED);
	}
}

static void init_timer(void)
{
	printk("Initializing the GIC...\n");
	irq_init(handle_irq);
	irq_enable(TIMER_IRQ);

	printk("Initializing the timer...\n");
	expected_ticks = timer_get_ticks();
	program_timer();
}

/* Returns true when the demo shall end. */
static bool handle_messages(bool *refuse)
{
	if (!shutdown_requested()) {
		return false;
	}
	if (!*refuse) {
		return true;
	}
	*refuse = false;
	printk("Rejecting first shutdown request - try again!\n");
	jailhouse_send_reply_from_cell(comm_region, JAILHOUSE_MSG_REQUEST_DENIED);
	return false;
}

void inmate_main(void)
{
	bool locked = cmdline_parse_bool("locked", false);

	if (locked) {
		comm_region->cell_state = JAILHOUSE_CELL_RUNNING_LOCKED;
	}
	init_led();
	init_timer();

	while (!handle_messages(&locked)) {
		enable_irqs();
		halt();
		disable_irqs();
	}
	printk("Stopped GIC demo\n");
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
