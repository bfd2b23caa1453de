/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_SYSFS_H
#define _DRIVER_SYSFS_H

/* /sys/devices/jailhouse */

#include <linux/cpumask.h>

#include "cell.h"
#include "memory.h"

/** Create and remove the root device with its files. */
int sysfs_init(void);
void sysfs_exit(void);

/** Show and hide the file "core" with the image in memory. */
int sysfs_core_add(const struct hv_memory *memory);
void sysfs_core_remove(void);

/** Prepare the kobject of a new cell: from here on kobject_put() frees it. */
void sysfs_cell_init(struct cell *cell);

/** Show a cell with its CPUs; files that cannot be made are only logged. */
void sysfs_cell_add(struct cell *cell);

/** Hide the cell and drop it. Waits for readers of its files. */
void sysfs_cell_remove(struct cell *cell);

/** Statistics directories follow the CPUs from one cell to the other. */
void sysfs_cell_add_cpus(struct cell *cell, const struct cpumask *cpus);
void sysfs_cell_drop_cpus(struct cell *cell, const struct cpumask *cpus);

#endif
