/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_PERCPU_H
#define CORE_PERCPU_H

#include <core/cell.h>
#include <asm/percpu.h>

/** What the CPU's cell has printed of a line so far; only the CPU itself looks. */
struct console_line {
	u8 length;
	char text[127];
};

/** Lines that the CPU's cell provoked within a second. */
struct reports {
	u64 since;
	u32 count;
};

/**
 * What other CPUs may see and change of a CPU. Everything else is in
 * struct arch_percpu, mapped by its own CPU alone.
 */
struct percpu {
	unsigned int cpu_id;
	/** The cell that owns the CPU; changes only while the CPU is suspended. */
	struct cell *cell;
	/** Free-running; the lower 31 bits are reported. */
	u32 stats[JAILHOUSE_NUM_CPU_STATS];

	/* Requests of a managing CPU, taken by the CPU itself. */
	volatile u32 suspend_requests;
	volatile bool suspended;
	volatile bool park;  /* when resumed: wait for a start */
	volatile bool reset; /* when resumed: start the cell's code */
	volatile bool flush; /* when resumed: forget cached translations */
	/** The CPU caused a fault and was parked; until restart or set-loadable. */
	volatile bool failed;
	/** Its control state was found changed since somebody asked last. */
	volatile bool control_changed;
	/** The CPU stopped inside the hypervisor and cannot be used again. */
	volatile bool stopped;
	volatile bool entered;
	bool initialized;
	struct reports reports;
	struct console_line line;

	struct arch_percpu_public arch;
} __aligned(64);

/** Public data of any CPU below max_cpus. */
struct percpu *percpu_of(unsigned int cpu);

/** Public data of the calling CPU. */
static inline struct percpu *this_cpu(void);
static inline struct cell *this_cell(void);

#include <asm/percpu_access.h>

static inline struct cell *this_cell(void)
{
	return this_cpu()->cell;
}

static inline void count_exit(unsigned int stat)
{
	this_cpu()->stats[stat]++;
}

#endif
