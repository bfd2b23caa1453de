/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _Q35_PORTS_H
#define _Q35_PORTS_H

/*
 * Two PCIe root ports, 00:02.0 and 00:03.0, each with a random number generator
 * (virtio) behind it, on buses 1 and 2. Linux has the ports: it handles the errors
 * that are reported to them, and that a device comes or goes. Where everything is,
 * the firmware has decided: each bus has a window for memory and a prefetchable one.
 */

#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

#define PORT_BDF(n)	 ((1 + (n)) << 3)
#define PORT_MSIX(n)	 (0xfe5ff000 + (n)*0x1000)
#define PORT_WINDOW(n)	 (0xfe600000 - (n)*0x200000)
#define PORT_PREFETCH(n) (0xfec00000 - (n)*0x200000)
#define PORT_RNG_BDF(n)	 ((n) << 8)
#define PORT_RNG_SIZE	 0x4000
#define PORT_AHCI_START	 0xfe602000

/* clang-format off */

/** Registers of a generator; the table of its interrupts is in the other window. */
#define PORT_RNG_REGION(n) { \
	.phys_start = PORT_PREFETCH(n), \
	.virt_start = PORT_PREFETCH(n), \
	.size = PORT_RNG_SIZE, \
	.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE, \
}

#define PORT_DEVICE(n, first_cap) { \
	.type = JAILHOUSE_PCI_TYPE_BRIDGE, \
	.bdf = PORT_BDF(n), \
	.bar_mask = { 0xfffff000 }, \
	.caps_start = (first_cap), \
	.num_caps = PORT_CAPS_COUNT, \
	.num_msix_vectors = 1, \
	.msix_region_size = 0x1000, \
	.msix_address = PORT_MSIX(n), \
}

#define PORT_RNG_DEVICE(n, first_cap) { \
	.type = JAILHOUSE_PCI_TYPE_DEVICE, \
	.bdf = PORT_RNG_BDF(n), \
	.bar_mask = { 0, 0xfffff000, 0, 0, 0xffffc000, 0xffffffff }, \
	.caps_start = (first_cap), \
	.num_caps = PORT_RNG_CAPS_COUNT, \
	.num_msix_vectors = 2, \
	.msix_region_size = 0x1000, \
	.msix_address = PORT_WINDOW(n), \
}

#define PORT_CAP(user_id, user_start, user_len, user_flags) \
	{ .id = (user_id), .start = (user_start), .len = (user_len), .flags = (user_flags) }
#define PORT_EXT_CAP(id, start, len, flags) PORT_CAP((id) | JAILHOUSE_PCI_EXT_CAP, start, len, flags)

/*
 * Of a port. Hot plug is in its PCIe capability, the report of an error is taken
 * back in the one of errors: both are written.
 */
#define PORT_CAPS_COUNT 5
#define PORT_CAPS \
	PORT_CAP(PCI_CAP_ID_MSIX, 0x48, 0xc, JAILHOUSE_PCICAPS_WRITE), \
	PORT_CAP(PCI_CAP_ID_EXP, 0x54, 0x3c, JAILHOUSE_PCICAPS_WRITE), \
	PORT_CAP(PCI_CAP_ID_SSVID, 0x40, 0x8, 0), \
	PORT_EXT_CAP(PCI_EXT_CAP_ID_ERR, 0x100, 0x48, JAILHOUSE_PCICAPS_WRITE), \
	PORT_EXT_CAP(PCI_EXT_CAP_ID_ACS, 0x148, 0x8, 0)

#define PORT_RNG_CAPS_COUNT 4
#define PORT_RNG_CAPS \
	PORT_CAP(PCI_CAP_ID_EXP, 0x40, 0x3c, JAILHOUSE_PCICAPS_WRITE), \
	PORT_CAP(PCI_CAP_ID_PM, 0x7c, 0x8, JAILHOUSE_PCICAPS_WRITE), \
	PORT_CAP(PCI_CAP_ID_MSIX, 0xdc, 0xc, JAILHOUSE_PCICAPS_WRITE), \
	PORT_EXT_CAP(PCI_EXT_CAP_ID_ERR, 0x100, 0x48, JAILHOUSE_PCICAPS_WRITE)

/* clang-format on */

#endif
