/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_MEMORY_H
#define CORE_MEMORY_H

#include <core/cell.h>

/** Map one region of a cell's configuration into the cell. @return: 0 or negative error */
int memory_map(struct cell *cell, const struct jailhouse_memory *region);

/** Remove it again. */
int memory_unmap(struct cell *cell, const struct jailhouse_memory *region);

/** Take the memory behind a region of another cell away from the root cell. */
int memory_take_from_root(const struct jailhouse_memory *region);

/** Map what the root cell's configuration grants of a region's memory into the root cell. */
int memory_give_to_root(const struct jailhouse_memory *region);

/** The same for a range of pages. */
int memory_give_pages_to_root(u64 first, u64 behind);

/** Clear the RAM of a cell that changes hands (decided by the root cell's configuration). */
void memory_clear_cell(struct cell *cell);

/** True if the region's memory leaves the root cell when the cell is created. */
bool memory_is_exclusive(const struct jailhouse_memory *region);

/**
 * Where the cell's configuration has a guest-physical address of its RAM.
 * Searched one by one: for reports.
 * @return: PAGING_INVALID if it is not RAM
 */
u64 memory_find_ram(const struct cell *cell, u64 address);

/** Number of regions that trap on each access. */
unsigned int memory_count_subpages(const struct cell *cell);

/** Allocate and free the table of regions that trap. */
int memory_alloc_mmio(struct cell *cell, unsigned int count);
void memory_free_mmio(struct cell *cell);

/**
 * The hint line for an access to an address that the cell does not own.
 * @flag:	JAILHOUSE_MEM_READ, _WRITE or _EXECUTE: what it tried
 */
void memory_explain(struct cell *cell, u64 address, u32 flag);

#endif
