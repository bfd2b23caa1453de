/* SPDX-License-Identifier: GPL-2.0-only */

/* CPU 2, with the device behind the second port. */

#include "../q35/board.h"
#include "../q35/ports.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[4];
	struct jailhouse_pio pio_regions[1];
	struct jailhouse_pci_device pci_devices[1];
	struct jailhouse_pci_capability pci_caps[PORT_RNG_CAPS_COUNT];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "rng-user",
		.flags = BOARD_CELL_FLAGS,
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
		.num_pci_caps = ARRAY_SIZE(config.pci_caps),
		.msg_reply_timeout = 1000000,
	},

	.cpus = { 1 << 2 },

	.mem_regions = {
		BOARD_CELL_RAM(22),
		BOARD_COMM_REGION,
		PORT_RNG_REGION(2),
		/* without an IOMMU: where the device sees the same address as the cell */
		{
			.phys_start = BOARD_SLOT(22) + 0x100000,
			.virt_start = BOARD_SLOT(22) + 0x100000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_DMA,
		},
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},

	.pci_devices = {
		PORT_RNG_DEVICE(2, 0),
	},

	.pci_caps = {
		PORT_RNG_CAPS,
	},
};
