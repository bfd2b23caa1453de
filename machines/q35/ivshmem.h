/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * One of three cells on a shared-memory link at 00:0e.0. The file that includes
 * this says which end: PEER 0, 1 or 2, on CPU PEER + 1.
 */

#include "../q35/board.h"
#include "../cell-links.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[PEERS_LINK_REGIONS + 2];
	struct jailhouse_pci_device pci_devices[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_BARE_CELL_HEADER,
		.name = "ivshmem-" BOARD_STRING(PEER),
		.flags = BOARD_CELL_FLAGS,
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
	},

	.cpus = { 1 << (PEER + 1) },

	.mem_regions = {
		PEERS_LINK_SECTIONS(PEER),
		BOARD_CELL_RAM(14 + PEER),
		BOARD_COMM_REGION,
	},

	.pci_devices = {
		PEERS_LINK_DEVICE(PEER),
	},
};
