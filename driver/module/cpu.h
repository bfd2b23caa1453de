/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_CPU_H
#define _DRIVER_CPU_H

/* Handing CPUs over: Linux lets go of them, and takes them back. */

#include <linux/cpumask.h>
#include <jailhouse/reason.h>

/**
 * Take CPUs offline. cpus_allow() has to keep them from coming back before this.
 * @cpus:	CPUs that a cell shall get
 * @taken:	set to those that were online and have gone
 * @return: 0, or the errno of the first CPU that did not go
 */
int cpus_take(const struct cpumask *cpus, struct cpumask *taken, struct jailhouse_reason *why);

/**
 * Bring CPUs online again, whatever signal the caller has pending. Complains
 * about each that does not come.
 */
void cpus_give_back(const struct cpumask *taken);

/**
 * Tell which CPUs Linux may bring online.
 * @cpus:	the root cell's, NULL for all
 */
void cpus_allow(const struct cpumask *cpus);

/** Set up and remove the check behind cpus_allow(). */
int cpus_guard_init(void);
void cpus_guard_exit(void);

#endif
