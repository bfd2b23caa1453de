/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef _ASM_JAILHOUSE_HYPERCALL_H
#define _ASM_JAILHOUSE_HYPERCALL_H

/*
 * ARM64: HVC with this immediate; number in x0, arguments in x1 and x2, result
 * in x0. A caller must expect that x3 changes.
 */
#define JAILHOUSE_HVC_CODE 0x4a48

#define JAILHOUSE_CPU_STAT_VMEXITS_MAINTENANCE (JAILHOUSE_GENERIC_CPU_STATS + 0)
#define JAILHOUSE_CPU_STAT_VMEXITS_VIRQ	       (JAILHOUSE_GENERIC_CPU_STATS + 1)
#define JAILHOUSE_CPU_STAT_VMEXITS_VSGI	       (JAILHOUSE_GENERIC_CPU_STATS + 2)
#define JAILHOUSE_CPU_STAT_VMEXITS_PSCI	       (JAILHOUSE_GENERIC_CPU_STATS + 3)
#define JAILHOUSE_CPU_STAT_VMEXITS_SMCCC       (JAILHOUSE_GENERIC_CPU_STATS + 4)
#define JAILHOUSE_NUM_CPU_STATS		       (JAILHOUSE_GENERIC_CPU_STATS + 5)

#ifndef __ASSEMBLY__

struct jailhouse_comm_region {
	COMM_REGION_GENERIC_HEADER;
	/** 2 or 3 */
	__u8 gic_version;
	__u8 padding[7];
	/** Bases of distributor, CPU interface (version 2) and redistributors (version 3). */
	__u64 gicd_base;
	__u64 gicc_base;
	__u64 gicr_base;
	/** SPI index (interrupt id - 32) of INTA of the virtual PCI host. */
	__u32 vpci_irq_base;
} __attribute__((packed));

typedef __u64 __jh_arg;

static inline void jailhouse_memory_barrier(void)
{
	asm volatile("dmb ishst" : : : "memory");
}

/**
 * Hypercalls with zero, one and two arguments.
 * @return: the call's result, negative errno values included
 */
static inline __u32 jailhouse_call_arg2(__u32 num, __jh_arg arg1, __jh_arg arg2)
{
	register __jh_arg x0 asm("x0") = num;
	register __jh_arg x1 asm("x1") = arg1;
	register __jh_arg x2 asm("x2") = arg2;

	asm volatile("hvc #0x4a48" : "+r"(x0) : "r"(x1), "r"(x2) : "memory", "x3");
	return x0;
}

static inline __u32 jailhouse_call_arg1(__u32 num, __jh_arg arg1)
{
	return jailhouse_call_arg2(num, arg1, 0);
}

static inline __u32 jailhouse_call(__u32 num)
{
	return jailhouse_call_arg2(num, 0, 0);
}

#endif

#endif
