/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_CELL_H
#define _DRIVER_CELL_H

/* The driver's view of the cells. All functions are called with hv_lock held. */

#include <linux/cpumask.h>
#include <linux/kobject.h>
#include <linux/list.h>

#include <jailhouse/cell-config.h>
#include <jailhouse/reason.h>

struct cell {
	/** cells/<id>; its release frees the cell. */
	struct kobject kobj;
	/** In the list of cells, the root cell first. */
	struct list_head entry;
	/** Allocated by config.c; desc lies in it. */
	void *config;
	size_t config_size;
	struct jailhouse_cell_desc *desc;
	/** CPUs that the cell has now. */
	struct cpumask cpus;
	/** CPUs that were online before it got them. */
	struct cpumask taken;
	/** Directories below statistics/, one for each CPU. */
	struct list_head cpu_stats;
	struct cell_stats *stats;
};

/**
 * The hypervisor runs: register the root cell.
 * @system:	its configuration; now owned by the cell
 * @size:	size in bytes
 * @cpus:	its CPUs
 * @return: 0 or -ENOMEM
 */
int cell_register_root(struct jailhouse_system *system, size_t size, const struct cpumask *cpus);

/** The hypervisor is gone: forget the root cell. */
void cell_unregister_root(void);

/** CPUs of the root cell. */
const struct cpumask *cell_root_cpus(void);

/**
 * Linux would wait for ever for a CPU of its own that is parked: CPU hot-plug
 * and stopping the machine do. To be called before either.
 * @return: 0 or -EIO
 */
int cell_check_root_alive(struct jailhouse_reason *why);

/** Configuration of the root cell. */
const struct jailhouse_system *cell_root_system(void);

/** Release of the kobject. */
void cell_free(struct cell *cell);

/* The ioctls; @user is their argument. */
int cell_create(const void __user *user, struct jailhouse_reason *why);
int cell_load(const void __user *user, struct jailhouse_reason *why);
int cell_start(const void __user *user, struct jailhouse_reason *why);
int cell_destroy(const void __user *user, struct jailhouse_reason *why);

/**
 * Destroy all cells but the root cell.
 * @return: 0, or the error of the first that did not go
 */
int cell_destroy_all(struct jailhouse_reason *why);

#endif
