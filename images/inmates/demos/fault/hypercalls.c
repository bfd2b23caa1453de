/* SPDX-License-Identifier: GPL-2.0-only */

/* Hypercalls that a cell may not do, a cell that does nothing any more, and one that gives up. */

#include "fault-common.h"

#define ENOSYS 38
#define EPERM  1

/* a device's on ARM, a vector on x86 */
#define ANY_IRQ 40

void expect_error(const char *call, unsigned int number, int result, int error)
{
	printk("%s %u returned %d, expected %d: %s\n", call, number, result, error,
	       result == error ? "passed" : "FAILED");
}

static void try_hypercall(u32 number, int error)
{
	expect_error("Hypercall", number, jailhouse_call_arg2(number, 0, 0), -error);
}

void fault_hypercall(void)
{
	try_hypercall(param("value", 0x7f), ENOSYS);
}

void fault_hypercall_denied(void)
{
	static const u32 root_only[] = {
		JAILHOUSE_HC_DISABLE,	   JAILHOUSE_HC_CELL_CREATE,
		JAILHOUSE_HC_CELL_START,   JAILHOUSE_HC_CELL_SET_LOADABLE,
		JAILHOUSE_HC_CELL_DESTROY, JAILHOUSE_HC_CELL_GET_STATE,
		JAILHOUSE_HC_GET_REASON,   JAILHOUSE_HC_CHECK_INTEGRITY,
	};
	unsigned int n;

	for (n = 0; n < sizeof(root_only) / sizeof(root_only[0]); n++) {
		try_hypercall(root_only[n], EPERM);
	}
}

void fault_irq_early(void)
{
	irq_enable(ANY_IRQ);
}

void fault_hang(void)
{
	disable_irqs();
	while (true) {
		cpu_relax();
	}
}
