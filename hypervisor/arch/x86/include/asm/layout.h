/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_LAYOUT_H
#define ASM_LAYOUT_H

/*
 * Address space of the hypervisor, one root table per CPU:
 *
 *   0x0000000040000000  this CPU's private area (struct arch_percpu), a guard
 *                       page below it; invisible to other CPUs. Within 2 GiB,
 *                       so that instructions can hold its addresses
 *   0xffff800000000000  guest-physical memory of the CPU's own cell, read-only,
 *                       through the cell's own stage-2 tables
 *   0xffffff8000000000  device registers and temporary mappings
 *   0xfffffffff0000000  the hypervisor's memory: image, pages of the pool,
 *                       public per-CPU data
 *
 * The last 512 GiB (device registers, hypervisor memory) are shared by all CPUs.
 */
#define PERCPU_GUARD	   0x0000000040000000
#define PERCPU_BASE	   0x0000000040001000
#define GUEST_WINDOW	   0xffff800000000000
#define GUEST_WINDOW_SLOT  256
#define GUEST_WINDOW_SLOTS 128
#define REMAP_BASE	   0xffffff8000000000
#define REMAP_PAGES	   131072
#define HYPERVISOR_BASE	   0xfffffffff0000000

/* within the private area */
#define STACK_SIZE 0x4000
/* of vmcb_phys in struct arch_percpu: behind stack, VMCB, save area and four tables */
#define VMCB_PHYS_OFFSET (STACK_SIZE + 6 * 0x1000)
/* a 2 MiB page of its own for short accesses to any physical memory */
#define TEMPORARY_BASE 0x0000000040200000

/* selectors, the same as Linux': a CPU comes and goes without reloading CS */
#define SELECTOR_CS 0x10
#define SELECTOR_DS 0x18

#endif
