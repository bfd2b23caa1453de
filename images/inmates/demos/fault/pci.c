/* SPDX-License-Identifier: GPL-2.0-only */

/* Foreign devices in PCI configuration space. */

#include "fault-common.h"

static void *ecam_address(void)
{
	unsigned long addr = comm_region->pci_mmconfig_base;

	addr += param("bdf", 0) << 12 | param("addr", PCI_CFG_COMMAND);
	map_range((void *)addr, PAGE_SIZE, MAP_UNCACHED);
	return (void *)addr;
}

void fault_pci_ecam(void)
{
	if (!comm_region->pci_mmconfig_base) {
		printk("This machine has no memory-mapped PCI configuration space\n");
		return;
	}
	mmio_write16(ecam_address(), param("value", 0));
}

void fault_pci_read(void)
{
	u16 bdf = param("bdf", 0);
	unsigned int reg = param("addr", PCI_CFG_VENDOR_ID);
	unsigned int size = param("size", 4);
	u32 value;
	u32 all_ones = size >= 4 ? ~0U : (1U << (8 * size)) - 1;

	pci_init();
	value = pci_read_config(bdf, reg, size);
	printk("Read %x, expected %x: %s\n", value, all_ones,
	       value == all_ones ? "passed" : "FAILED");
}
