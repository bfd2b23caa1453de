/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_PSCI_H
#define _INMATE_PSCI_H

#include <inmate.h>

#define PSCI_VERSION	   0x84000000
#define PSCI_CPU_SUSPEND   0x84000001
#define PSCI_CPU_OFF	   0x84000002
#define PSCI_CPU_ON	   0x84000003
#define PSCI_AFFINITY_INFO 0x84000004
#define PSCI_SYSTEM_OFF	   0x84000008
#define PSCI_SYSTEM_RESET  0x84000009
#define PSCI_FEATURES	   0x8400000a
/* calls with 64-bit arguments */
#define PSCI_64 0x40000000

#define PSCI_SUCCESS		0
#define PSCI_NOT_SUPPORTED	-1
#define PSCI_INVALID_PARAMETERS -2
#define PSCI_DENIED		-3
#define PSCI_ALREADY_ON		-4

#define PSCI_AFFINITY_ON  0
#define PSCI_AFFINITY_OFF 1

/** Secure monitor call with up to three arguments. */
long smc_call(u32 function, unsigned long arg1, unsigned long arg2, unsigned long arg3);

/** PSCI_AFFINITY_* of a CPU, or an error for one that is not the cell's. */
int psci_affinity_info(u64 affinity);

/** Switch the calling CPU off. */
void __attribute__((noreturn)) psci_cpu_off(void);

/**
 * Start a CPU that is off.
 * @affinity:	which one
 * @entry:	runs there on a stack of its own, with the MMU on; the CPU stops
 *		when it returns
 * @return:	PSCI_SUCCESS or an error
 */
int smp_start_cpu(u64 affinity, void (*entry)(void));

#endif
