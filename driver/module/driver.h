/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_DRIVER_H
#define _DRIVER_DRIVER_H

#undef pr_fmt
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/cpumask.h>
#include <linux/device.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/rwsem.h>

#include <jailhouse/cell-config.h>
#include <jailhouse/reason.h>

/*
 * Locks, to be taken in this order:
 *
 *  hv_lock	every ioctl, reboot and power management; never by sysfs files,
 *		because removing them waits for their readers
 *  hv_running	write: the hypervisor comes or goes; read: a hypercall without
 *		hv_lock
 *  CPU hotplug	Linux's own
 *  console	inside console.c
 */
extern struct mutex hv_lock;
extern struct rw_semaphore hv_running;

/** True from the end of enable to the begin of disable. */
extern bool hv_enabled;

/** /sys/devices/jailhouse */
extern struct device *hv_device;

/** Version of driver and hypervisor interface, for modinfo. */
#define DRIVER_DESCRIPTION "Management driver of the Jailhouse hypervisor"

/**
 * Hypercall for sysfs files, which do not hold hv_lock.
 * @return: the hypercall's result, -EAGAIN if the hypervisor is not there
 */
int hv_query(u32 number, unsigned long arg1, unsigned long arg2);

#endif
