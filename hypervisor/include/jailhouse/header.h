/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef _JAILHOUSE_HEADER_H
#define _JAILHOUSE_HEADER_H

/* Contract between the driver and the hypervisor binary that it loads. */

#include <jailhouse/reason.h>

#define JAILHOUSE_SIGNATURE "JAILHOUS"

/** The hypervisor is linked to run here, in its own address space. */
#if defined(__x86_64__)
#define JAILHOUSE_BASE 0xfffffffff0000000UL
#elif defined(__aarch64__)
#define JAILHOUSE_BASE 0xffffc0000000UL
#endif

#define HYP_STUB_ABI_LEGACY 0
#define HYP_STUB_ABI_OPCODE 1

/**
 * How far an enable came. Written by the driver and the hypervisor as they go,
 * in memory that outlives a reset, so that the next attempt can tell where the
 * last one got stuck.
 */
enum jailhouse_stage {
	JAILHOUSE_STAGE_NONE = 0,
	JAILHOUSE_STAGE_LOADED,	    /* image copied, nothing entered yet */
	JAILHOUSE_STAGE_ENTERING,   /* CPUs are on their way into the hypervisor */
	JAILHOUSE_STAGE_EARLY,	    /* first CPU: memory pools, page tables, console */
	JAILHOUSE_STAGE_CPUS,	    /* CPUs initialise one after the other */
	JAILHOUSE_STAGE_LATE,	    /* first CPU: units, mapping of the root cell */
	JAILHOUSE_STAGE_ACTIVATING, /* CPUs return as guests */
	JAILHOUSE_STAGE_ENABLED,    /* done, Linux is the root cell */
	JAILHOUSE_STAGE_DISABLED,   /* orderly disabled or refused */
};

#define JAILHOUSE_HEADER_EXTENSION 2

/**
 * At offset 0 of the hypervisor binary. Offsets count from the image's start.
 * The page that holds it is mapped read-write; it is the driver's memory
 * until enable returns and the hypervisor's afterwards.
 */
struct jailhouse_header {
	char signature[8];
	/** From the header to the end of bss, rounded up to pages. */
	unsigned long core_size;
	/** Size of one CPU's area; these follow behind the core. */
	unsigned long percpu_size;
	/** Offset of the entry point. */
	unsigned long entry;
	/** Offset of the page with struct jailhouse_virt_console. */
	unsigned long console_page;
	unsigned long gcov_info_head;

	/* filled by the driver */
	/** Highest CPU number of the root cell's set + 1. */
	__u32 max_cpus;
	/** Number of CPUs that will enter. */
	__u32 online_cpus;
	unsigned long debug_console_base;
	__u64 arm_linux_hyp_vectors;
	__u32 arm_linux_hyp_abi;

	/* ---- Cellyard's extension ---- */
	/** JAILHOUSE_HEADER_EXTENSION; the driver refuses any other value. */
	__u32 extension;
	/** Pages in [text_start, text_end) are to be mapped executable, all others not. */
	unsigned long text_start;
	unsigned long text_end;
	/** The page of the driver's trampoline: kernel virtual and physical address. */
	__u64 trampoline_virt;
	__u64 trampoline_phys;
	/** enum jailhouse_stage and the CPU that reached it last. */
	volatile __u32 stage;
	volatile __u32 stage_cpu;
	/** Why the hypervisor refused to start. */
	struct jailhouse_reason reason;
	/** Where a CPU's area has its exit counters, of 32 bits each, and how many. */
	__u32 stats_offset;
	__u32 num_stats;
};

#endif
