/* SPDX-License-Identifier: GPL-2.0-only */

#include "../q35/board.h"
#include "../bench.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[7 + FURTHER];
	struct jailhouse_pio pio_regions[1];
	struct jailhouse_pci_device pci_devices[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = CELL_NAME,
		.flags = JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED,
		.console = BOARD_CONSOLE,
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
	},

	.cpus = { 1 << (PEER + 2) },

	.mem_regions = {
		BENCH_LINK_SECTIONS,
		BOARD_CELL_RAM(BENCH_SLOT),
		BOARD_COMM_REGION,
		BENCH_PART(0x131000)
		BENCH_FURTHER_PARTS
	},

	.pio_regions = {
		PIO_RANGE(BOARD_UART, 8),
	},

	.pci_devices = {
		BENCH_LINK_DEVICE(JAILHOUSE_IVSHMEM_BAR_MASK_MSIX, 1),
	},
};
