/* SPDX-License-Identifier: GPL-2.0-only */

/* The smallest useful inmate: it prints, reads a clock and ends. */

#include <inmate.h>
#include <liveness.h>

#define ROUNDS	10
#define STEP_US 10000

static u64 read_ns(void)
{
	return timer_ticks_to_ns(timer_get_ticks());
}

/* Wait until the clock shows this; false if the cell shall shut down. */
static bool wait_until(u64 deadline)
{
	while (read_ns() < deadline) {
		if (shutdown_requested()) {
			return false;
		}
		heartbeat();
		delay_us(STEP_US);
	}
	return true;
}

void inmate_main(void)
{
	u64 start = read_ns();
	unsigned int n;

	printk("Hello from this tiny cell!\n");
	for (n = 1; n <= ROUNDS && wait_until(start + n * NS_PER_SEC); n++) {
		printk("Timer: %11llu\n", read_ns() - start);
	}
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
