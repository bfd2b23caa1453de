/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>

#define PCI_REG_ADDR 0xcf8
#define PCI_REG_DATA 0xcfc
#define PCI_ENABLE   (1U << 31)

#define MSI_ADDRESS(apic_id) (0xfee00000 | (apic_id) << 12)

#define MSI_CTRL_ENABLE 0x0001
#define MSI_CTRL_64BIT	0x0080

/* what is read of a device that has been pulled out, which may happen between any two reads */
#define GONE 0xffffffffU

#define BAR_IO	    0x1
#define BAR_ADDRESS (~0xfULL)

struct msix_entry {
	u32 address, address_hi, data, control;
};

void pci_init(void)
{
}

static u16 select_register(u16 bdf, unsigned int addr)
{
	outl(PCI_ENABLE | (u32)bdf << 8 | (addr & 0xfc), PCI_REG_ADDR);
	return PCI_REG_DATA + (addr & 3);
}

u32 pci_read_config(u16 bdf, unsigned int addr, unsigned int size)
{
	u16 port = select_register(bdf, addr);

	switch (size) {
	case 1:
		return inb(port);
	case 2:
		return inw(port);
	case 4:
		return inl(port);
	default:
		return -1;
	}
}

void pci_write_config(u16 bdf, unsigned int addr, u32 value, unsigned int size)
{
	u16 port = select_register(bdf, addr);

	switch (size) {
	case 1:
		outb(value, port);
		break;
	case 2:
		outw(value, port);
		break;
	case 4:
		outl(value, port);
		break;
	}
}

void pci_msi_set_vector(u16 bdf, unsigned int vector)
{
	int cap = pci_find_cap(bdf, PCI_CAP_MSI);
	unsigned int data_reg;
	u16 control;

	if (cap < 0) {
		return;
	}
	control = pci_read_config(bdf, cap + 2, 2);
	pci_write_config(bdf, cap + 4, MSI_ADDRESS(cpu_id()), 4);
	data_reg = cap + 8;
	if (control & MSI_CTRL_64BIT) {
		pci_write_config(bdf, cap + 8, 0, 4);
		data_reg = cap + 12;
	}
	pci_write_config(bdf, data_reg, vector, 2);
	pci_write_config(bdf, cap + 2, control | MSI_CTRL_ENABLE, 2);
}

/* Returns 0 if the device answers no more. */
static u64 read_bar(u16 bdf, unsigned int index)
{
	unsigned int reg = PCI_CFG_BAR + 4 * index;
	u32 high = 0, bar = pci_read_config(bdf, reg, 4);

	if ((bar & (PCI_BAR_64BIT | BAR_IO)) == PCI_BAR_64BIT) {
		high = pci_read_config(bdf, reg + 4, 4);
	}
	if (bar == GONE || high == GONE) {
		return 0;
	}
	return (bar | (u64)high << 32) & BAR_ADDRESS;
}

void pci_msix_set_vector(u16 bdf, unsigned int vector, u32 index)
{
	int cap = pci_find_cap(bdf, PCI_CAP_MSIX);
	struct msix_entry *entry;
	u32 control, table;
	u64 bar;

	if (cap < 0) {
		return;
	}
	table = pci_read_config(bdf, cap + 4, 4);
	bar = table == GONE ? 0 : read_bar(bdf, table & 7);
	if (bar == 0) {
		return;
	}
	entry = (struct msix_entry *)(unsigned long)(bar + (table & ~7U));
	entry += index;
	map_range(entry, sizeof(*entry), MAP_UNCACHED);

	/* all vectors stay masked while this one changes */
	control = pci_read_config(bdf, cap + 2, 2);
	pci_write_config(bdf, cap + 2, control | MSIX_CTRL_ENABLE | MSIX_CTRL_FMASK, 2);
	mmio_write32(&entry->address, MSI_ADDRESS(cpu_id()));
	mmio_write32(&entry->address_hi, 0);
	mmio_write32(&entry->data, vector);
	mmio_write32(&entry->control, 0);
	control = (control | MSIX_CTRL_ENABLE) & ~MSIX_CTRL_FMASK;
	pci_write_config(bdf, cap + 2, control, 2);
}
