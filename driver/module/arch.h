/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_ARCH_H
#define _DRIVER_ARCH_H

/* What each architecture provides to the rest of the driver. */

#include <jailhouse/cell-config.h>
#include <jailhouse/header.h>
#include <jailhouse/reason.h>

#include "memory.h"

struct pci_dev;

/** JAILHOUSE_X86 and so on: the only architecture that configurations may name. */
#ifdef CONFIG_X86
#define ARCH_CONFIG JAILHOUSE_X86
#include "arch/x86/stats.h"
/** Refusal of memory that Linux uses. */
#define ARCH_NOT_RESERVED JAILHOUSE_REASON_DRV_NOT_RESERVED
/** The last physical address that Linux can map; of one beyond it warns. */
#define ARCH_LAST_ADDRESS iomem_resource.end
#elif defined(CONFIG_ARM64)
#define ARCH_CONFIG JAILHOUSE_ARM64
#include "arch/arm64/stats.h"
#define ARCH_NOT_RESERVED JAILHOUSE_REASON_DRV_NOT_BELOW
#define ARCH_LAST_ADDRESS PHYS_MASK
#endif

/**
 * Name of the hypervisor image for this computer.
 * @return: NULL if the CPU has no virtualisation extension
 */
const char *arch_image_name(void);

/**
 * Where an access to what is not there would be fatal: is all of this memory, as far as the machine
 * tells?
 * @return: true if it is, or nobody knows
 */
bool arch_has_memory(u64 start, u64 size);

/**
 * Check that every online CPU can be entered.
 * @why: filled on refusal
 * @return: 0, -ENODEV, -EPERM, -EBUSY or -EINVAL
 */
int arch_check_cpus(struct jailhouse_reason *why);

/**
 * Fill in what the configuration leaves to the driver.
 * @config: the driver's copy of the system configuration
 */
void arch_complete_config(struct jailhouse_system *config);

/**
 * Check that a cell may have these CPUs on this architecture.
 * @return: 0 or -EINVAL
 */
int arch_check_cell_cpus(const struct cpumask *cpus, struct jailhouse_reason *why);

/**
 * Prepare what entering needs, and the architecture's fields of the header.
 * @memory: the loaded hypervisor
 * @return: 0 or -ENOMEM; arch_finish_entry() releases
 */
int arch_prepare_entry(const struct hv_memory *memory);

/** Release what arch_prepare_entry() made. No CPU may still be on its way. */
void arch_finish_entry(void);

/**
 * Enter the hypervisor on this CPU, interrupts off.
 * @return: 0 as guest, or the hypervisor's negative error code
 */
int arch_enter(unsigned int cpu);

/**
 * Leave the hypervisor on this CPU, interrupts off.
 * @return: 0 when native again, or the refusal
 */
int arch_leave(void);

/** Write memory back so that it is still there after a reset. */
void arch_flush(void *address, size_t size);

/**
 * Make what the root cell's virtual PCI devices need: a host bridge, or the way of
 * their interrupts; and remove it, after the devices. What fails is logged: the
 * cells run without those devices.
 * @return: false if they are to be found on a bus that Linux has already
 */
bool arch_vpci_add(const struct jailhouse_system *system);
void arch_vpci_remove(const struct jailhouse_system *system);

/** A virtual device was found on such a bus and has no driver yet. */
void arch_vpci_prepare(struct pci_dev *device);

/** Make what was written visible to a cell's CPU, which may start with its caches off. */
void arch_publish(void *address, size_t size);

#endif
