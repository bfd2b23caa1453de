// SPDX-License-Identifier: GPL-2.0-only
/* Enabling and disabling. */

#include <linux/cpu.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/smp.h>
#include <linux/stop_machine.h>

#include <jailhouse/console.h>
#include <jailhouse/hypercall.h>

#include "arch.h"
#include "cell.h"
#include "config.h"
#include "console.h"
#include "cpu.h"
#include "driver.h"
#include "enable.h"
#include "memory.h"
#include "pci.h"
#include "reason.h"
#include "sysfs.h"

DECLARE_RWSEM(hv_running);
bool hv_enabled;

/* Stays after disable, for those who read the image; claim NULL: nothing there. */
static struct hv_memory memory;

/* from the begin of a sleep to its end, and before a reboot */
static bool going_down;

/* Of the configuration that is being enabled: its CPUs, and the root cell's name. */
static struct cpumask root_cpus;
static char root_name[JAILHOUSE_CELL_NAME_MAXLEN + 1];

int hv_query(u32 number, unsigned long arg1, unsigned long arg2)
{
	int result = -EAGAIN;

	down_read(&hv_running);
	if (hv_enabled) {
		result = jailhouse_call_arg2(number, arg1, arg2);
	}
	up_read(&hv_running);
	return result;
}

void hv_release(void)
{
	if (memory.core_size) {
		sysfs_core_remove();
	}
	hv_memory_release(&memory);
}

/* The checker's words. */
static int refuse_root_cpu(struct jailhouse_reason *why, u16 code, u32 cpu)
{
	refuse_cpu(why, code, -EINVAL, cpu);
	strscpy(why->cell, root_name, sizeof(why->cell));
	return refused_object(why, JAILHOUSE_OBJECT_CPU, JAILHOUSE_FIELD_CPUS);
}

/*
 * A CPU that does not enter would stay outside with access to everything, so
 * those of the configuration, those that exist and those online must be the same.
 * Which one is named is the checker's choice, too.
 * @beyond: the first one of the configuration that no Linux could have here, or negative
 */
static int compare_cpus(int beyond, struct jailhouse_reason *why)
{
	unsigned int cpu;

	for_each_present_cpu(cpu)
	{
		if (!cpumask_test_cpu(cpu, &root_cpus)) {
			return refuse_root_cpu(why, JAILHOUSE_REASON_CPU_MISSING, cpu);
		}
	}
	for_each_cpu (cpu, &root_cpus) {
		if (!cpu_present(cpu)) {
			return refuse_root_cpu(why, JAILHOUSE_REASON_CPU_ABSENT, cpu);
		}
	}
	return beyond < 0 ? 0 : refuse_root_cpu(why, JAILHOUSE_REASON_CPU_ABSENT, beyond);
}

static int check_cpus(struct jailhouse_reason *why)
{
	int err = compare_cpus(-1, why);
	unsigned int cpu;

	for_each_cpu (cpu, &root_cpus) {
		if (!err && !cpu_online(cpu)) {
			err = refuse_cpu(why, JAILHOUSE_REASON_DRV_CPU_OFFLINE, -EINVAL, cpu);
		}
	}
	return err;
}

static int read_cpus(const struct jailhouse_system *system, struct jailhouse_reason *why)
{
	int beyond = config_cpus(&system->root_cell, &root_cpus);

	strscpy(root_name, system->root_cell.name, sizeof(root_name));
	if (beyond >= 0) {
		return compare_cpus(beyond, why);
	}
	if (cpumask_empty(&root_cpus)) {
		refuse_name(why, JAILHOUSE_REASON_ROOT_WITHOUT_CPU, -EINVAL,
			    system->root_cell.name);
		return refused_object(why, JAILHOUSE_OBJECT_CELL, JAILHOUSE_FIELD_CPUS);
	}
	return 0;
}

/*
 * What cannot be a register is found before anything is touched: Linux warns of a mapping of its
 * memory and of one that no bus has.
 */
static int check_clock_gate(const struct jailhouse_console *console, struct jailhouse_reason *why)
{
	u64 start = console->clock_reg, last = start + sizeof(u32) - 1;

	if (start == 0) {
		return 0;
	}
	if (!IS_ALIGNED(start, sizeof(u32))) {
		refuse_value(why, JAILHOUSE_REASON_MEM_UNALIGNED, -EINVAL, start, sizeof(u32));
	} else if (last > ARCH_LAST_ADDRESS) {
		refuse_value(why, JAILHOUSE_REASON_MEM_BEYOND, -EINVAL, last, ARCH_LAST_ADDRESS);
	} else if (region_intersects(start, sizeof(u32), IORESOURCE_SYSTEM_RAM, IORES_DESC_NONE) !=
		   REGION_DISJOINT) {
		refuse_value(why, JAILHOUSE_REASON_DRV_REGISTER_IN_RAM, -EINVAL, start, 0);
	} else {
		return 0;
	}
	return refused_object(why, JAILHOUSE_OBJECT_CONSOLE, JAILHOUSE_FIELD_CLOCK_REG);
}

/* The hypervisor's console may hang behind a clock that Linux has switched off. */
static int open_clock_gate(const struct jailhouse_console *console)
{
	u32 __iomem *gate;
	u32 value;

	if (console->clock_reg == 0) {
		return 0;
	}
	gate = ioremap(console->clock_reg, sizeof(*gate));
	if (!gate) {
		return -ENOMEM;
	}
	value = readl(gate);
	if (CON_HAS_INVERTED_GATE(console->flags)) {
		value &= ~(1U << (console->gate_nr % 32));
	} else {
		value |= 1U << (console->gate_nr % 32);
	}
	writel(value, gate);
	iounmap(gate);
	return 0;
}

struct transition {
	int (*cross)(void);
	/** Nobody crosses if other CPUs than these are online. */
	const struct cpumask *cpus;
	bool cpus_changed;
	atomic_t error;
	atomic_t crossed;
};

static int enter(void)
{
	return arch_enter(smp_processor_id());
}

static int cross_this_cpu(void *info)
{
	struct transition *transition = info;
	int err;

	if (!cpumask_equal(cpu_online_mask, transition->cpus)) {
		WRITE_ONCE(transition->cpus_changed, true);
		return 0;
	}
	err = transition->cross();
	if (err) {
		atomic_cmpxchg(&transition->error, 0, err);
	} else {
		atomic_inc(&transition->crossed);
	}
	return 0;
}

/*
 * All CPUs at the same time: they meet inside. Stopping the machine is the way
 * to get there, for its threads hold no lock. A CPU that is merely interrupted
 * may hold one that another CPU waits for with its interrupts off, and they
 * would never meet. The hypervisor answers the same on every CPU.
 */
static int cross_all(int (*cross)(void), const struct cpumask *cpus, const char *what)
{
	struct transition transition = { .cross = cross, .cpus = cpus };
	int err = stop_machine(cross_this_cpu, &transition, cpus);

	if (err) {
		return err;
	}
	if (transition.cpus_changed) {
		return -EBUSY;
	}
	err = atomic_read(&transition.error);
	if (err && atomic_read(&transition.crossed)) {
		pr_crit("%d CPUs %s, the others were refused with error %d: reset the machine\n",
			atomic_read(&transition.crossed), what, err);
	}
	return err;
}

static int check_machine(struct jailhouse_reason *why)
{
	int err;

	cpus_read_lock();
	err = arch_check_cpus(why);
	if (!err) {
		err = check_cpus(why);
	}
	cpus_read_unlock();
	return err;
}

static int enter_all(struct jailhouse_reason *why)
{
	int err = check_machine(why);

	if (err) {
		return err;
	}
	hv_memory_stage(&memory, JAILHOUSE_STAGE_ENTERING);
	down_write(&hv_running);
	err = cross_all(enter, &root_cpus, "entered");
	hv_enabled = err == 0;
	up_write(&hv_running);
	if (err) {
		reason_copy(why, &hv_memory_header(&memory)->reason, err);
	}
	if (err && why->code == 0) {
		/* a CPU that came or went in the last moment can be named */
		err = check_machine(why) ?: err;
	}
	return err;
}

/* The image is in place: make the rest ready and go. */
static int start(const struct jailhouse_system *system, struct jailhouse_reason *why)
{
	int err = arch_prepare_entry(&memory);

	if (err) {
		return err;
	}
	err = sysfs_core_add(&memory);
	if (!err) {
		console_session_start(memory.virt + memory.console_page,
				      SYS_FLAGS_VIRTUAL_DEBUG_CONSOLE(system->flags));
		err = enter_all(why);
		if (err) {
			console_session_end();
			sysfs_core_remove();
			hv_memory_stage(&memory, JAILHOUSE_STAGE_DISABLED);
		}
	}
	arch_finish_entry();
	return err;
}

static int load_and_start(struct jailhouse_system *system, size_t size,
			  struct jailhouse_reason *why)
{
	int err;

	hv_release();
	err = check_clock_gate(&system->debug_console, why);
	if (err) {
		return err;
	}
	err = hv_memory_claim(&memory, &system->hypervisor_memory, why);
	if (err) {
		return err;
	}
	err = open_clock_gate(&system->debug_console);
	if (!err) {
		err = hv_memory_load(&memory, arch_image_name(), system, size,
				     cpumask_weight(&root_cpus), cpumask_last(&root_cpus) + 1, why);
	}
	if (!err) {
		err = start(system, why);
	}
	if (err) {
		hv_memory_release(&memory);
	}
	return err;
}

static int check(const struct jailhouse_system *system, struct jailhouse_reason *why)
{
	int err = read_cpus(system, why);

	return err ? err : check_machine(why);
}

static void warn_about_dma(const struct jailhouse_system *system)
{
	if (system->platform_info.iommu_units[0].base == 0) {
		pr_warn("no IOMMU configured: a bus-mastering device reaches all memory\n");
	}
}

/* The hypervisor runs: nothing may fail from here on without leaving it again. */
static int finish_enable(struct jailhouse_system *system, size_t size, struct jailhouse_reason *why)
{
	int err;

	warn_about_dma(system);
	err = cell_register_root(system, size, &root_cpus);
	if (err) {
		down_write(&hv_running);
		cross_all(arch_leave, &root_cpus, "left");
		hv_enabled = false;
		up_write(&hv_running);
		console_session_end();
		return err;
	}
	pci_virtual_add(system);
	pr_info("The Jailhouse is opening.\n");
	return 0;
}

int hv_enable(const void __user *user, struct jailhouse_reason *why)
{
	struct jailhouse_system *system;
	size_t size;
	int err;

	system = config_copy_system(user, &size, why);
	if (IS_ERR(system)) {
		return PTR_ERR(system);
	}
	if (going_down) {
		err = refuse(why, JAILHOUSE_REASON_DRV_GOING_DOWN, -EBUSY);
		goto free_config;
	}
	if (hv_enabled || !try_module_get(THIS_MODULE)) {
		err = refuse(why, JAILHOUSE_REASON_DRV_ALREADY_ENABLED, -EBUSY);
		goto free_config;
	}
	err = check(system, why);
	if (!err) {
		arch_complete_config(system);
		err = load_and_start(system, size, why);
	}
	if (err) {
		module_put(THIS_MODULE);
		goto free_config;
	}
	/* the root cell owns the configuration now */
	err = finish_enable(system, size, why);
	if (err) {
		module_put(THIS_MODULE);
	}
	return err;

free_config:
	config_free(system, size);
	return err;
}

/* Bring offline CPUs of the root cell online. */
static void complete_cpus(void)
{
	static struct cpumask offline;

	cpumask_andnot(&offline, cell_root_cpus(), cpu_online_mask);
	cpus_give_back(&offline);
}

static int check_root_online(struct jailhouse_reason *why)
{
	unsigned int cpu;

	for_each_cpu (cpu, cell_root_cpus()) {
		if (!cpu_online(cpu)) {
			return refuse_cpu(why, JAILHOUSE_REASON_DRV_CPU_OFFLINE, -EBUSY, cpu);
		}
	}
	return 0;
}

static int leave_all(struct jailhouse_reason *why)
{
	int err;

	down_write(&hv_running);
	err = cross_all(arch_leave, cell_root_cpus(), "left");
	hv_enabled = err != 0;
	up_write(&hv_running);
	if (err && check_root_online(why) == 0) {
		reason_fetch(why, err);
	}
	return err;
}

int hv_disable(struct jailhouse_reason *why)
{
	int err;

	if (!hv_enabled) {
		return refuse(why, JAILHOUSE_REASON_DRV_NOT_ENABLED, -EINVAL);
	}
	/* before anything is lost */
	err = cell_check_root_alive(why) ?: check_root_online(why);
	if (err) {
		return err;
	}
	err = cell_destroy_all(why);
	if (err) {
		return err;
	}
	/* those that were offline when a cell took them */
	complete_cpus();
	pci_virtual_remove(cell_root_system());
	err = leave_all(why);
	if (err) {
		pci_virtual_add(cell_root_system());
		return err;
	}
	hv_memory_stage(&memory, JAILHOUSE_STAGE_DISABLED);
	console_session_end();
	cell_unregister_root();
	module_put(THIS_MODULE);
	pr_info("The Jailhouse was closed.\n");
	return 0;
}

int hv_suspend(void)
{
	if (hv_enabled) {
		pr_warn("no suspend or hibernation while the hypervisor is enabled; "
			"run \"jailhouse disable\" first\n");
		return -EBUSY;
	}
	going_down = true;
	return 0;
}

void hv_resume(void)
{
	going_down = false;
}

/* A cell may refuse the first request and grant the next one. */
#define SHUTDOWN_TRIES 3

void hv_shutdown(void)
{
	static struct jailhouse_reason why;
	unsigned int tries = 0;
	int err = -EIO;

	going_down = true;
	if (!hv_enabled) {
		return;
	}
	refuse(&why, 0, 0);
	if (cell_check_root_alive(&why) == 0) {
		complete_cpus();
		do {
			err = hv_disable(&why);
		} while (err && why.code == JAILHOUSE_REASON_SHUTDOWN_DENIED &&
			 ++tries < SHUTDOWN_TRIES);
	}
	if (!hv_enabled) {
		return;
	}
	if (why.code) {
		reason_log(&why);
	}
	pr_crit("Linux goes down, but the hypervisor stays (error %d): cells run on until the "
		"machine is reset\n",
		err);
}

int hv_check_integrity(struct jailhouse_reason *why)
{
	int result;

	if (!hv_enabled) {
		return refuse(why, JAILHOUSE_REASON_DRV_NOT_ENABLED, -EINVAL);
	}
	result = jailhouse_call(JAILHOUSE_HC_CHECK_INTEGRITY);
	if (result < 0) {
		reason_fetch(why, result);
	}
	return result;
}
