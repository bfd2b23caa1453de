/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>

#define NUM_FUNCTIONS 0x10000

/* More capabilities do not fit; a broken list must not loop. */
#define MAX_CAPS 48

static bool id_matches(u16 bdf, unsigned int reg, u16 id)
{
	return id == PCI_ID_ANY || pci_read_config(bdf, reg, 2) == id;
}

int pci_find_device(u16 vendor, u16 device, u16 start_bdf)
{
	unsigned int bdf;

	for (bdf = start_bdf; bdf < NUM_FUNCTIONS; bdf++) {
		if (pci_read_config(bdf, PCI_CFG_VENDOR_ID, 2) == PCI_ID_ANY) {
			continue;
		}
		if (id_matches(bdf, PCI_CFG_VENDOR_ID, vendor) &&
		    id_matches(bdf, PCI_CFG_DEVICE_ID, device)) {
			return bdf;
		}
	}
	return -1;
}

int pci_find_cap(u16 bdf, u16 cap)
{
	unsigned int pos, n;

	if (!(pci_read_config(bdf, PCI_CFG_STATUS, 2) & PCI_STS_CAPS)) {
		return -1;
	}
	pos = pci_read_config(bdf, PCI_CFG_CAP_PTR, 1) & ~3U;
	for (n = 0; pos != 0 && n < MAX_CAPS; n++) {
		if (pci_read_config(bdf, pos, 1) == cap) {
			return pos;
		}
		pos = pci_read_config(bdf, pos + 1, 1) & ~3U;
	}
	return -1;
}
