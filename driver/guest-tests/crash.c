// SPDX-License-Identifier: GPL-2.0-only
/*
 * A bug in root Linux, for scenarios only: loading it calls through an address at which nothing is,
 * with interrupts off, while all other CPUs are deaf to interrupts. To stop them, Linux has nothing
 * left but what cannot be masked.
 */

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/smp.h>

static atomic_t deaf;

static void be_deaf(void *unused)
{
	local_irq_disable();
	atomic_inc(&deaf);
	for (;;) {
		cpu_relax();
	}
}

static int __init crash_init(void)
{
	int *volatile nowhere = (int *)8;

	preempt_disable();
	smp_call_function(be_deaf, NULL, 0);
	while (atomic_read(&deaf) < (int)num_online_cpus() - 1) {
		cpu_relax();
	}
	local_irq_disable();
	*nowhere = 1;
	return 0;
}
module_init(crash_init);

MODULE_DESCRIPTION("Crashes root Linux");
MODULE_LICENSE("GPL");
