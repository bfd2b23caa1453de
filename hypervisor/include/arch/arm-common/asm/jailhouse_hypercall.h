/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef _ASM_JAILHOUSE_HYPERCALL_H
#define _ASM_JAILHOUSE_HYPERCALL_H

/*
 * ARM and ARM64: HVC with this immediate; number in register 0, arguments in 1
 * and 2, result in 0. Any other immediate is a fault of the cell.
 */
#define JAILHOUSE_HVC_CODE 0x4a48

#define JAILHOUSE_CPU_STAT_VMEXITS_MAINTENANCE (JAILHOUSE_GENERIC_CPU_STATS + 0)
#define JAILHOUSE_CPU_STAT_VMEXITS_VIRQ	       (JAILHOUSE_GENERIC_CPU_STATS + 1)
#define JAILHOUSE_CPU_STAT_VMEXITS_VSGI	       (JAILHOUSE_GENERIC_CPU_STATS + 2)
#define JAILHOUSE_CPU_STAT_VMEXITS_PSCI	       (JAILHOUSE_GENERIC_CPU_STATS + 3)
#define JAILHOUSE_CPU_STAT_VMEXITS_SMCCC       (JAILHOUSE_GENERIC_CPU_STATS + 4)
#ifdef __aarch64__
#define JAILHOUSE_NUM_CPU_STATS (JAILHOUSE_GENERIC_CPU_STATS + 5)
#else
#define JAILHOUSE_CPU_STAT_VMEXITS_CP15 (JAILHOUSE_GENERIC_CPU_STATS + 5)
#define JAILHOUSE_NUM_CPU_STATS		(JAILHOUSE_GENERIC_CPU_STATS + 6)
#endif

#ifndef __ASSEMBLY__

struct jailhouse_comm_region {
	COMM_REGION_GENERIC_HEADER;
	/** 2 or 3. */
	__u8 gic_version;
	__u8 padding[7];
	/** Guest-physical addresses of the interrupt controller, 0 for what it lacks. */
	__u64 gicd_base;
	__u64 gicc_base;
	__u64 gicr_base;
	/** SPI of INTA of the virtual PCI host bridge, counted from 0. */
	__u32 vpci_irq_base;
} __attribute__((packed));

#ifdef __aarch64__
#define __JAILHOUSE_CALL_REG(n)	   "x" #n
#define __JAILHOUSE_CALL_EXTENSION ""
typedef __u64 __jh_arg;
#else
#define __JAILHOUSE_CALL_REG(n)	   "r" #n
#define __JAILHOUSE_CALL_EXTENSION ".arch_extension virt\n\t"
typedef __u32 __jh_arg;
#endif

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
#if defined(__aarch64__) || defined(__arm__)
	register __jh_arg num_result asm(__JAILHOUSE_CALL_REG(0)) = num;
	register __jh_arg first asm(__JAILHOUSE_CALL_REG(1)) = arg1;
	register __jh_arg second asm(__JAILHOUSE_CALL_REG(2)) = arg2;

	/* register 3 belongs to the call as well */
	asm volatile(__JAILHOUSE_CALL_EXTENSION "hvc %3"
		     : "+r"(num_result)
		     : "r"(first), "r"(second), "i"(JAILHOUSE_HVC_CODE)
		     : "memory", __JAILHOUSE_CALL_REG(3));
	return num_result;
#else
	/* a host that looks at structures makes no calls */
	(void)num;
	(void)arg1;
	(void)arg2;
	return -1;
#endif
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
