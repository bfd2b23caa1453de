/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * One of two cells on the shared-memory link with root Linux, which is peer 0.
 * The file that includes this says which: PEER 1 or 2, on CPU PEER.
 */

#include "../virt-arm64/board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[BOARD_LINK_REGIONS + 2];
	struct jailhouse_irqchip irqchips[1];
	struct jailhouse_pci_device pci_devices[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "link-" BOARD_STRING(PEER),
		.flags = BOARD_CELL_FLAGS,
		.num_irqchips = ARRAY_SIZE(config.irqchips),
		.vpci_irq_base = BOARD_LINK_IRQS(2 + PEER) - 32,
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
	},

	.cpus = { 1 << PEER },

	.mem_regions = {
		BOARD_LINK_SECTIONS(PEER),
		BOARD_CELL_RAM(17 + PEER),
		BOARD_COMM_REGION,
	},

	.irqchips = {
		BOARD_LINK_IRQCHIP(2 + PEER),
	},

	.pci_devices = {
		BOARD_LINK_DEVICE(PEER, 0),
	},
};
