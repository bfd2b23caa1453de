/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * System configuration of QEMU's q35: 4 CPUs, 1 GiB. Needs
 * memmap=82M$0x3a000000 on the kernel command line. The machine's own file
 * defines BOARD_APIC_MODE, BOARD_VTD as the number of VT-d units, and BOARD_PORTS
 * as the number of PCIe ports with a device if there are any (ports.h).
 */

#include "board.h"
#include "ports.h"

#define RAM_FLAGS                                                                                  \
	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA)
#define MMIO_FLAGS (JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE)
#ifndef BOARD_FORGETS_AHCI
#define BOARD_FORGETS_AHCI 0
#endif
#ifndef BOARD_PORTS
#define BOARD_PORTS 0
#endif
/* those of the links follow */
#define OWN_REGIONS (11 + BOARD_PORTS)

/* clang-format off */
#define REGION(start, length, access) \
	{ .phys_start = (start), .virt_start = (start), .size = (length), .flags = (access) }
/* clang-format on */

struct {
	struct jailhouse_system header;
	__u64 cpus[1];
	struct jailhouse_memory
		mem_regions[OWN_REGIONS + BOARD_LINK_REGIONS + BOARD_VETH_REGIONS + BOARD_VTD];
	struct jailhouse_irqchip irqchips[1];
	struct jailhouse_pio pio_regions[3];
	struct jailhouse_pci_device pci_devices[6 - BOARD_FORGETS_AHCI + 2 * BOARD_PORTS];
	struct jailhouse_pci_capability
		pci_caps[2 + BOARD_PORTS * (PORT_CAPS_COUNT + PORT_RNG_CAPS_COUNT)];
} __attribute__((packed)) config = {
	.header = {
		.signature = JAILHOUSE_SYSTEM_SIGNATURE,
		.architecture = JAILHOUSE_X86,
		.revision = JAILHOUSE_CONFIG_REVISION,
		.flags = JAILHOUSE_SYS_VIRTUAL_DEBUG_CONSOLE,
		.hypervisor_memory = {
			.phys_start = BOARD_HV_START,
			.size = BOARD_HV_SIZE,
		},
		.debug_console = BOARD_CONSOLE,
		.platform_info = {
			.pci_mmconfig_base = BOARD_MMCONFIG,
			.pci_mmconfig_end_bus = 0xff,
			.x86 = {
				.pm_timer_address = BOARD_PM_TIMER,
				.apic_mode = BOARD_APIC_MODE,
			},
		},
		.root_cell = {
			.name = MACHINE_NAME,
			.cpu_set_size = sizeof(config.cpus),
			.num_memory_regions = ARRAY_SIZE(config.mem_regions),
			.num_irqchips = ARRAY_SIZE(config.irqchips),
			.num_pio_regions = ARRAY_SIZE(config.pio_regions),
			.num_pci_devices = ARRAY_SIZE(config.pci_devices),
			.num_pci_caps = ARRAY_SIZE(config.pci_caps),
		},
	},

	.cpus = { 0xf },

	.mem_regions = {
		/* low RAM, with the page that secondary CPUs start from */
		REGION(0x00000000, 0x000a0000, RAM_FLAGS),
		/* VGA window */
		REGION(0x000a0000, 0x00020000, MMIO_FLAGS),
		/* option and system ROM (shadowed) */
		REGION(0x000c0000, 0x00040000, RAM_FLAGS),
		/* RAM up to the hypervisor's */
		REGION(0x00100000, BOARD_HV_START - 0x00100000, RAM_FLAGS),
		/* the cells' RAM around the links, and Linux' RAM with the ACPI tables behind it */
		REGION(BOARD_INMATE_START, BOARD_LINK - BOARD_INMATE_START, RAM_FLAGS),
		REGION(BOARD_LINK + BOARD_LINK_SIZE, BOARD_VETH - BOARD_LINK - BOARD_LINK_SIZE,
		       RAM_FLAGS),
		REGION(BOARD_VETH + BOARD_VETH_SIZE, 0x40000000 - BOARD_VETH - BOARD_VETH_SIZE,
		       RAM_FLAGS),
/*
 * Top of the PCI window, from which the firmware takes addresses
 * downwards: the AHCI controller's registers. The window's rest
 * stays out so that virtual devices can be placed there.
 */
#if BOARD_PORTS
		PORT_RNG_REGION(1),
		PORT_RNG_REGION(2),
		REGION(PORT_AHCI_START, 0x1000, MMIO_FLAGS),
#else
		REGION(0xfe000000, 0x00c00000, MMIO_FLAGS),
#endif
		/* HPET */
		REGION(0xfed00000, 0x00001000, MMIO_FLAGS),
		/* chip set registers */
		REGION(0xfed1c000, 0x00004000, MMIO_FLAGS),
		/* flash */
		REGION(0xfffc0000, 0x00040000, JAILHOUSE_MEM_READ | JAILHOUSE_MEM_EXECUTE),
		/* shared with cells: both links, of which Linux is end 0 */
		BOARD_LINK_SECTIONS(0),
		BOARD_VETH_SECTIONS(0),
#if BOARD_VTD
		/* VT-d unit, which Linux keeps: it remaps the interrupts of root */
		REGION(0xfed90000, 0x00001000, MMIO_FLAGS),
#endif
	},

	.irqchips = {
		{
			.address = BOARD_IOAPIC_START,
			.id = BOARD_IOAPIC_ID,
			.pin_bitmap = { 0x00ffffff },
		},
	},

	.pio_regions = {
		/* all ports but those of PCI configuration space, which is moderated */
		PIO_RANGE(0x0000, 0x0cf8),
		/* reset control */
		PIO_RANGE(0x0cf9, 1),
		PIO_RANGE(0x0d00, 0xf300),
	},

	.pci_devices = {
		/* shared memory, which the hypervisor provides */
		BOARD_LINK_DEVICE(0, OWN_REGIONS),
		BOARD_VETH_DEVICE(0, OWN_REGIONS + BOARD_LINK_REGIONS),
		/* host bridge */
		{
			.type = JAILHOUSE_PCI_TYPE_DEVICE,
			.bdf = 0x00 << 8 | 0x00 << 3 | 0,
		},
		/* LPC bridge */
		{
			.type = JAILHOUSE_PCI_TYPE_DEVICE,
			.bdf = 0x00 << 8 | 0x1f << 3 | 0,
		},
#if !BOARD_FORGETS_AHCI
		/* AHCI controller */
		{
			.type = JAILHOUSE_PCI_TYPE_DEVICE,
			.bdf = 0x00 << 8 | 0x1f << 3 | 2,
			.bar_mask = { 0, 0, 0, 0, 0xffffffe0, 0xfffff000 },
			.caps_start = 0,
			.num_caps = 2,
			.num_msi_vectors = 1,
			.msi_64bits = 1,
		},
#endif
		/* SMBus controller */
		{
			.type = JAILHOUSE_PCI_TYPE_DEVICE,
			.bdf = 0x00 << 8 | 0x1f << 3 | 3,
			.bar_mask = { 0, 0, 0, 0, 0xffffffc0, 0 },
		},
#if BOARD_PORTS
		PORT_DEVICE(1, 2),
		PORT_RNG_DEVICE(1, 2 + 2 * PORT_CAPS_COUNT),
		PORT_DEVICE(2, 2 + PORT_CAPS_COUNT),
		PORT_RNG_DEVICE(2, 2 + 2 * PORT_CAPS_COUNT + PORT_RNG_CAPS_COUNT),
#endif
	},

	.pci_caps = {
		/* AHCI controller */
		{
			.id = PCI_CAP_ID_MSI,
			.start = 0x80,
			.len = 0xe,
			.flags = JAILHOUSE_PCICAPS_WRITE,
		},
		{
			.id = PCI_CAP_ID_SATA,
			.start = 0xa8,
			.len = 8,
		},
#if BOARD_PORTS
		PORT_CAPS,
		PORT_CAPS,
		PORT_RNG_CAPS,
		PORT_RNG_CAPS,
#endif
	},
};
