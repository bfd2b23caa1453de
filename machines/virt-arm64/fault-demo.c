/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * CPU 2, with something to trip over for the fault inmate: pages that may be
 * read but not written, register windows (sub-page regions) whose accesses are
 * checked one by one, and an interrupt that could be routed elsewhere.
 */

#include "board.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[6];
	struct jailhouse_irqchip irqchips[1];
} __attribute__((packed)) config = {
	.cell = {
		BOARD_CELL_HEADER,
		.name = "fault-demo",
		.flags = BOARD_CELL_FLAGS,
		/* for victims that answer nothing any more */
		.msg_reply_timeout = 1000000,
		.num_irqchips = ARRAY_SIZE(config.irqchips),
	},

	.cpus = { 1 << 2 },

	.mem_regions = {
		BOARD_CELL_RAM(5),
		BOARD_COMM_REGION,
		BOARD_UART_REGION,
		/* read-only */
		{
			.phys_start = BOARD_SLOT(5) + 0x110000,
			.virt_start = 0x110000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_EXECUTE,
		},
		/* registers of all widths, aligned or not */
		{
			.phys_start = BOARD_SLOT(5) + 0x130000,
			.virt_start = 0x130000,
			.size = 0x100,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_IO_8 |
				 JAILHOUSE_MEM_IO_16 | JAILHOUSE_MEM_IO_32 |
				 JAILHOUSE_MEM_IO_64 | JAILHOUSE_MEM_IO_UNALIGNED,
		},
		/* registers that take aligned 32-bit reads only */
		{
			.phys_start = BOARD_SLOT(5) + 0x131000,
			.virt_start = 0x131000,
			.size = 0x100,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_IO_32,
		},
	},

	.irqchips = {
		BOARD_IRQS(BOARD_FREE_IRQS_BASE, BOARD_FREE_IRQ(10)),
	},
};
