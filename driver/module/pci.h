/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_PCI_H
#define _DRIVER_PCI_H

#include <jailhouse/cell-config.h>

/** Register and remove the driver jailhouse-pci-stub. */
int pci_stub_init(void);
void pci_stub_exit(void);

/**
 * Bind the physical devices of a cell to the stub, so that no driver of Linux
 * touches them. Devices that Linux does not know are left out.
 */
void pci_stub_claim(const struct jailhouse_cell_desc *cell);

/** Unbind them; their own drivers are not bound again. */
void pci_stub_release(const struct jailhouse_cell_desc *cell);

/**
 * Let Linux find the virtual devices of the root cell, and forget them.
 */
void pci_virtual_add(const struct jailhouse_system *system);
void pci_virtual_remove(const struct jailhouse_system *system);

#endif
