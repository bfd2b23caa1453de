// SPDX-License-Identifier: GPL-2.0-only
/* PCI on ARM: configuration space only by ECAM, messages without a filter. */
#include <core/pci.h>

enum msi_verdict arch_msi_filter(struct cell *cell, struct msi_message *message)
{
	(void)cell;
	(void)message;
	return MSI_DELIVER;
}

void arch_msi_note(u32 address)
{
	(void)address;
}

u32 arch_pci_read(u16 bdf, u16 reg, unsigned int size)
{
	(void)bdf;
	(void)reg;
	(void)size;
	return ~0U;
}

void arch_pci_write(u16 bdf, u16 reg, u32 value, unsigned int size)
{
	(void)bdf;
	(void)reg;
	(void)value;
	(void)size;
}

void arch_pci_shutdown(void)
{
}
