/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_ARCH_STATS_H
#define _DRIVER_ARCH_STATS_H

#include <jailhouse/hypercall.h>

/* sysfs name of each counter that only this architecture has */
#define ARCH_STATS(counter)                                                                        \
	counter(vmexits_pio, JAILHOUSE_CPU_STAT_VMEXITS_PIO) counter(                              \
		vmexits_xapic, JAILHOUSE_CPU_STAT_VMEXITS_XAPIC)                                   \
		counter(vmexits_cr, JAILHOUSE_CPU_STAT_VMEXITS_CR) counter(                        \
			vmexits_cpuid, JAILHOUSE_CPU_STAT_VMEXITS_CPUID)                           \
			counter(vmexits_xsetbv, JAILHOUSE_CPU_STAT_VMEXITS_XSETBV) counter(        \
				vmexits_exception, JAILHOUSE_CPU_STAT_VMEXITS_EXCEPTION)           \
				counter(vmexits_msr_other, JAILHOUSE_CPU_STAT_VMEXITS_MSR_OTHER)   \
					counter(vmexits_msr_x2apic_icr,                            \
						JAILHOUSE_CPU_STAT_VMEXITS_MSR_X2APIC_ICR)

#endif
