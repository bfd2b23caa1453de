/* SPDX-License-Identifier: GPL-2.0-only */

/* Prints without interrupts. */

#include <inmate.h>
#include <liveness.h>

#define STEP_US	       10000
#define STEPS_PER_LINE 50

void inmate_main(void)
{
	unsigned int step;
	int line;

	for (line = 1;; line++) {
		printk("Hello %d from cell!\n", line);
		for (step = 0; step < STEPS_PER_LINE; step++) {
			if (shutdown_requested()) {
				comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
				return;
			}
			heartbeat();
			delay_us(STEP_US);
		}
	}
}
