// SPDX-License-Identifier: GPL-2.0-only
/* jailhouse hypervisor check: is the running hypervisor still the one that was started? */

#include <stdio.h>

#include <jailhouse/hypercall.h>

#include "tool.h"

int cmd_hypervisor_check(int argc, char **argv)
{
	struct jailhouse_integrity integrity = { 0 };
	int status;

	if (argc != 0) {
		return expect_nothing(argc, argv);
	}
	status = device_call(JAILHOUSE_CHECK_INTEGRITY, "JAILHOUSE_CHECK_INTEGRITY", &integrity);
	if (status != TOOL_OK) {
		return status;
	}
	if (integrity.changed & JAILHOUSE_CHANGED_CODE) {
		fprintf(stderr,
			"The hypervisor's code or read-only data differ from what was started: trust "
			"neither it nor its cells, save what you need and reset the machine.\n");
	}
	if (integrity.changed & JAILHOUSE_CHANGED_CONTROL) {
		fprintf(stderr,
			"What protects others from a cell was changed on one of its CPUs, which is "
			"parked now; the hypervisor's console says which. Load and start the cell "
			"again, and suspect the memory.\n");
	}
	if (integrity.changed) {
		return TOOL_ERROR;
	}
	printf("The hypervisor's code and read-only data are what was started.\n");
	return TOOL_OK;
}
