/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H

/* Registers and instructions of the processor. */

#include <core/defs.h>
#include <asm/syndrome.h>

#define HCR_VM	  (1UL << 0)
#define HCR_SWIO  (1UL << 1)
#define HCR_FMO	  (1UL << 3)
#define HCR_IMO	  (1UL << 4)
#define HCR_AMO	  (1UL << 5)
#define HCR_TSC	  (1UL << 19)
#define HCR_TIDCP (1UL << 20)
#define HCR_TACR  (1UL << 21)
#define HCR_RW	  (1UL << 31)
#define HCR_TLOR  (1UL << 35)
#define HCR_TERR  (1UL << 36)
#define HCR_APK	  (1UL << 40)
#define HCR_API	  (1UL << 41)
#define HCR_ATA	  (1UL << 56)

/* registers that older assemblers do not know */
#define ID_AA64PFR2_EL1	 S3_0_C0_C4_2
#define ID_AA64ISAR2_EL1 S3_0_C0_C6_2
#define ID_AA64MMFR3_EL1 S3_0_C0_C7_3
#define SCTLR2_EL1	 S3_0_C1_C0_3
#define TCR2_EL1	 S3_0_C2_C0_3
#define PIRE0_EL1	 S3_0_C10_C2_2
#define PIR_EL1		 S3_0_C10_C2_3
#define DISR_EL1	 S3_0_C12_C1_1
#define FPMR_EL0	 S3_3_C4_C4_2
#define PMICNTR_EL0	 S3_3_C9_C4_0
#define PMICFILTR_EL0	 S3_3_C9_C6_0
#define POR_EL0		 S3_3_C10_C2_4
#define AMUSERENR_EL0	 S3_3_C13_C2_3
#define VDISR_EL2	 S3_4_C12_C1_1

#define SPSR_EL1H_MASKED 0x3c5 /* EL1 with its own stack; D, A, I, F masked */
#define SPSR_SVC_MASKED	 0x1d3 /* AArch32 supervisor; A, I, F masked */
#define SPSR_AARCH32	 0x10
#define SPSR_T32	 0x20
#define SPSR_MODE	 0x1f
#define SPSR_MODE_SVC	 0x13
#define SPSR_ILLEGAL	 (1U << 20)
#define SPSR_LEVEL	 0x0f /* 0 for programs, in AArch32 too */

#define SCTLR_EL1_RESET	 0x30d00800
#define CPACR_FP_ENABLED (3UL << 20)

#define PAR_FAULT   1
#define PAR_ADDRESS 0xfffffffff000ULL

#define MPIDR_AFFINITY 0xff00ffffffUL

#define read_sysreg(name) read_sysreg_(name)
#define read_sysreg_(name)                                                                         \
	({                                                                                         \
		u64 value_;                                                                        \
		asm volatile("mrs %0, " #name : "=r"(value_));                                     \
		value_;                                                                            \
	})
#define write_sysreg(name, value) write_sysreg_(name, value)
#define write_sysreg_(name, value)                                                                 \
	asm volatile("msr " #name ", %x0" : : "rZ"((u64)(value)) : "memory")

/* An instruction that may fault names its recovery in a table (exception.c). */
#define FIXUP(from, to) ".pushsection .fixups,\"a\"; .quad " from ", " to "; .popsection\n"

/** Translate an address of the guest's for EL1; PAR_EL1 has the result. */
static inline void translate_for_guest(u64 virt, bool is_write)
{
	if (is_write) {
		asm volatile("at s1e1w, %0; isb" : : "r"(virt));
	} else {
		asm volatile("at s1e1r, %0; isb" : : "r"(virt));
	}
}

#define DEFINE_TRANSLATION(name, operation)                                                        \
	static inline bool name(u64 virt)                                                          \
	{                                                                                          \
		asm goto volatile("1: at " operation ", %0\n isb\n" FIXUP("1b", "%l[fault]")       \
				  :                                                                \
				  : "r"(virt)                                                      \
				  : "memory"                                                       \
				  : fault);                                                        \
		return true;                                                                       \
fault:                                                                                             \
		return false;                                                                      \
	}

/** As translate_for_guest() for a read, of memory that may not be there: false if that faulted. */
DEFINE_TRANSLATION(translate_stage1, "s1e1r")
/** And by both stages, as far as physical memory. */
DEFINE_TRANSLATION(translate_stages, "s12e1r")

static inline void cpu_relax(void)
{
	asm volatile("yield" : : : "memory");
}

static inline void memory_barrier(void)
{
	asm volatile("dsb ish" : : : "memory");
}

static inline void isb(void)
{
	asm volatile("isb" : : : "memory");
}

static inline void dsb(void)
{
	asm volatile("dsb sy" : : : "memory");
}

static inline void wait_for_interrupt(void)
{
	asm volatile("dsb sy; wfi" : : : "memory");
}

static inline void flush_hypervisor_page(u64 virt)
{
	asm volatile("dsb ishst; tlbi vae2is, %0; dsb ish; isb" : : "r"(virt >> 12) : "memory");
}

#endif
