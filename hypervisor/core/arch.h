/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_ARCH_H
#define CORE_ARCH_H

/* What the core needs from each architecture. */

#include <core/cell.h>
#include <core/console.h>

/* ---- start-up ---- */

/** First CPU, before anything else: locate the configuration, set up pools and page tables. */
int arch_init_memory(void);
/** First CPU: hardware checks, interrupt controller mode. */
int arch_init_early(void);
/** Each CPU in turn: checks, switch virtualisation on. */
int arch_cpu_init(unsigned int cpu);
/** Each CPU at the end: drop the shared view of private data, continue Linux as guest. */
void __noreturn arch_cpu_activate(void);
/** First CPU: after the units, before the root cell's memory is mapped. */
int arch_root_cell_init(void);
/** The calling CPU leaves the hypervisor for ever: Linux goes on natively. */
void __noreturn arch_leave_to_linux(int result);

/* ---- cells ---- */

/** Allocate the architecture's part: stage-2 root, permission maps. */
int arch_cell_create(struct cell *cell);
/** Give back what arch_cell_create took; called with partly created cells, too. */
void arch_cell_destroy(struct cell *cell);
/** Upper bound of the MMIO regions that arch_cell_create registers. */
unsigned int arch_mmio_count(struct cell *cell);
/** Ports of the cell leave the root cell (@take) or return to it. */
void arch_cell_move_ports(struct cell *cell, bool take);
/** Warn of CPUs that share a core with a CPU of the root cell. */
void arch_warn_siblings(struct cell *cell);
/** Fill the architecture's part of the communication region. */
void arch_fill_comm_region(struct cell *cell);
/** A cell starts, becomes loadable or ends: what it finds in memory is what was written there. */
void arch_cell_reset(struct cell *cell);
/** The stage-2 mapping of a cell changed: all its CPUs forget cached translations. */
void arch_commit(struct cell *cell);
/** Flags of paging_map() for a region of a cell. */
u32 arch_region_flags(const struct jailhouse_memory *region);

/* ---- CPUs ---- */

/** Make a CPU leave its guest soon. */
void arch_kick_cpu(unsigned int cpu);
/** On the CPU itself, wherever it waits: stand still while another CPU manages. */
void arch_yield_to_manager(void);
/** On the CPU itself: see its cell's memory as the last management operation left it. */
void arch_take_flush(void);
/**
 * On the CPU itself, between its guest and what it is asked for: is the state that protects others
 * from its cell as it was set up? If not, it is put right, and panic_control_changed() called.
 */
void arch_verify_control(void);
/** The same without a report of its own. @return: true if it had to be put right */
bool arch_repair_control(void);
/** On the CPU itself: continue as a CPU that waits to be started. */
void arch_park_this_cpu(void);
/** The CPU stops for good, in the hypervisor. */
void __noreturn arch_stop(void);
/** Driver of a console type (JAILHOUSE_CON_TYPE_*), NULL if there is none. */
const struct uart *arch_find_uart(unsigned int type);

/** Print the registers of the calling CPU's guest. */
void arch_dump_guest(void);

/* ---- memory ---- */

/**
 * Copy from the calling cell's guest-physical memory through its stage-2 tables.
 * @return: false if not all of it is readable
 */
bool guest_copy(void *dest, u64 address, unsigned long size);

/**
 * Copy from the memory of the calling CPU's guest, as its own page tables and the cell's have it.
 * Only RAM by the cell's configuration: a read of registers may change a device.
 * @virt:	with @size, within a page
 * @return: false if it is not readable
 */
bool guest_read(void *dest, u64 virt, unsigned long size);

/** Overwrite physical memory with zeros. */
void arch_clear_memory(u64 phys, u64 size);

#endif
