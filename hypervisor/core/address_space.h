/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_ADDRESS_SPACE_H
#define CORE_ADDRESS_SPACE_H

/* The hypervisor's own address space: asm/layout.h shows it. */

#include <core/percpu.h>

#define LARGE_PAGE 0x200000UL

/** Memory of one CPU: private, then public data. */
#define PERCPU_AREA_SIZE (sizeof(struct arch_percpu) + PAGE_ALIGN(sizeof(struct percpu)))

/** The shared table, in the architecture's format; each CPU's root has its last entry. */
extern struct page_table hv_table;

/**
 * First CPU: set up the pools and the shared table.
 * @mapped_end:	behind what is mapped of the hypervisor's memory until then
 */
int address_space_init(unsigned long mapped_end);
/** Build the CPU's root table in its private area (linear address). @return: its physical address
 */
u64 address_space_build(struct arch_percpu *area, unsigned int cpu);
/** Take the private areas of all CPUs out of the shared mapping. */
int address_space_hide_private(void);
/** Map zeros in place of the hypervisor's memory into the root cell. */
int hide_hypervisor_memory(void);
/** Private area of a CPU at its linear address; valid until activation. */
struct arch_percpu *percpu_area(unsigned int cpu);

/** Let the calling CPU's window at TEMPORARY_BASE show 2 MiB of physical memory; 0 closes it. */
void set_window(u64 leaf);
/** Call @step for the window's addresses of each part of a range of memory. */
void over_window(u64 phys, u64 size, void (*step)(char *start, u64 size));

#endif
