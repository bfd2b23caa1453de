/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_X86_TRAMPOLINE_H
#define _DRIVER_X86_TRAMPOLINE_H

#include <linux/linkage.h>
#include <linux/types.h>

/**
 * Enter the hypervisor on this CPU. Interrupts are off, EFER.SVME is clear.
 * @cpu:	  logical CPU
 * @transition_cr3: physical address of the transition page table
 * @entry:	  entry point, mapped there
 * @return: 0 as guest, or the hypervisor's negative error code
 */
asmlinkage int jailhouse_trampoline_enter(u32 cpu, u64 transition_cr3, u64 entry);

/**
 * Ask the hypervisor to release this CPU. Interrupts are off.
 * @return: 0 when native again, or the refusal
 */
asmlinkage int jailhouse_trampoline_disable(void);

#endif
