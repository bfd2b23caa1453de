/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_LAYOUT_H
#define ASM_LAYOUT_H

/*
 * Address space of the hypervisor at EL2, 48 bits, one root table per CPU:
 *
 *   0x008000000000  this CPU's private area (struct arch_percpu), a guard page
 *                   below it; invisible to other CPUs
 *   0xff8000000000  device registers
 *   0xffffc0000000  the hypervisor's memory: image, pages of the pool, public
 *                   per-CPU data
 *
 * The last 512 GiB (device registers, hypervisor memory) are shared by all CPUs.
 * While a CPU enters or leaves, the boot tables map the hypervisor's memory at
 * the last address and, as one block, where it is physically.
 */
#define PERCPU_GUARD	0x0000008000000000
#define PERCPU_BASE	0x0000008000001000
#define REMAP_BASE	0x0000ff8000000000
#define REMAP_PAGES	131072
#define HYPERVISOR_BASE 0x0000ffffc0000000

/* within the private area */
#define STACK_SIZE 0x4000
/* of struct guest_regs, at the top of the stack: x0-x30 and padding */
#define FRAME_SIZE 0x100
/* a 2 MiB page of its own for short accesses to any physical memory */
#define TEMPORARY_BASE 0x0000008000200000

/* pages of last-level boot tables: 2 MiB each of the hypervisor's memory */
#define BOOT_TABLES 16

#define HEADER_CORE_SIZE   8
#define HEADER_PERCPU_SIZE 16
#define HEADER_MAX_CPUS	   48

/* two memory types: attribute 0 is normal write-back, 1 device nGnRE, 2 normal uncached */
#define MAIR_EL2_VALUE 0x4404ff
#define MAIR_DEVICE    1

/* descriptors of the boot tables */
#define DESC_TABLE    0x3
#define DESC_NORMAL   0x743 /* page, accessed, inner shareable */
#define DESC_IDENTITY 0x741 /* the same as a block */

/* MMU, caches, stack alignment check; bits that read as one in ARMv8.0 */
#define SCTLR_EL2_RES1	0x30c50830
#define SCTLR_EL2_BOOT	(SCTLR_EL2_RES1 | 0x100d)
#define SCTLR_EL2_FINAL (SCTLR_EL2_BOOT | 0x80000) /* what is writable cannot be executed */

/* 48 bits of address, 4 KiB pages, inner shareable, write-back; the size of physical addresses
 * joins */
#define TCR_EL2_VALUE 0x80803510

#endif
