/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_PCI_H
#define CORE_PCI_H

#include <core/defs.h>
#include <jailhouse/cell-config.h>

struct cell;
struct pci_device;

#define PCI_BUS(bdf)  ((bdf) >> 8)
#define PCI_DEV(bdf)  (((bdf) >> 3) & 0x1f)
#define PCI_FUNC(bdf) ((bdf) & 7)
/** Arguments for "%02x:%02x.%x". */
#define PCI_BDF_ARGS(bdf) PCI_BUS(bdf), PCI_DEV(bdf), PCI_FUNC(bdf)

enum pci_access {
	PCI_ACCESS_DENIED,
	PCI_ACCESS_PERFORM, /* go to the hardware (with the value as changed) */
	PCI_ACCESS_DONE, /* emulated */
};

/**
 * Moderate a read of configuration space (cell-environment 3.1.6).
 * @device:	of the calling cell, NULL if it owns no such function
 * @value:	set if PCI_ACCESS_DONE is returned
 */
enum pci_access pci_config_read(struct pci_device *device, u16 reg, unsigned int size, u32 *value);

/** Moderate a write; @value may be changed before it is performed. */
enum pci_access pci_config_write(struct pci_device *device, u16 reg, unsigned int size, u32 *value);

/** The calling cell's device by its bdf (binary search), NULL if it has none. */
struct pci_device *pci_find_device(struct cell *cell, u16 bdf);

/* Raw access to the hardware: ECAM where there is one, ports otherwise. */
u32 pci_hw_read(u16 bdf, u16 reg, unsigned int size);
void pci_hw_write(u16 bdf, u16 reg, u32 value, unsigned int size);

#endif
