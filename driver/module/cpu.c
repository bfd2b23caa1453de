// SPDX-License-Identifier: GPL-2.0-only
/* CPU hand-over by Linux's hot-plug. */

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/delay.h>
#include <linux/workqueue.h>

#include "cpu.h"
#include "driver.h"
#include "reason.h"

/* Linux refuses while somebody (a PCI probe, say) holds hot-plug off, or a CPU answers late. */
#define TRIES	     5
#define TRY_AGAIN_MS 200

/* Switch CPU hot-plug, 0 also if somebody else did it first. */
static int switch_cpu(unsigned int cpu, int (*to)(unsigned int))
{
	unsigned int tries = TRIES;
	int err = to(cpu);

	while (err < 0 && err != -EPERM && --tries) {
		msleep(TRY_AGAIN_MS);
		err = to(cpu);
	}
	return min(err, 0);
}

int cpus_take(const struct cpumask *cpus, struct cpumask *taken, struct jailhouse_reason *why)
{
	unsigned int cpu;
	int err;

	cpumask_clear(taken);
	for_each_cpu (cpu, cpus) {
		if (!cpu_online(cpu)) {
			continue;
		}
		err = switch_cpu(cpu, remove_cpu);
		if (err) {
			return refuse_cpu(why, JAILHOUSE_REASON_DRV_CPU_STUCK, err, cpu);
		}
		cpumask_set_cpu(cpu, taken);
	}
	return 0;
}

struct give_back {
	struct work_struct work;
	const struct cpumask *cpus;
};

static void give_back_work(struct work_struct *work)
{
	struct give_back *order = container_of(work, struct give_back, work);
	unsigned int cpu;

	for_each_cpu (cpu, order->cpus) {
		int err = cpu_online(cpu) ? 0 : switch_cpu(cpu, add_cpu);

		if (err) {
			pr_err("Linux could not bring CPU %u online (error %d); try it by hand: "
			       "echo 1 > /sys/devices/system/cpu/cpu%u/online\n",
			       cpu, err, cpu);
		}
	}
}

/*
 * By a kernel thread: onlining creates threads, and that fails in a process
 * that has been killed.
 */
void cpus_give_back(const struct cpumask *taken)
{
	struct give_back order = { .cpus = taken };

	INIT_WORK_ONSTACK(&order.work, give_back_work);
	queue_work(system_unbound_wq, &order.work);
	flush_work(&order.work);
	destroy_work_on_stack(&order.work);
}

/* changed and read under the CPU hot-plug lock */
static struct cpumask allowed_cpus;
static bool guarded;

static int guard_state;

/* Starting a CPU that belongs to a cell would only end in a time-out. */
static int check_cpu(unsigned int cpu)
{
	if (!guarded || cpumask_test_cpu(cpu, &allowed_cpus)) {
		return 0;
	}
	pr_warn("CPU %u belongs to a cell, or came after enable: it cannot go online\n", cpu);
	/* not -EBUSY: Linux would try again and again */
	return -EPERM;
}

void cpus_allow(const struct cpumask *cpus)
{
	cpus_read_lock();
	guarded = cpus != NULL;
	if (cpus) {
		cpumask_copy(&allowed_cpus, cpus);
	}
	cpus_read_unlock();
}

int cpus_guard_init(void)
{
	int state = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "jailhouse:online", check_cpu,
					      NULL);

	if (state < 0) {
		return state;
	}
	guard_state = state;
	return 0;
}

void cpus_guard_exit(void)
{
	cpuhp_remove_state_nocalls(guard_state);
}
