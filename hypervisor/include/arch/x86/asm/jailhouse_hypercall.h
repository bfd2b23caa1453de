/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef _ASM_JAILHOUSE_HYPERCALL_H
#define _ASM_JAILHOUSE_HYPERCALL_H

/*
 * x86: VMMCALL (AMD) or VMCALL (Intel); number in RAX, arguments in RDI and
 * RSI, result in RAX. Everything else is preserved.
 */
#define JAILHOUSE_CALL_INS_INTEL "vmcall"
#define JAILHOUSE_CALL_INS_AMD	 "vmmcall"

#define JAILHOUSE_CPU_STAT_VMEXITS_PIO		  (JAILHOUSE_GENERIC_CPU_STATS + 0)
#define JAILHOUSE_CPU_STAT_VMEXITS_XAPIC	  (JAILHOUSE_GENERIC_CPU_STATS + 1)
#define JAILHOUSE_CPU_STAT_VMEXITS_CR		  (JAILHOUSE_GENERIC_CPU_STATS + 2)
#define JAILHOUSE_CPU_STAT_VMEXITS_CPUID	  (JAILHOUSE_GENERIC_CPU_STATS + 3)
#define JAILHOUSE_CPU_STAT_VMEXITS_XSETBV	  (JAILHOUSE_GENERIC_CPU_STATS + 4)
#define JAILHOUSE_CPU_STAT_VMEXITS_EXCEPTION	  (JAILHOUSE_GENERIC_CPU_STATS + 5)
#define JAILHOUSE_CPU_STAT_VMEXITS_MSR_OTHER	  (JAILHOUSE_GENERIC_CPU_STATS + 6)
#define JAILHOUSE_CPU_STAT_VMEXITS_MSR_X2APIC_ICR (JAILHOUSE_GENERIC_CPU_STATS + 7)
#define JAILHOUSE_NUM_CPU_STATS			  (JAILHOUSE_GENERIC_CPU_STATS + 8)

/* CPUID leaves that tell a cell where it runs */
#define JAILHOUSE_CPUID_SIGNATURE 0x40000000
#define JAILHOUSE_CPUID_FEATURES  0x40000001

#ifndef __ASSEMBLY__

struct jailhouse_comm_region {
	COMM_REGION_GENERIC_HEADER;
	/** Port of the ACPI PM timer. */
	__u16 pm_timer_address;
	/** Number of CPUs in the cell. */
	__u16 num_cpus;
	/** Calibrated frequencies in kHz. */
	__u32 tsc_khz;
	__u32 apic_khz;
} __attribute__((packed));

/** True to use VMCALL; set by the driver and by the inmate library. */
extern bool jailhouse_use_vmcall;

static inline void jailhouse_memory_barrier(void)
{
	asm volatile("mfence" : : : "memory");
}

/**
 * Hypercalls with zero, one and two arguments.
 * @return: the call's result, negative errno values included
 */
static inline __u32 jailhouse_call_arg2(__u32 num, unsigned long arg1, unsigned long arg2)
{
	long result = num;

	if (jailhouse_use_vmcall) {
		asm volatile(JAILHOUSE_CALL_INS_INTEL
			     : "+a"(result)
			     : "D"(arg1), "S"(arg2)
			     : "memory");
	} else {
		asm volatile(JAILHOUSE_CALL_INS_AMD
			     : "+a"(result)
			     : "D"(arg1), "S"(arg2)
			     : "memory");
	}
	return result;
}

static inline __u32 jailhouse_call_arg1(__u32 num, unsigned long arg1)
{
	return jailhouse_call_arg2(num, arg1, 0);
}

static inline __u32 jailhouse_call(__u32 num)
{
	return jailhouse_call_arg2(num, 0, 0);
}

#endif

#endif
