/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_CELL_H
#define CORE_CELL_H

#include <core/defs.h>
#include <core/mmio.h>
#include <core/paging.h>
#include <core/spinlock.h>
#include <asm/cell.h>
#include <config/check.h>
#include <jailhouse/hypercall.h>

struct pci_device;
struct subpage;

/** Set of CPUs; bit n of word n/64 is CPU n. */
struct cpu_set {
	u64 bits[(MAX_CPUS + 64) / 64];
};

static inline bool cpu_set_test(const struct cpu_set *set, unsigned int cpu)
{
	return cpu <= MAX_CPUS && (set->bits[cpu / 64] >> (cpu % 64)) & 1;
}

static inline void cpu_set_add(struct cpu_set *set, unsigned int cpu)
{
	set->bits[cpu / 64] |= 1ULL << (cpu % 64);
}

static inline void cpu_set_remove(struct cpu_set *set, unsigned int cpu)
{
	set->bits[cpu / 64] &= ~(1ULL << (cpu % 64));
}

/** Smallest member above @cpu (start with -1), INVALID_CPU at the end. */
unsigned int cpu_set_next(const struct cpu_set *set, unsigned int cpu);

#define for_each_cpu(cpu, set)                                                                     \
	for ((cpu) = cpu_set_next((set), INVALID_CPU); (cpu) != INVALID_CPU;                       \
	     (cpu) = cpu_set_next((set), (cpu)))

struct cell {
	struct arch_cell arch;

	u32 id;
	/** Checked copy of the configuration (the cell's own pages). */
	struct config_cell config;
	unsigned int config_pages;

	struct cpu_set cpus;
	/** Memory that may be loaded is mapped into the root cell. */
	bool loadable;

	/** The communication region's page. */
	union {
		struct jailhouse_comm_region comm;
		u8 padding[PAGE_SIZE];
	} * comm_page;

	struct page_table stage2;

	/** Sorted by start address. */
	struct mmio_region *mmio;
	unsigned int mmio_count, mmio_max;
	/** Odd while the table changes under a running cell; see mmio.c. */
	volatile u32 mmio_sequence;
	spinlock_t mmio_lock;
	unsigned int mmio_pages;
	/** Regions of the configuration that trap, and the device pages behind them. */
	struct subpage *subpages;

	/** Array of config.num_pci_devices elements, sorted by bdf. */
	struct pci_device *pci_devices;
	unsigned int pci_pages;

	struct cell *next;
};

extern struct cell root_cell;
extern const struct jailhouse_system *system_config;

#define for_each_cell(cell) for ((cell) = &root_cell; (cell); (cell) = (cell)->next)

static inline const char *cell_name(const struct cell *cell)
{
	return cell->config.desc->name;
}

static inline bool cell_owns_cpu(const struct cell *cell, unsigned int cpu)
{
	return cpu_set_test(&cell->cpus, cpu);
}

#endif
