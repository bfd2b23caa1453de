/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _VIRT_ARM64_BOARD_H
#define _VIRT_ARM64_BOARD_H

/*
 * The resources of QEMU's virt board by name, with 1 GiB of RAM and no devices
 * but its own. Everything was read from its device tree and from /proc/iomem of
 * its Linux. The machines of this family differ in interrupt controller and CPU;
 * their cells are the same.
 */

#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

/* mem=942M: the hypervisor behind Linux' memory, the cells behind the hypervisor */
#define BOARD_RAM_START	   0x40000000
#define BOARD_RAM_END	   0x80000000
#define BOARD_HV_START	   0x7ae00000
#define BOARD_HV_SIZE	   0x00600000
#define BOARD_INMATE_START 0x7b400000

/* Each cell has a slot of 2 MiB of its own, so that any of them run at once. */
#define BOARD_SLOT_SIZE 0x00200000
#define BOARD_SLOT(n)	(BOARD_INMATE_START + (n)*BOARD_SLOT_SIZE)

#define BOARD_GICD	0x08000000
#define BOARD_GICC	0x08010000
#define BOARD_GICV2M	0x08020000
#define BOARD_GICH	0x08030000
#define BOARD_GICV	0x08040000
#define BOARD_GICR	0x080a0000
#define BOARD_MAINT_IRQ 25

#define BOARD_LINUX_UART 0x09000000
#define BOARD_UART	 0x09040000
#define BOARD_UART_SIZE	 0x1000
#define BOARD_CLOCK	 0x09010000
#define BOARD_CLOCK_IRQ	 34

/* where the board has nothing: for the virtual PCI host bridge */
#define BOARD_MMCONFIG	    0x09800000
#define BOARD_VPCI_IRQ_BASE 192

/*
 * Interrupts of shared peripherals that nothing is wired to, so that cells can
 * make them pending themselves.
 */
#define BOARD_STORM_IRQS_BASE 192 /* 32 of them */
#define BOARD_FREE_IRQS_BASE  224
#define BOARD_FREE_IRQ(n)     (1 << (n))

/*
 * The four pins of each peer cell's virtual PCI host; those of root are from
 * 32 + BOARD_VPCI_IRQ_BASE on.
 */
#define BOARD_LINK_IRQS(peer) (BOARD_FREE_IRQS_BASE + 16 + 4 * (peer))

/* links of shared memory: by pins, on the virtual PCI host */
#define BOARD_LINK_VECTORS  0
#define BOARD_LINK_BAR_MASK JAILHOUSE_IVSHMEM_BAR_MASK_INTX
#define BOARD_LINK_DOMAIN   1 /* the board's own host bridge is domain 0 */
#include "../links.h"

/* clang-format off */

/** Second PL011: shared by the hypervisor and all cells, programmed by the hypervisor. */
#define BOARD_CONSOLE_OF(user_divider) { \
	.address = BOARD_UART, \
	.size = BOARD_UART_SIZE, \
	.type = JAILHOUSE_CON_TYPE_PL011, \
	.flags = JAILHOUSE_CON_ACCESS_MMIO | JAILHOUSE_CON_REGDIST_4, \
	.divider = (user_divider), \
}

/** Fields that every cell of this board has in common. */
#define BOARD_CELL_HEADER BOARD_CELL_HEADER_FOR(JAILHOUSE_ARM64, JAILHOUSE_CONFIG_REVISION)
#define BOARD_CELL_HEADER_FOR(user_architecture, user_revision) \
	.signature = JAILHOUSE_CELL_DESC_SIGNATURE, \
	.architecture = (user_architecture), \
	.revision = (user_revision), \
	.cpu_set_size = sizeof(config.cpus), \
	.num_memory_regions = ARRAY_SIZE(config.mem_regions)

/**
 * Cells print through the hypervisor, line by line: what several write into one UART
 * would mingle. Those that show a driver of the UART itself ask for it.
 */
#define BOARD_CELL_FLAGS \
	(JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED | JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE)

/** The program of a cell: 1 MiB of RAM at guest-physical 0. */
#define BOARD_CELL_RAM(slot) { \
	.phys_start = BOARD_SLOT(slot), \
	.virt_start = 0, \
	.size = 0x100000, \
	.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_EXECUTE | \
		 JAILHOUSE_MEM_LOADABLE, \
}

/** Where the inmate library looks for the communication region. */
#define BOARD_COMM_REGION { \
	.virt_start = 0x80000000, \
	.size = 0x1000, \
	.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_COMM_REGION, \
}

/** The console's registers; Linux keeps its mapping, as it looks into them now and then. */
#define BOARD_UART_REGION { \
	.phys_start = BOARD_UART, \
	.virt_start = BOARD_UART, \
	.size = BOARD_UART_SIZE, \
	.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_IO | \
		 JAILHOUSE_MEM_ROOTSHARED, \
}

/** Interrupts of a cell: up to 32 from @first on, which is a multiple of 32. */
#define BOARD_IRQS(first, bitmap) { \
	.address = BOARD_GICD, \
	.pin_base = (first), \
	.pin_bitmap = { (bitmap) }, \
}

/** Those of a peer's virtual PCI host. */
#define BOARD_LINK_IRQCHIP(peer) \
	BOARD_IRQS(BOARD_LINK_IRQS(peer) & ~31, 0xfU << (BOARD_LINK_IRQS(peer) & 31))

/* clang-format on */

#endif
