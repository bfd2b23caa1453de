/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _Q35_SVM_BOARD_H
#define _Q35_SVM_BOARD_H

/*
 * The resources of this machine by name: QEMU's q35 with 1 GiB of RAM and no
 * devices but its chip set. Everything was read from /proc/iomem,
 * /proc/ioports, the ACPI tables and PCI configuration space of its Linux.
 */

#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

/* memmap=82M$0x3a000000: the hypervisor first, the cells behind it */
#define BOARD_HV_START	   0x3a000000
#define BOARD_HV_SIZE	   0x00600000
#define BOARD_INMATE_START 0x3a600000
#define BOARD_INMATE_SIZE  0x04c00000

/* Each cell of this machine has a slot of 2 MiB of its own, so that any of them run at once. */
#define BOARD_SLOT_SIZE 0x00200000
#define BOARD_SLOT(n)	(BOARD_INMATE_START + (n)*BOARD_SLOT_SIZE)

#define BOARD_IOAPIC_START 0xfec00000
#define BOARD_IOAPIC_ID	   0xff00
#define BOARD_MMCONFIG	   0xb0000000
#define BOARD_UART	   0x3f8
#define BOARD_PM1A_EVENT   0x600
#define BOARD_PM_TIMER	   0x608
#define BOARD_SCI_PIN	   9
/* nothing is wired to it: for a cell that tries what can be done with a pin */
#define BOARD_FREE_PIN 5

/* links of shared memory: by messages, on the bus of the machine */
#define BOARD_LINK_VECTORS  2
#define BOARD_LINK_BAR_MASK JAILHOUSE_IVSHMEM_BAR_MASK_MSIX
#define BOARD_LINK_DOMAIN   0
#include "../links.h"

/* clang-format off */

/** COM1: shared by the hypervisor and all cells, programmed by the firmware. */
#define BOARD_CONSOLE { \
	.address = BOARD_UART, \
	.type = JAILHOUSE_CON_TYPE_8250, \
	.flags = JAILHOUSE_CON_ACCESS_PIO, \
	.divider = 0, \
}

/** Fields that every cell of this machine has in common. */
#define BOARD_BARE_CELL_HEADER \
	.signature = JAILHOUSE_CELL_DESC_SIGNATURE, \
	.architecture = JAILHOUSE_X86, \
	.revision = JAILHOUSE_CONFIG_REVISION, \
	.cpu_set_size = sizeof(config.cpus), \
	.num_memory_regions = ARRAY_SIZE(config.mem_regions)

/** The same for a cell that has ports. */
#define BOARD_CELL_HEADER \
	BOARD_BARE_CELL_HEADER, \
	.num_pio_regions = ARRAY_SIZE(config.pio_regions)

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
	.virt_start = 0x100000, \
	.size = 0x1000, \
	.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_COMM_REGION, \
}

/* clang-format on */

#endif
