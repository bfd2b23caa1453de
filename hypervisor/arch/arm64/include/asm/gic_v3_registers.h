/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_GIC_V3_REGISTERS_H
#define ASM_GIC_V3_REGISTERS_H

/* System registers of the CPU interface and of its virtualisation. */

#include <asm/processor.h>

#define ICC_PMR_EL1	S3_0_C4_C6_0
#define ICC_DIR_EL1	S3_0_C12_C11_1
#define ICC_RPR_EL1	S3_0_C12_C11_3
#define ICC_SGI1R_EL1	S3_0_C12_C11_5
#define ICC_IAR1_EL1	S3_0_C12_C12_0
#define ICC_EOIR1_EL1	S3_0_C12_C12_1
#define ICC_BPR1_EL1	S3_0_C12_C12_3
#define ICC_CTLR_EL1	S3_0_C12_C12_4
#define ICC_IGRPEN1_EL1 S3_0_C12_C12_7
#define ICC_SRE_EL1	S3_0_C12_C12_5
#define ICC_SRE_EL2	S3_4_C12_C9_5
#define ICH_AP0R0_EL2	S3_4_C12_C8_0
#define ICH_AP1R0_EL2	S3_4_C12_C9_0
#define ICH_AP1R1_EL2	S3_4_C12_C9_1
#define ICH_AP1R2_EL2	S3_4_C12_C9_2
#define ICH_AP1R3_EL2	S3_4_C12_C9_3
#define ICH_HCR_EL2	S3_4_C12_C11_0
#define ICH_VTR_EL2	S3_4_C12_C11_1
#define ICH_LR0_EL2	S3_4_C12_C12_0
#define ICH_ELRSR_EL2	S3_4_C12_C11_5
#define ICH_VMCR_EL2	S3_4_C12_C11_7

#define ICC_CTLR_CBPR	 (1U << 0)
#define ICC_CTLR_EOIMODE (1U << 1)
#define ICC_SRE_SRE	 (1U << 0)
#define ICC_SRE_ALL	 7 /* and no bypass of interrupt signals */

#define ICH_VTR_LISTS(vtr)    ((vtr)&0x1f)
#define ICH_VTR_PRE_BITS(vtr) ((vtr) >> 26 & 7)

#define VMCR_ENABLE    (1U << 1)
#define VMCR_CBPR      (1U << 4)
#define VMCR_EOIMODE   (1U << 9)
#define VMCR_BPR_SHIFT 18
#define VMCR_PMR_SHIFT 24

#define LR_STATE_SHIFT	  62
#define LR_HARDWARE	  (1ULL << 61)
#define LR_GROUP1	  (1ULL << 60)
#define LR_PRIORITY_SHIFT 48
#define LR_PHYSICAL_SHIFT 32
#define LR_END		  (1ULL << 41)

#define ID_AA64PFR0_GIC(value) ((value) >> 24 & 0xf)

#define LIST_REGISTER_CASES(action)                                                                \
	action(0, 12, 0) action(1, 12, 1) action(2, 12, 2) action(3, 12, 3) action(4, 12, 4)       \
		action(5, 12, 5) action(6, 12, 6) action(7, 12, 7) action(8, 13, 0)                \
			action(9, 13, 1) action(10, 13, 2) action(11, 13, 3) action(12, 13, 4)     \
				action(13, 13, 5) action(14, 13, 6) action(15, 13, 7)

static inline u64 read_list_register(unsigned int n)
{
	switch (n) {
#define READ_LIST(number, crm, op2)                                                                \
	case number:                                                                               \
		return read_sysreg(S3_4_C12_C##crm##_##op2);
		LIST_REGISTER_CASES(READ_LIST)
	}
	return 0;
}

static inline void write_list_register(unsigned int n, u64 value)
{
	switch (n) {
#define WRITE_LIST(number, crm, op2)                                                               \
	case number:                                                                               \
		write_sysreg(S3_4_C12_C##crm##_##op2, value);                                      \
		break;
		LIST_REGISTER_CASES(WRITE_LIST)
	}
}

#endif
