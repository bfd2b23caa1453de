/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_CELL_H
#define ASM_CELL_H

#include <core/defs.h>

struct ioapic_state;

/** x86 part of a cell. */
struct arch_cell {
	/** I/O permission map, one bit a port, 3 pages (AMD) or 2 (Intel). */
	u8 *iopm;
	/** Shadow of the configuration address port 0xcf8. */
	u32 pci_config_address;
	/** Shadows of the IOAPICs that the cell shares, one per irqchip. */
	struct ioapic_state *ioapics;
	unsigned int num_ioapics;
	unsigned int ioapic_pages;
	/** The cell's own access to the keyboard controller port is filtered. */
	bool i8042;
};

#endif
