/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_ARM64_ENTER_H
#define _DRIVER_ARM64_ENTER_H

#include <linux/linkage.h>
#include <linux/types.h>

/**
 * Enter the hypervisor on this CPU through Linux's stub at EL2. All exceptions
 * are masked.
 * @entry:	physical address of the entry point
 * @cpu:	logical CPU
 * @base:	physical address of the hypervisor's memory
 * @return: 0 as guest, the hypervisor's negative error code, or HVC_STUB_ERR:
 *	    whoever has EL2 does not give it away
 */
asmlinkage long jailhouse_enter_el2(u64 entry, u64 cpu, u64 base);

#endif
