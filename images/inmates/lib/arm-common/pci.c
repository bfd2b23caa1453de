/* SPDX-License-Identifier: GPL-2.0-only */

/* PCI configuration space of bus 0 through its memory-mapped window. */

#include <inmate.h>

#define WINDOW_SIZE   0x100000
#define FUNCTION_SIZE 0x1000

static u8 *window(void)
{
	return (u8 *)(unsigned long)comm_region->pci_mmconfig_base;
}

void pci_init(void)
{
	if (window()) {
		map_range(window(), WINDOW_SIZE, MAP_UNCACHED);
	}
}

/* NULL for what lies outside of the window. */
static void *register_of(u16 bdf, unsigned int addr)
{
	unsigned long offset = (unsigned long)bdf * FUNCTION_SIZE + addr;

	return window() && addr < FUNCTION_SIZE && offset < WINDOW_SIZE ? window() + offset : NULL;
}

u32 pci_read_config(u16 bdf, unsigned int addr, unsigned int size)
{
	void *reg = register_of(bdf, addr);

	switch (reg ? size : 0) {
	case 1:
		return mmio_read8(reg);
	case 2:
		return mmio_read16(reg);
	case 4:
		return mmio_read32(reg);
	default:
		return size >= 4 ? ~0U : (1U << (8 * size)) - 1;
	}
}

void pci_write_config(u16 bdf, unsigned int addr, u32 value, unsigned int size)
{
	void *reg = register_of(bdf, addr);

	switch (reg ? size : 0) {
	case 1:
		mmio_write8(reg, value);
		break;
	case 2:
		mmio_write16(reg, value);
		break;
	case 4:
		mmio_write32(reg, value);
		break;
	}
}
