/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H

/* Registers and instructions of the processor. */

#define X86_CR0_PE (1UL << 0)
#define X86_CR0_MP (1UL << 1)
#define X86_CR0_TS (1UL << 3)
#define X86_CR0_ET (1UL << 4)
#define X86_CR0_NE (1UL << 5)
#define X86_CR0_WP (1UL << 16)
#define X86_CR0_NW (1UL << 29)
#define X86_CR0_CD (1UL << 30)
#define X86_CR0_PG (1UL << 31)

#define X86_CR4_PSE	   (1UL << 4)
#define X86_CR4_PAE	   (1UL << 5)
#define X86_CR4_MCE	   (1UL << 6)
#define X86_CR4_PGE	   (1UL << 7)
#define X86_CR4_OSFXSR	   (1UL << 9)
#define X86_CR4_OSXMMEXCPT (1UL << 10)
#define X86_CR4_LA57	   (1UL << 12)
#define X86_CR4_PCIDE	   (1UL << 17)
#define X86_CR4_OSXSAVE	   (1UL << 18)
#define X86_CR4_SMEP	   (1UL << 20)

#define X86_RFLAGS_VM (1UL << 17)
#define X86_RFLAGS_IF (1UL << 9)

#define EFER_SCE   (1UL << 0)
#define EFER_LME   (1UL << 8)
#define EFER_LMA   (1UL << 10)
#define EFER_NXE   (1UL << 11)
#define EFER_SVME  (1UL << 12)
#define EFER_FFXSR (1UL << 14)
#define EFER_TCE   (1UL << 15)

#define CPUID81_ECX_SVM	  (1U << 2)
#define CPUID81_ECX_TCE	  (1U << 17)
#define CPUID81_EDX_FFXSR (1U << 25)

#define MSR_TSC		       0x010
#define MSR_APIC_BASE	       0x01b
#define MSR_SPEC_CTRL	       0x048
#define MSR_PRED_CMD	       0x049
#define MSR_SYSENTER_CS	       0x174
#define MSR_SYSENTER_ESP       0x175
#define MSR_SYSENTER_EIP       0x176
#define MSR_DEBUGCTL	       0x1d9
#define MSR_MTRR_FIRST	       0x200
#define MSR_MTRR_LAST	       0x26f
#define MSR_PAT		       0x277
#define MSR_MTRR_DEF_TYPE      0x2ff
#define MSR_X2APIC_BASE	       0x800
#define MSR_X2APIC_EOI	       0x80b
#define MSR_X2APIC_ICR	       0x830
#define MSR_X2APIC_LAST	       0x83f
#define MSR_EFER	       0xc0000080
#define MSR_STAR	       0xc0000081
#define MSR_KERNEL_GS_BASE     0xc0000102
#define MSR_TSC_AUX	       0xc0000103
#define MSR_AMD_PERF_CTL0      0xc0010000
#define MSR_AMD_PERF_CTL_CORE0 0xc0010200
#define MSR_VM_CR	       0xc0010114
#define MSR_VM_HSAVE_PA	       0xc0010117

#define APIC_BASE_X2APIC (1UL << 10)
#define APIC_BASE_ENABLE (1UL << 11)

#define PAT_RESET 0x0007040600070406UL

#define EXCEPTION_DB  1
#define EXCEPTION_NMI 2
#define EXCEPTION_GP  13
#define EXCEPTION_PF  14
#define EXCEPTION_AC  17
#define EXCEPTION_MC  18
#define EXCEPTION_SX  30

#ifndef __ASSEMBLY__

#include <core/defs.h>

static inline void cpu_relax(void)
{
	asm volatile("pause" : : : "memory");
}

static inline void memory_barrier(void)
{
	asm volatile("mfence" : : : "memory");
}

static inline u64 rdtsc(void)
{
	u32 low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high));
	return ((u64)high << 32) | low;
}

static inline u64 read_msr(u32 msr)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr) : "memory");
	return ((u64)high << 32) | low;
}

static inline void write_msr(u32 msr, u64 value)
{
	asm volatile("wrmsr" : : "c"(msr), "a"((u32)value), "d"((u32)(value >> 32)) : "memory");
}

/* Instructions that may fault name their recovery in a table (exception.c). */
#define FIXUP(from, to) ".pushsection .fixups,\"a\"; .quad " from ", " to "; .popsection\n"

/** @return: false if the CPU raised #GP */
static inline bool read_msr_safe(u32 msr, u64 *value)
{
	u32 low, high;

	asm volatile goto("1: rdmsr\n" FIXUP("1b", "%l[fault]")
			  : "=a"(low), "=d"(high)
			  : "c"(msr)
			  : "memory"
			  : fault);
	*value = ((u64)high << 32) | low;
	return true;
fault:
	return false;
}

static inline bool write_msr_safe(u32 msr, u64 value)
{
	asm volatile goto("1: wrmsr\n" FIXUP("1b", "%l[fault]")
			  :
			  : "c"(msr), "a"((u32)value), "d"((u32)(value >> 32))
			  : "memory"
			  : fault);
	return true;
fault:
	return false;
}

struct cpuid_result {
	u32 eax, ebx, ecx, edx;
};

static inline struct cpuid_result cpuid(u32 leaf, u32 subleaf)
{
	struct cpuid_result r;

	asm volatile("cpuid"
		     : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
		     : "a"(leaf), "c"(subleaf));
	return r;
}

#define DEFINE_CR(n)                                                                               \
	static inline u64 read_cr##n(void)                                                         \
	{                                                                                          \
		u64 value;                                                                         \
		asm volatile("mov %%cr" #n ", %0" : "=r"(value));                                  \
		return value;                                                                      \
	}                                                                                          \
	static inline void write_cr##n(u64 value)                                                  \
	{                                                                                          \
		asm volatile("mov %0, %%cr" #n : : "r"(value) : "memory");                         \
	}
DEFINE_CR(0)
DEFINE_CR(2)
DEFINE_CR(3)
DEFINE_CR(4)

static inline void flush_hypervisor_page(u64 virt)
{
	asm volatile("invlpg (%0)" : : "r"(virt) : "memory");
}

#endif

#endif
