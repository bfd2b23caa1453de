/* SPDX-License-Identifier: GPL-2.0-only */

/* A mistake of users: the end of a link is at another place than its peer's. */

#include "../board.h"
#include "../../cell-links.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[PEERS_LINK_REGIONS + 2];
	struct jailhouse_pci_device pci_devices[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_BARE_CELL_HEADER,
		.name = "other-place",
		.flags = BOARD_CELL_FLAGS,
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
	},

	.cpus = { 1 << 2 },

	.mem_regions = {
		PEERS_LINK_SECTIONS(1),
		BOARD_CELL_RAM(15),
		BOARD_COMM_REGION,
	},

	.pci_devices = {
		CELL_LINK_DEVICE(0x0d, 1, 3),
	},
};
