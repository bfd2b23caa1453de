/* SPDX-License-Identifier: GPL-2.0-only */

/* The far end of the virtual Ethernet cable of root Linux, which is peer 0. */

#include "../virt-arm64/board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[BOARD_VETH_REGIONS + 2];
	struct jailhouse_irqchip irqchips[1];
	struct jailhouse_pci_device pci_devices[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "veth-1",
		.flags = BOARD_CELL_FLAGS,
		.num_irqchips = ARRAY_SIZE(config.irqchips),
		.vpci_irq_base = BOARD_LINK_IRQS(5) - 32,
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
	},

	.cpus = { 1 << 3 },

	.mem_regions = {
		BOARD_VETH_SECTIONS(1),
		BOARD_CELL_RAM(20),
		BOARD_COMM_REGION,
	},

	.irqchips = {
		BOARD_LINK_IRQCHIP(5),
	},

	.pci_devices = {
		BOARD_VETH_DEVICE(1, 0),
	},
};
