/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>

static bool comm_region_is_valid(void)
{
	return memcmp(comm_region->signature, COMM_REGION_MAGIC, sizeof(comm_region->signature)) ==
		       0 &&
	       comm_region->revision == COMM_REGION_ABI_REVISION;
}

void c_entry(void)
{
	arch_init_early();
	if (comm_region_is_valid()) {
		inmate_main();
	} else {
		comm_region->cell_state = JAILHOUSE_CELL_FAILED_COMM_REV;
	}
	stop();
}

void stop(void)
{
	disable_irqs();
	while (true) {
		halt();
	}
}

void give_up(const char *reason)
{
	printk("GIVING UP: %s\n", reason);
	comm_region->cell_state = JAILHOUSE_CELL_FAILED;
	stop();
}
