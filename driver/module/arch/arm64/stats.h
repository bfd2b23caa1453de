/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_ARCH_STATS_H
#define _DRIVER_ARCH_STATS_H

#include <jailhouse/hypercall.h>

/* sysfs name of each counter that only this architecture has */
#define ARCH_STATS(counter)                                                                        \
	counter(vmexits_maintenance, JAILHOUSE_CPU_STAT_VMEXITS_MAINTENANCE)                       \
		counter(vmexits_virt_irq, JAILHOUSE_CPU_STAT_VMEXITS_VIRQ)                         \
			counter(vmexits_virt_sgi, JAILHOUSE_CPU_STAT_VMEXITS_VSGI)                 \
				counter(vmexits_psci, JAILHOUSE_CPU_STAT_VMEXITS_PSCI)             \
					counter(vmexits_smccc, JAILHOUSE_CPU_STAT_VMEXITS_SMCCC)

#endif
