/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_CONFIG_H
#define _DRIVER_CONFIG_H

/*
 * Configurations from user space: copied once, then only the copy is looked
 * at. What is checked here is what the driver itself relies on; everything
 * else is checked by the hypervisor.
 */

#include <linux/cpumask.h>
#include <linux/ioctl.h>
#include <linux/types.h>

#include <jailhouse/cell-config.h>
#include <jailhouse/ioctl.h>
#include <jailhouse/reason.h>

/** The hypervisor maps this much of a cell configuration. */
#define CONFIG_SIZE_MAX 65536

/**
 * Copy a system configuration.
 * @user:	address in user space
 * @size:	set to its size in bytes
 * @return: copy, released by config_free(); -EFAULT, -EINVAL, -E2BIG or -ENOMEM
 */
struct jailhouse_system *config_copy_system(const void __user *user, size_t *size,
					    struct jailhouse_reason *why);

/**
 * Copy a cell configuration into physically contiguous memory.
 * @create:	where it is, already copied from user space
 * @size:	set to its size in bytes
 * @return: copy, released by config_free(); -EFAULT, -EINVAL, -E2BIG or -ENOMEM
 */
struct jailhouse_cell_desc *config_copy_cell(const struct jailhouse_cell_create *create,
					     size_t *size, struct jailhouse_reason *why);

void config_free(void *config, size_t size);

/**
 * Read the CPU set of a checked configuration.
 * @cpus:	filled
 * @return: the lowest CPU that this kernel cannot represent, -1: there is none
 */
int config_cpus(const struct jailhouse_cell_desc *cell, struct cpumask *cpus);

#endif
