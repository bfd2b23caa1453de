/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_VMCB_H
#define ASM_VMCB_H

/*
 * Virtual machine control block of AMD SVM: AMD64 Architecture Programmer's
 * Manual volume 2, appendix "Layout of VMCB".
 */

#include <core/defs.h>

struct vmcb_segment {
	u16 selector;
	u16 attributes;
	u32 limit;
	u64 base;
} __packed;

struct vmcb {
	/* control area */
	u16 intercept_cr_read;
	u16 intercept_cr_write;
	u16 intercept_dr_read;
	u16 intercept_dr_write;
	u32 intercept_exceptions;
	u32 intercept_general1;
	u32 intercept_general2;
	u32 intercept_general3;
	u8 reserved1[0x03c - 0x018];
	u16 pause_filter_threshold;
	u16 pause_filter_count;
	u64 iopm_base_pa;
	u64 msrpm_base_pa;
	u64 tsc_offset;
	u32 guest_asid;
	u8 tlb_control;
	u8 reserved2[3];
	u64 virtual_interrupt;
	u64 interrupt_shadow;
	u64 exitcode;
	u64 exitinfo1;
	u64 exitinfo2;
	u64 exitintinfo;
	u64 nested_control;
	u64 avic_apic_bar;
	u64 ghcb;
	u64 event_injection;
	u64 nested_cr3;
	u64 lbr_control;
	u32 clean;
	u32 reserved3;
	u64 next_rip;
	u8 bytes_fetched;
	u8 instruction_bytes[15];
	u8 reserved4[0x400 - 0x0e0];

	/* state save area */
	struct vmcb_segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
	u8 reserved5[0x4cb - 0x4a0];
	u8 cpl;
	u32 reserved6;
	u64 efer;
	u8 reserved7[0x548 - 0x4d8];
	u64 cr4, cr3, cr0, dr7, dr6, rflags, rip;
	u8 reserved8[0x5d8 - 0x580];
	u64 rsp;
	u64 s_cet, ssp, isst_address;
	u64 rax;
	u64 star, lstar, cstar, sfmask, kernel_gs_base;
	u64 sysenter_cs, sysenter_esp, sysenter_eip;
	u64 cr2;
	u8 reserved9[0x668 - 0x648];
	u64 g_pat;
	u64 debugctl;
	u64 branch_from, branch_to, last_exception_from, last_exception_to;
	u8 reserved10[0x1000 - 0x698];
} __packed __aligned(PAGE_SIZE);

static_assert(__builtin_offsetof(struct vmcb, guest_asid) == 0x058, "VMCB");
static_assert(__builtin_offsetof(struct vmcb, exitcode) == 0x070, "VMCB");
static_assert(__builtin_offsetof(struct vmcb, nested_cr3) == 0x0b0, "VMCB");
static_assert(__builtin_offsetof(struct vmcb, next_rip) == 0x0c8, "VMCB");
static_assert(__builtin_offsetof(struct vmcb, es) == 0x400, "VMCB");
static_assert(__builtin_offsetof(struct vmcb, cpl) == 0x4cb, "VMCB");
static_assert(__builtin_offsetof(struct vmcb, efer) == 0x4d0, "VMCB");
static_assert(__builtin_offsetof(struct vmcb, rip) == 0x578, "VMCB");
static_assert(__builtin_offsetof(struct vmcb, rax) == 0x5f8, "VMCB");
static_assert(__builtin_offsetof(struct vmcb, cr2) == 0x640, "VMCB");
static_assert(__builtin_offsetof(struct vmcb, g_pat) == 0x668, "VMCB");
static_assert(sizeof(struct vmcb) == PAGE_SIZE, "VMCB");

/* intercept_general1 (offset 0x00c) */
#define INTERCEPT_NMI		(1U << 1)
#define INTERCEPT_INIT		(1U << 3)
#define INTERCEPT_CR0_SELECTIVE (1U << 5)
#define INTERCEPT_CPUID		(1U << 18)
#define INTERCEPT_IRET		(1U << 20)
#define INTERCEPT_INVD		(1U << 22)
#define INTERCEPT_INVLPGA	(1U << 26)
#define INTERCEPT_IOIO		(1U << 27)
#define INTERCEPT_MSR		(1U << 28)
#define INTERCEPT_SHUTDOWN	(1U << 31)
/* intercept_general2 (offset 0x010) */
#define INTERCEPT_VMRUN	  (1U << 0)
#define INTERCEPT_VMMCALL (1U << 1)
#define INTERCEPT_VMLOAD  (1U << 2)
#define INTERCEPT_VMSAVE  (1U << 3)
#define INTERCEPT_STGI	  (1U << 4)
#define INTERCEPT_CLGI	  (1U << 5)
#define INTERCEPT_SKINIT  (1U << 6)

#define TLB_FLUSH_ALL 1
#define NESTED_PAGING (1ULL << 0)

#define EVENT_VALID	 (1ULL << 31)
#define EVENT_ERROR_CODE (1ULL << 11)
#define EVENT_NMI	 (2ULL << 8)
#define EVENT_EXCEPTION	 (3ULL << 8)

/* exit codes, low 32 bits */
#define EXIT_EXCEPTION(n)  (0x40 + (n))
#define EXIT_NMI	   0x061
#define EXIT_INIT	   0x063
#define EXIT_CR0_SELECTIVE 0x065
#define EXIT_CPUID	   0x072
#define EXIT_IRET	   0x074
#define EXIT_INVD	   0x076
#define EXIT_IOIO	   0x07b
#define EXIT_MSR	   0x07c
#define EXIT_SHUTDOWN	   0x07f
#define EXIT_VMMCALL	   0x081
#define EXIT_NPF	   0x400
#define EXIT_INVALID	   0xffffffff

/* exitinfo1 of EXIT_NPF, the error code of a page fault and more */
#define NPF_WRITE      (1ULL << 1)
#define NPF_FETCH      (1ULL << 4)
#define NPF_TABLE_WALK (1ULL << 33)

#endif
