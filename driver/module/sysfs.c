// SPDX-License-Identifier: GPL-2.0-only
/* Files of the hypervisor as a whole; those of the cells are in sysfs_cell.c. */

#include <linux/device.h>
#include <linux/sysfs.h>

#include <jailhouse/hypercall.h>

#include "console.h"
#include "driver.h"
#include "sysfs.h"
#include "sysfs_cell.h"

static ssize_t enabled_show(struct device *device, struct device_attribute *attr, char *buffer)
{
	return sysfs_emit(buffer, "%d\n", READ_ONCE(hv_enabled));
}
static DEVICE_ATTR_RO(enabled);

static ssize_t console_show(struct device *device, struct device_attribute *attr, char *buffer)
{
	BUILD_BUG_ON(VIRTUAL_CONSOLE_SIZE > PAGE_SIZE);
	return console_snapshot(buffer);
}
static DEVICE_ATTR_RO(console);

static ssize_t show_info(char *buffer, u32 type)
{
	int value = hv_query(JAILHOUSE_HC_HYPERVISOR_GET_INFO, type, 0);

	return sysfs_emit(buffer, "%d\n", max(value, 0));
}

#define INFO_FILE(name, type)                                                                      \
	static ssize_t name##_show(struct device *device, struct device_attribute *attr,           \
				   char *buffer)                                                   \
	{                                                                                          \
		return show_info(buffer, type);                                                    \
	}                                                                                          \
	static DEVICE_ATTR_RO(name)

INFO_FILE(mem_pool_size, JAILHOUSE_INFO_MEM_POOL_SIZE);
INFO_FILE(mem_pool_used, JAILHOUSE_INFO_MEM_POOL_USED);
INFO_FILE(remap_pool_size, JAILHOUSE_INFO_REMAP_POOL_SIZE);
INFO_FILE(remap_pool_used, JAILHOUSE_INFO_REMAP_POOL_USED);

static struct attribute *device_attributes[] = {
	&dev_attr_enabled.attr,
	&dev_attr_console.attr,
	&dev_attr_mem_pool_size.attr,
	&dev_attr_mem_pool_used.attr,
	&dev_attr_remap_pool_size.attr,
	&dev_attr_remap_pool_used.attr,
	NULL,
};

static const struct attribute_group device_group = {
	.attrs = device_attributes,
};

/* Valid from sysfs_core_add() to sysfs_core_remove(), which waits for readers. */
static const struct hv_memory *core_memory;

static ssize_t core_read(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			 char *buffer, loff_t offset, size_t count)
{
	return memory_read_from_buffer(buffer, count, &offset, core_memory->virt,
				       core_memory->core_size);
}

static struct bin_attribute core_attribute = {
	.attr = { .name = "core", .mode = 0400 },
	.read = core_read,
};

int sysfs_core_add(const struct hv_memory *memory)
{
	core_memory = memory;
	core_attribute.size = memory->core_size;
	return device_create_bin_file(hv_device, &core_attribute);
}

void sysfs_core_remove(void)
{
	device_remove_bin_file(hv_device, &core_attribute);
	core_memory = NULL;
}

int sysfs_init(void)
{
	int err;

	hv_device = root_device_register("jailhouse");
	if (IS_ERR(hv_device)) {
		return PTR_ERR(hv_device);
	}
	err = sysfs_create_group(&hv_device->kobj, &device_group);
	if (!err) {
		err = sysfs_cells_init();
	}
	if (err) {
		root_device_unregister(hv_device);
	}
	return err;
}

void sysfs_exit(void)
{
	sysfs_cells_exit();
	sysfs_remove_group(&hv_device->kobj, &device_group);
	root_device_unregister(hv_device);
}
