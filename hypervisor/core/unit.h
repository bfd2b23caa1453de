/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_UNIT_H
#define CORE_UNIT_H

#include <core/defs.h>

struct cell;

/**
 * A part of the machine that is divided among cells (IOAPIC, PCI, IOMMU, ...).
 * Units declare themselves with DEFINE_UNIT; the linker collects them in the
 * order of the link. Every hook may be NULL.
 */
struct unit {
	const char *name;
	/** Once at start-up, on the first CPU, with the root cell in place. */
	int (*init)(void);
	/** On disable or failed start, in reverse order: give back to Linux. */
	void (*shutdown)(void);
	/** Does the hardware agree with a cell's configuration? Asked before anything changes. */
	int (*check)(const struct cell *cell);
	/** A cell is created: take over its share from the root cell. Undone by cell_exit. */
	int (*cell_init)(struct cell *cell);
	/** A cell is destroyed (or its creation failed): give back to the root cell. */
	void (*cell_exit)(struct cell *cell);
	/** A cell starts or becomes loadable: quiet its devices and interrupts. */
	void (*cell_reset)(struct cell *cell);
	/** All CPUs of a cell have failed; called on the last of them. */
	void (*cell_failed)(struct cell *cell);
	/** The last step of every management operation: make routing consistent. */
	void (*commit)(struct cell *cell_added_or_removed);
	/** Upper bound of the MMIO regions that the unit will register for the cell. */
	unsigned int (*mmio_count)(struct cell *cell);
};

#define DEFINE_UNIT(unit_name, ...)                                                                \
	static const struct unit unit_name __section(".units") __used __aligned(8) = { __VA_ARGS__ }

extern const struct unit __units_start[], __units_end[];

#define for_each_unit(unit) for ((unit) = __units_start; (unit) < __units_end; (unit)++)
#define for_each_unit_reverse(unit)                                                                \
	for ((unit) = __units_end - 1; (unit) >= __units_start; (unit)--)

#endif
