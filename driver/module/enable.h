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

/**
 * Linux wants to sleep: no CPU would come back into the hypervisor. Nobody can
 * enable it until hv_resume().
 * @return: 0, or -EBUSY if it is enabled
 */
int hv_suspend(void);
void hv_resume(void);

/**
 * Linux reboots, halts or starts another kernel, which all want the bare
 * machine. Disables for good; complains if that is not possible.
 */
void hv_shutdown(void);

/** Release the memory that stays claimed after hv_disable(). */
void hv_release(void);

#endif
