/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H

/* Registers and instructions of the processor. */

#include <core/defs.h>

/* exception classes in ESR_EL2 */
#define ESR_EC(esr)   ((esr) >> 26 & 0x3f)
#define ESR_ISS(esr)  ((esr)&0x1ffffff)
#define EC_CP15_32    0x03
#define EC_CP15_64    0x04
#define EC_HVC32      0x12
#define EC_SMC32      0x13
#define EC_HVC64      0x16
#define EC_SMC64      0x17
#define EC_SYSREG     0x18
#define EC_INST_ABORT 0x20
#define EC_DATA_ABORT 0x24

/* syndrome of aborts */
#define ISS_VALID	   (1U << 24)
#define ISS_SIZE(iss)	   (1U << ((iss) >> 22 & 3))
#define ISS_SIGN_EXTEND	   (1U << 21)
#define ISS_REGISTER(iss)  ((iss) >> 16 & 0x1f)
#define ISS_64BIT	   (1U << 15)
#define ISS_FAR_INVALID	   (1U << 10)
#define ISS_CACHE	   (1U << 8)
#define ISS_TABLE_WALK	   (1U << 7)
#define ISS_WRITE	   (1U << 6)
#define ISS_STATUS(iss)	   ((iss)&0x3f)
#define STATUS_TRANSLATION 0x04 /* levels in bits 1:0 */
#define STATUS_ACCESS_FLAG 0x08
#define STATUS_PERMISSION  0x0c
#define STATUS_LEVEL	   0x03

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
#define SPSR_LEVEL	 0x0f /* 0 for programs, in AArch32 too */

#define SCTLR_EL1_RESET	 0x30d00800
#define CPACR_FP_ENABLED (3UL << 20)

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

/* A load that may fault names its recovery in a table (exception.c). */
#define FIXUP(from, to) ".pushsection .fixups,\"a\"; .quad " from ", " to "; .popsection\n"

#endif
