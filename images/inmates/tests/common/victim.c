/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Works so that faults which are injected into it have something to hit: between two timer
 * interrupts, which count the heartbeat up, it sums up a table and asks the hypervisor for
 * something. What it finds wrong it says, and goes to the state "failed".
 */

#include <inmate.h>
#include <liveness.h>

#define ENTRIES 4096
#define ROUNDS	16

static u32 table[ENTRIES];

static u32 entry(u32 n)
{
	return n * 2654435761U ^ n >> 3;
}

static void fill(void)
{
	u32 n;

	for (n = 0; n < ENTRIES; n++) {
		table[n] = entry(n);
	}
}

static u64 __attribute__((noinline)) sum(void)
{
	u64 total = 0;
	u32 n;

	for (n = 0; n < ENTRIES; n++) {
		total = total * 31 + ((volatile u32 *)table)[n];
	}
	return total;
}

static void __attribute__((noreturn)) complain(const char *what, u64 found, u64 expected)
{
	printk("VICTIM: %s %llx instead of %llx\n", what, found, expected);
	comm_region->cell_state = JAILHOUSE_CELL_FAILED;
	stop();
}

static u32 number_of_cells(void)
{
	return jailhouse_call_arg1(JAILHOUSE_HC_HYPERVISOR_GET_INFO, JAILHOUSE_INFO_NUM_CELLS);
}

static void work(u64 expected, u32 cells)
{
	u32 n;

	for (n = 0; n < ROUNDS; n++) {
		u64 found = sum();
		u32 answer = number_of_cells();

		if (found != expected) {
			complain("sum", found, expected);
		}
		if (answer != cells) {
			complain("number of cells", answer, cells);
		}
	}
}

void inmate_main(void)
{
	u64 expected;
	u32 cells;

	excp_reporting_init();
	fill();
	expected = sum();
	cells = number_of_cells();
	heartbeat_start();
	printk("VICTIM works\n");
	while (!shutdown_requested()) {
		work(expected, cells);
		enable_irqs();
		halt();
		disable_irqs();
	}
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
