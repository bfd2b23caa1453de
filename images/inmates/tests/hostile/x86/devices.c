/* SPDX-License-Identifier: GPL-2.0-only */

/* PCI configuration, and instructions on trapped pages. */

#include "../hostile.h"
#include "surfaces.h"

#define LOCAL_APIC 0xfee00000UL
#define IO_APIC	   0xfec00000UL
#define MMCONFIG   0xb0000000UL
#define PART_PAGE  0x130000UL /* registers of the cell's own, a part of a page */

#define PCI_ADDRESS 0xcf8
#define PCI_DATA    0xcfc

/* Slots of the cells' memory, as the machine's board has them: 2 MiB each. */
#define SLOT(n)	   (0x3a600000 + (n)*0x200000)
#define SLOT_PAGES 512

const struct window arch_windows[] = {
	{ 0x00101000, 0x2ff }, /* behind the program: regions of its own, and Linux' first memory */
	{ 0x3a000000, 0x600 }, /* the hypervisor's */
	{ SLOT(6), SLOT_PAGES },  /* a neighbour that runs, tick-1 */
	{ SLOT(25), SLOT_PAGES }, /* the cell's own, by the machine's addresses */
	{ SLOT(36), 0x200 },	  /* links of others */
	{ 0xb0000000, 0x100 },	  /* PCI configuration of the first bus */
	{ 0xfe000000, 0xef0 },	  /* registers: AHCI, IOAPIC, HPET, IOMMU, local APIC */
	{ 0xff000000, 0x40 },	  /* its link's registers, and what follows */
	{ 0xfffc0000, 0x40 },	  /* flash */
	{ 0x100000000, 0x10 },	  /* behind 4 GiB */
};
const unsigned int arch_num_windows = ARRAY_SIZE(arch_windows);

const unsigned long arch_trapped[] = { LOCAL_APIC + 0x80, IO_APIC, PART_PAGE, MMCONFIG + 0x90000 };
const unsigned int arch_num_trapped = ARRAY_SIZE(arch_trapped);

/* ---- PCI ---- */

static bool try_pci_ports(void)
{
	u32 address = draw() & 0x00ffffff, value = draw_value();
	unsigned int size = 1U << draw_below(3), byte = draw_below(4);
	bool write = draw_below(4) == 0;

	/* as often as not a device that there is */
	if (draw_bool()) {
		static const u32 devices[] = { 0x0000, 0xf800, 0xfa00, 0xfb00, 0x9000, 0x7800 };

		address = draw_of(devices) | draw_below(0x100);
	}
	address |= draw_below(16) ? 0x80000000 : 0;
	announce("%s by ports %x + %u, %u bytes, %x", write ? "write" : "read", address, byte, size,
		 value);
	outl(address, PCI_ADDRESS);
	if (write && size == 1) {
		outb(value, PCI_DATA + byte);
	} else if (write && size == 2) {
		outw(value, PCI_DATA + byte);
	} else if (write) {
		outl(value, PCI_DATA + byte);
	} else if (size == 1) {
		return granted_with(inb(PCI_DATA + byte));
	} else if (size == 2) {
		return granted_with(inw(PCI_DATA + byte));
	} else {
		return granted_with(inl(PCI_DATA + byte));
	}
	return true;
}

bool try_pci(void)
{
	return draw_below(3) ? try_pci_ports()
			     : try_registers("mmconfig", MMCONFIG + (draw() & 0xff00000), 0x100000);
}

const struct surface arch_surfaces[] = {
	{ "port", try_port },	      { "msr", try_msr },
	{ "cpuid", try_cpuid },	      { "control", try_control },
	{ "pci", try_pci },	      { "apic", try_apic },
	{ "ioapic", try_ioapic },     { "instruction", try_instruction },
	{ "encoding", try_encoding }, { NULL, NULL },
};
