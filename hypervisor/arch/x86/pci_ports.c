// SPDX-License-Identifier: GPL-2.0-only
/* Configuration space behind ports: those that cells see, and the real ones. */
#include <core/cell.h>
#include <core/panic.h>
#include <core/pci.h>
#include <core/percpu.h>
#include <core/spinlock.h>
#include <asm/io.h>
#include <asm/pci_ports.h>

#define PORT_ADDRESS   0xcf8
#define PORT_DATA      0xcfc
#define PORT_DATA_LAST 0xcff
#define ADDRESS_ENABLE (1U << 31)
#define ADDRESS_BDF(a) ((u16)((a) >> 8))
#define ADDRESS_REG(a) ((a)&0xfc)

static enum pci_port_result access_data(u16 port, unsigned int size, bool is_write, u32 *value)
{
	struct cell *cell = this_cell();
	u32 address = cell->arch.pci_config_address;
	u16 bdf = ADDRESS_BDF(address), reg = ADDRESS_REG(address) + (port - PORT_DATA);
	struct pci_device *device = pci_find_device(cell, bdf);

	if (likely(is_write ? pci_config_write(device, reg, size, *value)
			    : pci_config_read(device, reg, size, value))) {
		return PCI_PORT_DONE;
	}
	pci_report("config", bdf, reg, size, is_write);
	return PCI_PORT_DENIED;
}

static enum pci_port_result invalid_size(u16 port, unsigned int size, bool is_write)
{
	fatal("Invalid PCI config %s, port: 0x%x, size: %d", is_write ? "write" : "read", port,
	      size);
	hint("port 0xcf8 takes 4 bytes, and 0xcfc to 0xcff are not to be left behind");
	return PCI_PORT_DENIED;
}

enum pci_port_result pci_port_access(u16 port, unsigned int size, bool is_write, u32 *value)
{
	u32 *address = &this_cell()->arch.pci_config_address;

	if (likely(port >= PORT_DATA)) {
		if (unlikely(port + size - 1 > PORT_DATA_LAST)) {
			return invalid_size(port, size, is_write);
		}
		return access_data(port, size, is_write, value);
	}
	if (port != PORT_ADDRESS) {
		return PCI_PORT_INVALID;
	}
	if (size != 4) {
		return invalid_size(port, size, is_write);
	}
	if (is_write) {
		*address = *value;
	} else {
		*value = *address;
	}
	return PCI_PORT_DONE;
}

/* ---- the real ports, where there is no ECAM window ---- */

/* address and data belong together */
static spinlock_t ports_lock;

static u16 select_register(u16 bdf, u16 reg)
{
	outl(ADDRESS_ENABLE | (u32)bdf << 8 | (reg & 0xfc), PORT_ADDRESS);
	return PORT_DATA + (reg & 3);
}

u32 arch_pci_read(u16 bdf, u16 reg, unsigned int size)
{
	u32 value;
	u16 port;

	if (reg >= PCI_EXT_CONFIG) {
		return ~0U;
	}
	spin_lock(&ports_lock);
	port = select_register(bdf, reg);
	value = size == 1 ? inb(port) : size == 2 ? inw(port) : inl(port);
	spin_unlock(&ports_lock);
	return value;
}

void arch_pci_write(u16 bdf, u16 reg, u32 value, unsigned int size)
{
	u16 port;

	if (reg >= PCI_EXT_CONFIG) {
		return;
	}
	spin_lock(&ports_lock);
	port = select_register(bdf, reg);
	if (size == 1) {
		outb(value, port);
	} else if (size == 2) {
		outw(value, port);
	} else {
		outl(value, port);
	}
	spin_unlock(&ports_lock);
}

void arch_pci_shutdown(void)
{
	outl(root_cell.arch.pci_config_address, PORT_ADDRESS);
}
