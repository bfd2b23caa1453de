/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_ENABLE_H
#define _DRIVER_ENABLE_H

/* The hypervisor as a whole. Called with hv_lock held. */

#include <jailhouse/reason.h>
#include <linux/compiler.h>

/**
 * Check, load and enter the hypervisor.
 * @user:	system configuration in user space
 * @return: 0 or the ioctl's error
 */
int hv_enable(const void __user *user, struct jailhouse_reason *why);

/**
 * Destroy all cells and leave the hypervisor.
 * @return: 0 or the ioctl's error
 */
int hv_disable(struct jailhouse_reason *why);

/** Compare the hypervisor's text with its checksum: 0, 1 changed, or an error. */
int hv_check_integrity(struct jailhouse_reason *why);

/** Bring offline CPUs of the root cell online, which hv_disable() needs. */
void hv_complete_cpus(void);

/** Release the memory that stays claimed after hv_disable(). */
void hv_release(void);

#endif
