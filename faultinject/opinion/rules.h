/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_RULES_H
#define FAULTINJECT_RULES_H

/* What the rules work on, and what several of them need. */

#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

#include "opinion.h"

/** Addresses with room to spare: no sum of two fields can wrap. */
typedef unsigned __int128 wide;

/** [start, end) */
struct span {
	wide start;
	wide end;
};

/** Registers that the hypervisor keeps for itself or emulates. */
struct window {
	const char *name;
	struct span span;
	/** Cells see the emulated device at its physical address. */
	bool seen_by_cells;
};

/** A configuration taken apart; the arrays lie in its bytes. */
struct cell {
	bool is_root;
	struct jailhouse_cell_desc desc;
	const uint8_t *cpus;
	const struct jailhouse_memory *regions;
	const struct jailhouse_cache *caches;
	const struct jailhouse_irqchip *irqchips;
	const struct jailhouse_pio *ports;
	const struct jailhouse_pci_device *devices;
	const struct jailhouse_pci_capability *caps;
};

/** All that a rule may look at. */
struct world {
	const struct machine_facts *facts;
	struct jailhouse_system system;
	struct cell root;
	/** Non-root cells that exist already. */
	struct cell *others;
	size_t num_others;
	struct window *windows;
	size_t num_windows;
};

typedef void (*system_rule)(struct opinion *, const struct world *);
typedef void (*cell_rule)(struct opinion *, const struct world *, const struct cell *);

/** A rule has one of both: of the system as a whole, or of each cell (root included). */
struct rule {
	const char *name;
	const char *source;
	system_rule of_system;
	cell_rule of_cell;
};

struct rules {
	const struct rule *item;
	size_t count;
};

#define RULES(array)                                                                               \
	{                                                                                          \
		array, sizeof(array) / sizeof((array)[0])                                          \
	}

extern const struct rules cpu_rules, memory_rules, window_rules, irqchip_rules, port_rules,
	pci_rules, shmem_rules, platform_rules;

/** Add an objection by the rule that is being applied. */
void object(struct opinion *opinion, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- reading: read.c ---- */

/** The header and the room for the arrays of a system configuration; false with objections. */
bool read_system(struct opinion *opinion, struct world *world, struct bytes bytes);
bool read_cell(struct opinion *opinion, struct cell *cell, struct bytes bytes);

/* ---- CPUs: cpus.c ---- */

bool has_cpu(const struct cell *cell, uint32_t cpu);
/** CPU numbers that the bitmap has room for. */
uint32_t cpu_room(const struct cell *cell);

/* ---- address ranges: spans.c ---- */

struct span span(uint64_t start, uint64_t size);
/** True if both have a byte in common. */
bool meet(struct span a, struct span b);
struct span physical(const struct jailhouse_memory *region);
struct span guest_physical(const struct jailhouse_memory *region);
bool is_used(const struct jailhouse_memory *region);
bool has_flag(const struct jailhouse_memory *region, uint64_t flag);
bool is_page_aligned(uint64_t address);
bool is_subpage(const struct jailhouse_memory *region);

/* ---- register windows: windows.c ---- */

void find_windows(struct world *world);

/* ---- IVSHMEM: shmem.c ---- */

bool is_ivshmem(const struct jailhouse_pci_device *device);
/** True if region @n of the cell is a section of one of its devices. */
bool is_any_section(const struct cell *cell, uint32_t n);
/** State table, read-write section, one output section for each peer. */
uint32_t shmem_sections(const struct jailhouse_pci_device *device);
/**
 * True if region @a of one cell and region @b of another one are the same
 * section of the same link.
 */
bool same_section(const struct cell *cell, uint32_t a, const struct cell *other, uint32_t b);

#endif
