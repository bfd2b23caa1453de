// SPDX-License-Identifier: GPL-2.0-only
/* Life of the cells. */

#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <jailhouse/hypercall.h>
#include <jailhouse/ioctl.h>

#include "arch.h"
#include "cell.h"
#include "config.h"
#include "cpu.h"
#include "driver.h"
#include "load.h"
#include "pci.h"
#include "reason.h"
#include "sysfs.h"

static LIST_HEAD(cells);
static struct cell *root_cell;

/* Management hypercall; the hypervisor's reason comes along with a refusal. */
static int manage(u32 number, unsigned long arg, struct jailhouse_reason *why)
{
	int result = jailhouse_call_arg1(number, arg);

	if (result < 0) {
		reason_fetch(why, result);
	}
	return result;
}

static struct cell *cell_alloc(void *config, size_t size, struct jailhouse_cell_desc *desc)
{
	struct cell *cell = kzalloc(sizeof(*cell), GFP_KERNEL);

	if (!cell) {
		config_free(config, size);
		return NULL;
	}
	INIT_LIST_HEAD(&cell->entry);
	INIT_LIST_HEAD(&cell->cpu_stats);
	cell->config = config;
	cell->config_size = size;
	cell->desc = desc;
	sysfs_cell_init(cell);
	return cell;
}

void cell_free(struct cell *cell)
{
	config_free(cell->config, cell->config_size);
	kfree(cell);
}

const struct cpumask *cell_root_cpus(void)
{
	return &root_cell->cpus;
}

const struct jailhouse_system *cell_root_system(void)
{
	return root_cell->config;
}

int cell_check_root_alive(struct jailhouse_reason *why)
{
	unsigned int cpu;

	for_each_cpu (cpu, &root_cell->cpus) {
		if (jailhouse_call_arg2(JAILHOUSE_HC_CPU_GET_INFO, cpu, JAILHOUSE_CPU_INFO_STATE) ==
		    JAILHOUSE_CPU_FAILED) {
			return refuse_cpu(why, JAILHOUSE_REASON_DRV_ROOT_CPU_FAILED, -EIO, cpu);
		}
	}
	return 0;
}

int cell_register_root(struct jailhouse_system *system, size_t size, const struct cpumask *cpus)
{
	root_cell = cell_alloc(system, size, &system->root_cell);
	if (!root_cell) {
		return -ENOMEM;
	}
	cpumask_copy(&root_cell->cpus, cpus);
	cpus_allow(cpus);
	list_add(&root_cell->entry, &cells);
	sysfs_cell_add(root_cell);
	return 0;
}

void cell_unregister_root(void)
{
	cpus_allow(NULL);
	list_del(&root_cell->entry);
	sysfs_cell_remove(root_cell);
	root_cell = NULL;
}

static struct cell *find_by_name(const char *name)
{
	struct cell *cell;

	list_for_each_entry(cell, &cells, entry)
	{
		if (strcmp(cell->desc->name, name) == 0) {
			return cell;
		}
	}
	return NULL;
}

static struct cell *find_by_id(u32 id)
{
	struct cell *cell;

	list_for_each_entry(cell, &cells, entry)
	{
		if (cell->desc->id == id) {
			return cell;
		}
	}
	return NULL;
}

static u32 lowest_free_id(void)
{
	u32 id = 0;

	while (find_by_id(id)) {
		id++;
	}
	return id;
}

/* The cell that an ioctl names, or NULL and *error set. */
static struct cell *find_selected(struct jailhouse_cell_id *selector, struct jailhouse_reason *why,
				  int *error)
{
	struct cell *cell;

	if (!hv_enabled) {
		*error = refuse(why, JAILHOUSE_REASON_DRV_NOT_ENABLED, -EINVAL);
		return NULL;
	}
	if (selector->id == JAILHOUSE_CELL_ID_UNUSED) {
		selector->name[JAILHOUSE_CELL_ID_NAMELEN] = 0;
		cell = find_by_name(selector->name);
		if (!cell) {
			*error = refuse_name(why, JAILHOUSE_REASON_DRV_NO_CELL, -ENOENT,
					     selector->name);
		}
	} else {
		cell = find_by_id(selector->id);
		if (!cell) {
			*error = refuse_value(why, JAILHOUSE_REASON_DRV_NO_CELL, -ENOENT,
					      selector->id, 0);
			scnprintf(why->cell, sizeof(why->cell), "%d", selector->id);
		}
	}
	return cell;
}

static struct cell *find_by_cpu(unsigned int cpu)
{
	struct cell *cell;

	list_for_each_entry(cell, &cells, entry)
	{
		if (cpu < nr_cpu_ids && cpumask_test_cpu(cpu, &cell->cpus)) {
			return cell;
		}
	}
	return NULL;
}

static int refuse_foreign_cpu(const struct cell *cell, int cpu, struct jailhouse_reason *why)
{
	const struct cell *owner = find_by_cpu(cpu);

	refuse_cpu(why, owner ? JAILHOUSE_REASON_CPU_TAKEN : JAILHOUSE_REASON_CPU_NOT_IN_ROOT,
		   -EBUSY, cpu);
	strscpy(why->cell, cell->desc->name, sizeof(why->cell));
	strscpy(why->other_cell, (owner ?: root_cell)->desc->name, sizeof(why->other_cell));
	return refused_object(why, JAILHOUSE_OBJECT_CPU, JAILHOUSE_FIELD_CPUS);
}

static int check_cpus(struct cell *cell, struct jailhouse_reason *why)
{
	int beyond = config_cpus(cell->desc, &cell->cpus), err;
	unsigned int cpu;

	if (beyond < 0 && cpumask_empty(&cell->cpus)) {
		refuse_name(why, JAILHOUSE_REASON_NO_CPU, -EINVAL, cell->desc->name);
		return refused_object(why, JAILHOUSE_OBJECT_CELL, JAILHOUSE_FIELD_CPUS);
	}
	err = arch_check_cell_cpus(&cell->cpus, why);
	if (err) {
		strscpy(why->cell, cell->desc->name, sizeof(why->cell));
		return err;
	}
	for_each_cpu (cpu, &cell->cpus) {
		if (!cpumask_test_cpu(cpu, &root_cell->cpus)) {
			return refuse_foreign_cpu(cell, cpu, why);
		}
	}
	return beyond < 0 ? 0 : refuse_foreign_cpu(cell, beyond, why);
}

static int check_new(struct cell *cell, struct jailhouse_reason *why)
{
	if (find_by_name(cell->desc->name)) {
		refuse_name(why, JAILHOUSE_REASON_NAME_EXISTS, -EEXIST, cell->desc->name);
		return refused_object(why, JAILHOUSE_OBJECT_CELL, JAILHOUSE_FIELD_NAME);
	}
	return check_cpus(cell, why);
}

/* What root will have without the cell; used with hv_lock held only. */
static const struct cpumask *root_cpus_without(const struct cell *cell)
{
	static struct cpumask rest;

	cpumask_andnot(&rest, &root_cell->cpus, &cell->cpus);
	return &rest;
}

/*
 * CPUs and devices leave Linux, then the hypervisor takes them. A CPU that
 * somebody brought online again in between would be torn out of Linux.
 */
static int hand_over(struct cell *cell, struct jailhouse_reason *why)
{
	int err;

	pci_stub_claim(cell->desc);
	cpus_allow(root_cpus_without(cell));
	err = cpus_take(&cell->cpus, &cell->taken, why);
	if (!err) {
		err = manage(JAILHOUSE_HC_CELL_CREATE, virt_to_phys(cell->desc), why);
	}
	if (err) {
		cpus_allow(&root_cell->cpus);
		cpus_give_back(&cell->taken);
		pci_stub_release(cell->desc);
	}
	return err;
}

/* Without an IOMMU nothing keeps the device out of everybody's memory. */
static void warn_about_dma(const struct jailhouse_cell_desc *desc)
{
	const struct jailhouse_system *system = root_cell->config;
	const struct jailhouse_pci_device *device = jailhouse_cell_pci_devices(desc);
	u32 n;

	if (system->platform_info.iommu_units[0].base) {
		return;
	}
	for (n = 0; n < desc->num_pci_devices; n++, device++) {
		if (device->type == JAILHOUSE_PCI_TYPE_DEVICE) {
			pr_warn("no IOMMU configured: PCI device %04x:%02x:%02x.%x of cell \"%s\" can reach all memory\n",
				device->domain, device->bdf >> 8, (device->bdf >> 3) & 0x1f,
				device->bdf & 7, desc->name);
		}
	}
}

/* Taken from Linux without its knowledge: legal, and the end of the CPU that touches it. */
static void warn_about_ram(const struct jailhouse_cell_desc *desc, struct jailhouse_reason *why)
{
	const struct jailhouse_memory *region = jailhouse_cell_mem_regions(desc);
	const u64 kept = JAILHOUSE_MEM_COMM_REGION | JAILHOUSE_MEM_ROOTSHARED;
	u32 n;

	for (n = 0; n < desc->num_memory_regions; n++, region++) {
		if (region->size && !(region->flags & kept) &&
		    region_intersects(region->phys_start, region->size, IORESOURCE_SYSTEM_RAM,
				      IORES_DESC_NONE) != REGION_DISJOINT) {
			refuse_name(why, JAILHOUSE_WARN_MEM_OF_LINUX, 0, desc->name);
			refused_object(why, JAILHOUSE_OBJECT_MEMORY, JAILHOUSE_FIELD_PHYS_START);
			why->index = n;
			why->found = region->phys_start;
			reason_log(why);
			return;
		}
	}
}

static void register_cell(struct cell *cell)
{
	cpumask_copy(&root_cell->cpus, root_cpus_without(cell));
	sysfs_cell_drop_cpus(root_cell, &cell->cpus);
	list_add_tail(&cell->entry, &cells);
	sysfs_cell_add(cell);
	warn_about_dma(cell->desc);
	pr_info("Created Jailhouse cell \"%s\"\n", cell->desc->name);
}

int cell_create(const void __user *user, struct jailhouse_reason *why)
{
	struct jailhouse_cell_create create;
	struct jailhouse_cell_desc *desc;
	struct cell *cell;
	size_t size;
	int err;

	if (copy_from_user(&create, user, sizeof(create))) {
		return -EFAULT;
	}
	if (!hv_enabled) {
		return refuse(why, JAILHOUSE_REASON_DRV_NOT_ENABLED, -EINVAL);
	}
	desc = config_copy_cell(&create, &size, why);
	if (IS_ERR(desc)) {
		return PTR_ERR(desc);
	}
	cell = cell_alloc(desc, size, desc);
	if (!cell) {
		return -ENOMEM;
	}
	desc->id = lowest_free_id();
	err = cell_check_root_alive(why);
	if (!err) {
		err = check_new(cell, why);
	}
	if (!err) {
		err = hand_over(cell, why);
	}
	if (err) {
		kobject_put(&cell->kobj);
		return err;
	}
	register_cell(cell);
	warn_about_ram(cell->desc, why);
	return 0;
}

int cell_load(const void __user *user, struct jailhouse_reason *why)
{
	struct jailhouse_cell_load load;
	const struct jailhouse_preload_image __user *images = user + sizeof(load);
	struct cell *cell;
	u32 n;
	int err;

	if (copy_from_user(&load, user, sizeof(load))) {
		return -EFAULT;
	}
	cell = find_selected(&load.cell_id, why, &err);
	if (!cell) {
		return err;
	}
	err = manage(JAILHOUSE_HC_CELL_SET_LOADABLE, cell->desc->id, why);
	for (n = 0; n < load.num_preload_images && !err; n++) {
		err = load_image(cell->desc, &images[n], n, why);
	}
	return err;
}

int cell_start(const void __user *user, struct jailhouse_reason *why)
{
	struct jailhouse_cell_id selector;
	struct cell *cell;
	int err;

	if (copy_from_user(&selector, user, sizeof(selector))) {
		return -EFAULT;
	}
	cell = find_selected(&selector, why, &err);
	if (!cell) {
		return err;
	}
	return manage(JAILHOUSE_HC_CELL_START, cell->desc->id, why);
}

static int destroy(struct cell *cell, struct jailhouse_reason *why)
{
	int err = manage(JAILHOUSE_HC_CELL_DESTROY, cell->desc->id, why);

	if (err) {
		return err;
	}
	list_del(&cell->entry);
	sysfs_cell_drop_cpus(cell, &cell->cpus);
	cpumask_or(&root_cell->cpus, &root_cell->cpus, &cell->cpus);
	cpus_allow(&root_cell->cpus);
	sysfs_cell_add_cpus(root_cell, &cell->cpus);
	cpus_give_back(&cell->taken);
	pci_stub_release(cell->desc);
	pr_info("Destroyed Jailhouse cell \"%s\"\n", cell->desc->name);
	sysfs_cell_remove(cell);
	return 0;
}

int cell_destroy(const void __user *user, struct jailhouse_reason *why)
{
	struct jailhouse_cell_id selector;
	struct cell *cell;
	int err;

	if (copy_from_user(&selector, user, sizeof(selector))) {
		return -EFAULT;
	}
	cell = find_selected(&selector, why, &err);
	if (!cell) {
		return err;
	}
	if (cell == root_cell) {
		return refuse_name(why, JAILHOUSE_REASON_ROOT_CELL, -EINVAL, cell->desc->name);
	}
	return destroy(cell, why);
}

int cell_destroy_all(struct jailhouse_reason *why)
{
	struct cell *cell, *next;
	int err;

	list_for_each_entry_safe_reverse(cell, next, &cells, entry)
	{
		if (cell == root_cell) {
			continue;
		}
		err = destroy(cell, why);
		if (err) {
			return err;
		}
	}
	return 0;
}
