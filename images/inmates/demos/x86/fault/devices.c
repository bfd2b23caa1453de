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
