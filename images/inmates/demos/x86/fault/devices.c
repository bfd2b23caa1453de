/* SPDX-License-Identifier: GPL-2.0-only */

/* Faults by interrupt controllers and PCI. */

#include <asm/regs.h>
#include "fault.h"

#define XAPIC_SPIV    0xfee000f0UL
#define RESERVED_BITS 0x00010000

#define IOAPIC_BASE	   0xfec00000UL
#define IOAPIC_NO_REGISTER 0x20
#define IPI_VECTOR	   40

void fault_xapic_reserved(void)
{
	write_msr(X2APIC_SPIV, APIC_SPIV_ENABLE_VECTOR_FF | RESERVED_BITS);
}

void fault_xapic_mmio(void)
{
	void *addr = param_address(XAPIC_SPIV);

	map_range(addr, PAGE_SIZE, MAP_UNCACHED);
	mmio_write32(addr, param("value", APIC_SPIV_ENABLE_VECTOR_FF | RESERVED_BITS));
}

void fault_icr(void)
{
	write_msr(X2APIC_ICR, param("value", APIC_ICR_DLVR_SMI));
}

void fault_ipi_outside(void)
{
	unsigned int target = param("value", 0);

	irq_send_ipi(target, IPI_VECTOR);
	printk("Sent IPI to CPU %u\n", target);
}

void fault_pci_config(void)
{
	pci_write_config(param("bdf", 0), param("addr", PCI_CFG_COMMAND), param("value", 0),
			 param("size", 2));
}

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
	u32 value = pci_read_config(bdf, reg, size);
	u32 all_ones = size >= 4 ? ~0U : (1U << (8 * size)) - 1;

	printk("Read %x, expected %x: %s\n", value, all_ones,
	       value == all_ones ? "passed" : "FAILED");
}

void fault_ioapic(void)
{
	char *addr;

	ioapic_init();
	addr = (char *)IOAPIC_BASE + param("addr", IOAPIC_NO_REGISTER);
	if (param_given("value")) {
		mmio_write32(addr, param("value", 0));
	} else {
		printk("Read %x from the IOAPIC\n", mmio_read32(addr));
	}
}
