/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * System configuration of QEMU's virt board: 4 CPUs, 1 GiB. Needs mem=942M on
 * the kernel command line. The machine's own file defines BOARD_GIC_VERSION.
 */

#include "board.h"

#define RAM_FLAGS                                                                                  \
	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA)
#define MMIO_FLAGS (JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_IO)

/* those of the links follow */
#define OWN_REGIONS 14
/* clang-format off */
#define REGION(start, length, access) \
	{ .phys_start = (start), .virt_start = (start), .size = (length), .flags = (access) }
#define ALL_IRQS(first) \
	{ .address = BOARD_GICD, .pin_base = (first), .pin_bitmap = { ~0U, ~0U, ~0U, ~0U } }
/* clang-format on */

struct {
	struct jailhouse_system header;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[OWN_REGIONS + BOARD_LINK_REGIONS + BOARD_VETH_REGIONS];
	struct jailhouse_irqchip irqchips[2];
	struct jailhouse_pci_device pci_devices[2];
} __attribute__((packed)) config = {
	.header = {
		.signature = JAILHOUSE_SYSTEM_SIGNATURE,
		.architecture = JAILHOUSE_ARM64,
		.revision = JAILHOUSE_CONFIG_REVISION,
		.flags = JAILHOUSE_SYS_VIRTUAL_DEBUG_CONSOLE,
		.hypervisor_memory = {
			.phys_start = BOARD_HV_START,
			.size = BOARD_HV_SIZE,
		},
		/* 24 MHz / 16 / 13 = 115200 baud */
		.debug_console = BOARD_CONSOLE_OF(13),
		.platform_info = {
			.pci_mmconfig_base = BOARD_MMCONFIG,
			.pci_mmconfig_end_bus = 0,
			.pci_is_virtual = 1,
			.pci_domain = BOARD_LINK_DOMAIN,
			.arm = {
				.gic_version = BOARD_GIC_VERSION,
				.maintenance_irq = BOARD_MAINT_IRQ,
				.gicd_base = BOARD_GICD,
#if BOARD_GIC_VERSION == 2
				.gicc_base = BOARD_GICC,
				.gich_base = BOARD_GICH,
				.gicv_base = BOARD_GICV,
#else
				.gicr_base = BOARD_GICR,
#endif
			},
		},
		.root_cell = {
			.name = MACHINE_NAME,
			.cpu_set_size = sizeof(config.cpus),
			.num_memory_regions = ARRAY_SIZE(config.mem_regions),
			.num_irqchips = ARRAY_SIZE(config.irqchips),
			.num_pci_devices = ARRAY_SIZE(config.pci_devices),
			.vpci_irq_base = BOARD_VPCI_IRQ_BASE,
		},
	},

	.cpus = { 0xf },

	.mem_regions = {
#if BOARD_GIC_VERSION == 2
		/* message-signalled interrupts */
		REGION(BOARD_GICV2M, 0x1000, MMIO_FLAGS),
#else
		{ 0 },
#endif
		/* Linux' console */
		REGION(BOARD_LINUX_UART, 0x1000, MMIO_FLAGS),
		/* clock */
		REGION(BOARD_CLOCK, 0x1000, MMIO_FLAGS),
		/* QEMU's configuration items */
		REGION(0x09020000, 0x1000, MMIO_FLAGS),
		/* GPIO: power button */
		REGION(0x09030000, 0x1000, MMIO_FLAGS),
		/* the hypervisor's and the cells' console */
		REGION(BOARD_UART, BOARD_UART_SIZE, MMIO_FLAGS),
		/* virtio transports */
		REGION(0x0a000000, 0x4000, MMIO_FLAGS),
		/* PCI: memory window, ports, configuration space */
		REGION(0x10000000, 0x2eff0000, MMIO_FLAGS),
		REGION(0x3eff0000, 0x00010000, MMIO_FLAGS),
		REGION(0x4010000000, 0x10000000, MMIO_FLAGS),
		/* Linux' RAM */
		REGION(BOARD_RAM_START, BOARD_HV_START - BOARD_RAM_START, RAM_FLAGS),
		/* the cells' RAM, around the links */
		REGION(BOARD_INMATE_START, BOARD_LINK - BOARD_INMATE_START, RAM_FLAGS),
		REGION(BOARD_LINK + BOARD_LINK_SIZE, BOARD_VETH - BOARD_LINK - BOARD_LINK_SIZE,
		       RAM_FLAGS),
		REGION(BOARD_VETH + BOARD_VETH_SIZE, BOARD_RAM_END - BOARD_VETH - BOARD_VETH_SIZE,
		       RAM_FLAGS),
		/* shared with cells: both links, of which Linux is end 0 */
		BOARD_LINK_SECTIONS(0),
		BOARD_VETH_SECTIONS(0),
	},

	.irqchips = {
		ALL_IRQS(32),
		ALL_IRQS(160),
	},

	.pci_devices = {
		BOARD_LINK_DEVICE(0, OWN_REGIONS),
		BOARD_VETH_DEVICE(0, OWN_REGIONS + BOARD_LINK_REGIONS),
	},
};
