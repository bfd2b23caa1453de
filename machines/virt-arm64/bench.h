/* SPDX-License-Identifier: GPL-2.0-only */

#include "../virt-arm64/board.h"
#include "../bench.h"

/* four for each end; its device has the second one */
#define LINK_IRQ_BASE (BOARD_FREE_IRQS_BASE - 32 + 8 + 4 * PEER)
#define LINK_IRQ      (8 + 4 * PEER + 1)

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[8 + FURTHER];
	struct jailhouse_irqchip irqchips[1];
	struct jailhouse_pci_device pci_devices[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = CELL_NAME,
		.flags = JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED,
		.console = BOARD_CONSOLE_OF(0),
		.num_irqchips = ARRAY_SIZE(config.irqchips),
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
		.vpci_irq_base = LINK_IRQ_BASE,
	},

	.cpus = { 1 << (PEER + 2) },

	.mem_regions = {
		BENCH_LINK_SECTIONS,
		BOARD_CELL_RAM(BENCH_SLOT),
		BOARD_COMM_REGION,
		BOARD_UART_REGION,
		BENCH_PART(0x131000)
		BENCH_FURTHER_PARTS
	},

	.irqchips = {
		BOARD_IRQS(BOARD_FREE_IRQS_BASE, BOARD_FREE_IRQ(LINK_IRQ)),
	},

	.pci_devices = {
		BENCH_LINK_DEVICE(JAILHOUSE_IVSHMEM_BAR_MASK_INTX, 0),
	},
};
