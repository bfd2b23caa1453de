/* SPDX-License-Identifier: GPL-2.0-only */

/* The smallest useful inmate: it prints, reads a clock and ends. */

#include <inmate.h>
#include <liveness.h>

#define ROUNDS	10
#define STEP_US 10000

/* Wait until the clock shows this; false if the cell shall shut down. */
static bool wait_until(unsigned long long deadline)
{
	while (pm_timer_read() < deadline) {
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
	unsigned long long start = pm_timer_read();
	unsigned int n;

	printk("Hello from this tiny cell!\n");
	for (n = 1; n <= ROUNDS && wait_until(start + n * NS_PER_SEC); n++) {
		printk("PM Timer: %11llu\n", pm_timer_read() - start);
	}
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
