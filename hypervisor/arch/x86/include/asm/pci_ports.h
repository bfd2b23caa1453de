/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_PCI_PORTS_H
#define ASM_PCI_PORTS_H

#include <core/defs.h>

enum pci_port_result {
	PCI_PORT_DONE,
	PCI_PORT_DENIED,  /* reported */
	PCI_PORT_INVALID, /* no PCI access: to be reported as any other port */
};

/**
 * Access of the calling CPU's cell to a port in 0xcf8..0xcff.
 * @size:	1, 2 or 4
 * @value:	to write, or the result in its lower @size bytes
 */
enum pci_port_result pci_port_access(u16 port, unsigned int size, bool is_write, u32 *value);

#endif
