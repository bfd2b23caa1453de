/* SPDX-License-Identifier: GPL-2.0-only */

#include "pci_nic.h"

/* The NIC has values of its own in every register that matters. */
void fill_hardware(void)
{
	hw_config_set(BDF_HOST, 0x00, 0x29c08086, 4);
	hw_config_set(BDF_NIC, 0x00, 0x10d38086, 4);
	hw_config_set(BDF_NIC, 0x04, 0x00100006, 4);
	hw_config_set(BDF_NIC, 0x10, 0xfebc0000, 4);
	hw_config_set(BDF_NIC, 0x18, 0x0000c001, 4);
	hw_config_set(BDF_NIC, 0x30, 0xfeb00001, 4);
	hw_config_set(BDF_NIC, 0x34, 0x40, 1);
	hw_config_set(BDF_NIC, 0x40, 0x00035001, 4); /* PM */
	hw_config_set(BDF_NIC, 0x50, 0x00807005, 4); /* MSI */
	hw_config_set(BDF_NIC, 0x70, 0x00039011, 4); /* MSI-X, 4 vectors */
	hw_config_set(BDF_NIC, 0x74, MSIX_BASE - 0xfebc0000, 4);
	hw_config_set(BDF_NIC, 0x90, 0x00000010, 4); /* PCI Express, not in the configuration */
	hw_config_set(BDF_BRIDGE, 0x04, 0x0007, 2);
	hw_config_set(BDF_OLD, 0x04, 0x00100000, 4);
	hw_config_set(BDF_OLD, 0x34, 0x80, 1);
	hw_config_set(BDF_OLD, 0x80, 0x01000005, 4);
	hw_config_set(BDF_OLD, 0x100, 0x00010003, 4);
	for (unsigned int n = 0; n < NIC_VECTORS; n++) {
		hw_msix[n * 4 + 3] = 1;
	}
}

void start(void)
{
	fill_hardware();
	cr_assert_eq(start_unit(&pci_unit), 0);
	console_clear();
	hw_log_count = 0;
}

void start_with_inmate(void)
{
	start();
	cr_assert_eq(create_inmate(&pci_unit), 0);
	console_clear();
	hw_log_count = 0;
}

/* Writes to configuration space; a refused enable may have touched masked vectors. */
unsigned int config_writes(void)
{
	unsigned int count = 0;

	for (unsigned int n = 0; n < hw_log_count; n++) {
		count += hw_log[n].where < MSIX_BASE;
	}
	return count;
}

void expect_denied(struct cell *cell, u16 bdf, u16 reg, u32 value, unsigned int size,
		   const char *hint)
{
	unsigned int writes = config_writes();
	char line[128];

	console_clear();
	cr_expect(!cell_write(cell, ecam(bdf, reg), value, size), "write of %x to 0x%x allowed",
		  value, reg);
	snprintf(
		line, sizeof(line),
		"FATAL: Invalid PCI MMCONFIG write, device %02x:%02x.%x, reg: 0x%x, size: %u\nhint: ",
		PCI_BDF_ARGS(bdf), reg, size);
	expect_printed(line);
	expect_printed(hint);
	cr_expect_eq(config_writes(), writes, "a denied write reached the hardware");
	console_clear();
}
