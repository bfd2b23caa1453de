/* SPDX-License-Identifier: GPL-2.0-only */

/* The smallest useful inmate: it prints, reads a clock and ends. */

#include <inmate.h>
#include <liveness.h>

#define ROUNDS	       10
#define STEPS_A_SECOND 100

/* Wait a second; false if the cell shall shut down. */
static bool wait_second(void)
{
	unsigned int n;

	for (n = 0; n < STEPS_A_SECOND; n++) {
		if (shutdown_requested()) {
			return false;
		}
		heartbeat();
		delay_us(1000000 / STEPS_A_SECOND);
	}
	return true;
}

void inmate_main(void)
{
	unsigned long long start = pm_timer_read();
	unsigned int n;

	printk("Hello from this tiny cell!\n");
	for (n = 0; n < ROUNDS && wait_second(); n++) {
		printk("PM Timer: %11llu\n", pm_timer_read() - start);
	}
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
