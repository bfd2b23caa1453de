/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <uart.h>

static bool reporting;

void excp_reporting_init(void)
{
	reporting = true;
}

void vector_exception(unsigned long vector, unsigned long pc, unsigned long syndrome,
		      unsigned long address)
{
	if (!reporting) {
		return;
	}
	console_take_over();
	printk("\n--- EXCEPTION %lu ---\n", vector);
	printk(" pc: %p syndrome: %lx address: %p\n", (void *)pc, syndrome, (void *)address);
	comm_region->cell_state = JAILHOUSE_CELL_FAILED;
	stop();
}
