/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_CELL_H
#define ASM_CELL_H

#include <core/defs.h>

struct ioapic;

/** Most IOAPICs of a machine. */
#define MAX_IOAPICS 8

/** What a cell has of one IOAPIC. */
struct ioapic_share {
	struct ioapic *ioapic;
	/** Register that the cell selected. */
	u32 index;
	/** Pins that the cell owns. */
	u32 pins[4];
	/** They were masked: the creation of the cell came so far that it cannot fail. */
	bool taken;
};

/** x86 part of a cell. */
struct arch_cell {
	/** I/O permission map, one bit a port, 3 pages (AMD) or 2 (Intel). */
	u8 *iopm;
	/** Shadow of the configuration address port 0xcf8. */
	u32 pci_config_address;
	/** One for each irqchip of the configuration. */
	struct ioapic_share ioapics[MAX_IOAPICS];
	unsigned int num_ioapics;
	/** The cell's own access to the keyboard controller port is filtered. */
	bool i8042;
};

#endif
