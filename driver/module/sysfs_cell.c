// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of the cells.
 *
 * Their readers do not take hv_lock: it is held where files are removed, and
 * removing waits for the readers. A cell and its CPU set are there as long as
 * its files are.
 */

#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include <jailhouse/hypercall.h>

#include "arch.h"
#include "driver.h"
#include "sysfs.h"
#include "sysfs_cell.h"

static struct kset *cells_set;

/* The directory statistics/, or one of its cpu<n>/. */
struct cell_stats {
	struct kobject kobj;
	struct list_head entry;
	struct cell *cell;
	/** Negative: all of the cell. */
	int cpu;
};

/* --- statistics --- */

struct stats_attribute {
	struct attribute attr;
	u32 counter;
};

#define DEFINE_COUNTER(_name, _counter)                                                            \
	static struct stats_attribute stats_##_name = {                                            \
		.attr = { .name = #_name, .mode = 0444 },                                          \
		.counter = _counter,                                                               \
	};
#define LIST_COUNTER(_name, _counter) &stats_##_name.attr,

#define ALL_STATS(counter)                                                                         \
	counter(vmexits_total, JAILHOUSE_CPU_STAT_VMEXITS_TOTAL)                                   \
		counter(vmexits_mmio, JAILHOUSE_CPU_STAT_VMEXITS_MMIO)                             \
			counter(vmexits_management, JAILHOUSE_CPU_STAT_VMEXITS_MANAGEMENT)         \
				counter(vmexits_hypercall, JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL)   \
					ARCH_STATS(counter)

ALL_STATS(DEFINE_COUNTER)

static struct attribute *stats_attrs[] = { ALL_STATS(LIST_COUNTER) NULL };
ATTRIBUTE_GROUPS(stats);

static unsigned long read_counter(unsigned int cpu, u32 counter)
{
	int value =
		hv_query(JAILHOUSE_HC_CPU_GET_INFO, cpu, JAILHOUSE_CPU_INFO_STAT_BASE + counter);

	return max(value, 0);
}

static ssize_t stats_show(struct kobject *kobj, struct attribute *attr, char *buffer)
{
	struct cell_stats *stats = container_of(kobj, struct cell_stats, kobj);
	u32 counter = container_of(attr, struct stats_attribute, attr)->counter;
	unsigned long sum = 0;
	unsigned int cpu;

	if (stats->cpu >= 0) {
		return sysfs_emit(buffer, "%lu\n", read_counter(stats->cpu, counter));
	}
	for_each_cpu (cpu, &stats->cell->cpus) {
		sum += read_counter(cpu, counter);
	}
	return sysfs_emit(buffer, "%lu\n", sum);
}

static void stats_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct cell_stats, kobj));
}

static const struct sysfs_ops stats_ops = {
	.show = stats_show,
};

static struct kobj_type stats_type = {
	.release = stats_release,
	.sysfs_ops = &stats_ops,
	.default_groups = stats_groups,
};

static struct cell_stats *stats_create(struct cell *cell, struct kobject *parent, int cpu)
{
	struct cell_stats *stats = kzalloc(sizeof(*stats), GFP_KERNEL);
	int err;

	if (!stats) {
		return NULL;
	}
	stats->cell = cell;
	stats->cpu = cpu;
	if (cpu < 0) {
		err = kobject_init_and_add(&stats->kobj, &stats_type, parent, "statistics");
	} else {
		err = kobject_init_and_add(&stats->kobj, &stats_type, parent, "cpu%d", cpu);
	}
	if (err) {
		kobject_put(&stats->kobj);
		return NULL;
	}
	return stats;
}

static void stats_remove(struct cell_stats *stats)
{
	kobject_del(&stats->kobj);
	kobject_put(&stats->kobj);
}

void sysfs_cell_add_cpus(struct cell *cell, const struct cpumask *cpus)
{
	unsigned int cpu;

	if (!cell->stats) {
		return;
	}
	for_each_cpu (cpu, cpus) {
		struct cell_stats *stats = stats_create(cell, &cell->stats->kobj, cpu);

		if (!stats) {
			pr_warn("no statistics of CPU %u: out of memory\n", cpu);
			continue;
		}
		list_add_tail(&stats->entry, &cell->cpu_stats);
	}
}

void sysfs_cell_drop_cpus(struct cell *cell, const struct cpumask *cpus)
{
	struct cell_stats *stats, *next;

	list_for_each_entry_safe(stats, next, &cell->cpu_stats, entry)
	{
		if (cpumask_test_cpu(stats->cpu, cpus)) {
			list_del(&stats->entry);
			stats_remove(stats);
		}
	}
}

/* --- a cell --- */

struct cell_attribute {
	struct attribute attr;
	ssize_t (*show)(struct cell *cell, char *buffer);
};

#define CELL_FILE(_name)                                                                           \
	static struct cell_attribute cell_##_name = {                                              \
		.attr = { .name = #_name, .mode = 0444 },                                          \
		.show = _name##_show,                                                              \
	}

static ssize_t name_show(struct cell *cell, char *buffer)
{
	return sysfs_emit(buffer, "%s\n", cell->desc->name);
}
CELL_FILE(name);

static ssize_t state_show(struct cell *cell, char *buffer)
{
	static const char *const names[] = {
		[JAILHOUSE_CELL_RUNNING] = "running",
		[JAILHOUSE_CELL_RUNNING_LOCKED] = "running/locked",
		[JAILHOUSE_CELL_SHUT_DOWN] = "shut down",
		[JAILHOUSE_CELL_FAILED] = "failed",
		[JAILHOUSE_CELL_FAILED_COMM_REV] = "Comm ABI mismatch",
	};
	int state = hv_query(JAILHOUSE_HC_CELL_GET_STATE, cell->desc->id, 0);
	bool known = state >= 0 && state < (int)ARRAY_SIZE(names);

	return sysfs_emit(buffer, "%s\n", known ? names[state] : "invalid");
}
CELL_FILE(state);

static ssize_t cpus_assigned_show(struct cell *cell, char *buffer)
{
	return sysfs_emit(buffer, "%*pb\n", cpumask_pr_args(&cell->cpus));
}
CELL_FILE(cpus_assigned);

static ssize_t cpus_assigned_list_show(struct cell *cell, char *buffer)
{
	return sysfs_emit(buffer, "%*pbl\n", cpumask_pr_args(&cell->cpus));
}
CELL_FILE(cpus_assigned_list);

/* The set of failed CPUs, to be freed with free_cpumask_var(). */
static bool failed_cpus(const struct cell *cell, cpumask_var_t *failed)
{
	unsigned int cpu;

	if (!zalloc_cpumask_var(failed, GFP_KERNEL)) {
		return false;
	}
	for_each_cpu (cpu, &cell->cpus) {
		if (hv_query(JAILHOUSE_HC_CPU_GET_INFO, cpu, JAILHOUSE_CPU_INFO_STATE) ==
		    JAILHOUSE_CPU_FAILED) {
			cpumask_set_cpu(cpu, *failed);
		}
	}
	return true;
}

static ssize_t show_failed(const struct cell *cell, char *buffer, const char *format)
{
	cpumask_var_t failed;
	ssize_t size;

	if (!failed_cpus(cell, &failed)) {
		return -ENOMEM;
	}
	size = scnprintf(buffer, PAGE_SIZE, format, cpumask_pr_args(failed));
	free_cpumask_var(failed);
	return size;
}

static ssize_t cpus_failed_show(struct cell *cell, char *buffer)
{
	return show_failed(cell, buffer, "%*pb\n");
}
CELL_FILE(cpus_failed);

static ssize_t cpus_failed_list_show(struct cell *cell, char *buffer)
{
	return show_failed(cell, buffer, "%*pbl\n");
}
CELL_FILE(cpus_failed_list);

static struct attribute *cell_attrs[] = {
	&cell_name.attr,
	&cell_state.attr,
	&cell_cpus_assigned.attr,
	&cell_cpus_failed.attr,
	&cell_cpus_assigned_list.attr,
	&cell_cpus_failed_list.attr,
	NULL,
};
ATTRIBUTE_GROUPS(cell);

static ssize_t cell_show(struct kobject *kobj, struct attribute *attr, char *buffer)
{
	struct cell_attribute *file = container_of(attr, struct cell_attribute, attr);

	return file->show(container_of(kobj, struct cell, kobj), buffer);
}

static void cell_release(struct kobject *kobj)
{
	cell_free(container_of(kobj, struct cell, kobj));
}

static const struct sysfs_ops cell_ops = {
	.show = cell_show,
};

static struct kobj_type cell_type = {
	.release = cell_release,
	.sysfs_ops = &cell_ops,
	.default_groups = cell_groups,
};

void sysfs_cell_init(struct cell *cell)
{
	kobject_init(&cell->kobj, &cell_type);
}

void sysfs_cell_add(struct cell *cell)
{
	cell->kobj.kset = cells_set;
	if (kobject_add(&cell->kobj, NULL, "%u", cell->desc->id)) {
		pr_warn("cell \"%s\" cannot be shown in sysfs\n", cell->desc->name);
		return;
	}
	cell->stats = stats_create(cell, &cell->kobj, -1);
	if (!cell->stats) {
		pr_warn("no statistics of cell \"%s\": out of memory\n", cell->desc->name);
	}
	sysfs_cell_add_cpus(cell, &cell->cpus);
	kobject_uevent(&cell->kobj, KOBJ_ADD);
}

void sysfs_cell_remove(struct cell *cell)
{
	struct cell_stats *stats = cell->stats;

	sysfs_cell_drop_cpus(cell, &cell->cpus);
	if (stats) {
		cell->stats = NULL;
		stats_remove(stats);
	}
	kobject_del(&cell->kobj);
	kobject_put(&cell->kobj);
}

int sysfs_cells_init(void)
{
	cells_set = kset_create_and_add("cells", NULL, &hv_device->kobj);
	return cells_set ? 0 : -ENOMEM;
}

void sysfs_cells_exit(void)
{
	kset_unregister(cells_set);
}
