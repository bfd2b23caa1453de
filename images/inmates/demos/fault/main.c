/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Performs the fault that its command line names, to show what becomes of a
 * cell that does such a thing. "fault=list" shows the names.
 */

#include <inmate.h>
#include <liveness.h>
#include "fault-common.h"

CMDLINE_BUFFER(512);

u64 param(const char *name, u64 default_value)
{
	return cmdline_parse_int(name, default_value);
}

bool param_given(const char *name)
{
	char value[2];

	return cmdline_parse_str(name, value, sizeof(value), NULL) != NULL;
}

void *param_address(unsigned long default_value)
{
	unsigned long addr = param("addr", default_value);

	/* the 2 MiB around the program are mapped from the start */
	if (addr >> 21 != (unsigned long)cmdline >> 21) {
		map_range((void *)addr, PAGE_SIZE, MAP_UNCACHED);
	}
	return (void *)addr;
}

static void list_faults(void)
{
	unsigned int n;

	for (n = 0; n < num_faults; n++) {
		printk("%s: %s\n", faults[n].name, faults[n].description);
	}
}

static const struct fault *find_fault(const char *name)
{
	unsigned int n;

	for (n = 0; n < num_faults; n++) {
		if (strcmp(faults[n].name, name) == 0) {
			return &faults[n];
		}
	}
	return NULL;
}

static void perform(const struct fault *fault)
{
	printk("About to: %s\n", fault->name);
	fault->perform();
	if (!fault->returns) {
		printk("SURVIVED fault %s\n", fault->name);
	}
}

static void print_usage(const char *name)
{
	if (*name) {
		printk("There is no fault \"%s\".\n", name);
	}
	printk("Usage: fault=NAME %s [delay-ms=N]; fault=list shows the names\n", fault_parameters);
}

void inmate_main(void)
{
	char buffer[32];
	const char *name = cmdline_parse_str("fault", buffer, sizeof(buffer), "");
	const struct fault *fault = find_fault(name);

	excp_reporting_init();
	if (fault) {
		heartbeat();
		delay_us(param("delay-ms", 0) * 1000);
		perform(fault);
	} else if (strcmp(name, "list") == 0) {
		list_faults();
	} else {
		print_usage(name);
	}
	heartbeat_start();
	live_until_shutdown();
	printk("Fault inmate stopped\n");
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
