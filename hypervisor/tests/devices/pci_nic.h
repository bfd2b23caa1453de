/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_DEVICES_PCI_NIC_H
#define TESTS_DEVICES_PCI_NIC_H

#include "board.h"

#define ROOT (&root_cell)

/** Give the NIC values of its own in every register that matters. */
void fill_hardware(void);
/** Start PCI on it with the root cell; the log of writes is empty then. */
void start(void);
/** The same, and the NIC is the inmate's. */
void start_with_inmate(void);
/** Writes to configuration space; a refused enable may have touched masked vectors. */
unsigned int config_writes(void);
/** A write is refused with a hint, and does not reach the hardware. */
void expect_denied(struct cell *cell, u16 bdf, u16 reg, u32 value, unsigned int size,
		   const char *hint);

#endif
