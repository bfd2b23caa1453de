/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_X86_TRANSITION_H
#define _DRIVER_X86_TRANSITION_H

#include <linux/types.h>

#include "../../memory.h"

/**
 * Build the page table that a CPU uses between Linux's and the hypervisor's.
 * It maps the hypervisor's memory at JAILHOUSE_BASE, text executable and all
 * else not, and the trampoline's page where Linux has it.
 * @trampoline_virt, @trampoline_phys: that page
 * @cr3:	set to the table's physical address
 * @return: 0 or -ENOMEM
 */
int transition_create(const struct hv_memory *memory, unsigned long trampoline_virt,
		      phys_addr_t trampoline_phys, u64 *cr3);

/** Free the page table. */
void transition_destroy(void);

#endif
