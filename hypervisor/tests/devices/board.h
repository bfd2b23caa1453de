/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_DEVICES_BOARD_H
#define TESTS_DEVICES_BOARD_H

/*
 * A small machine for the tests of PCI and IOAPIC: its hardware (hardware.c)
 * and the parts of the hypervisor that the units call (core.c). Each test runs
 * in a process of its own, so that all of it starts afresh.
 */

#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#include <core/cell.h>
#include <core/pci.h>
#include <core/percpu.h>
#include <core/unit.h>

#define ECAM_BASE   0xb0000000ULL
#define MSIX_BASE   0xfebf0000ULL
#define MSIX_SIZE   0x100
#define IOAPIC_BASE 0xfec00000ULL
#define IOAPIC_PINS 24

/* functions of the hardware */
#define BDF_HOST    0x0000 /* no capabilities */
#define BDF_NIC	    0x0010 /* PM at 0x40, MSI (64 bit) at 0x50, MSI-X at 0x70 */
#define BDF_BRIDGE  0x0018
#define BDF_OLD	    0x00fa /* MSI (32 bit, maskable) at 0x80 */
#define BDF_VIRTUAL 0x0070 /* not in the hardware */
#define NIC_VECTORS 4

/* ---- hardware.c ---- */

/** Write that the hardware got. */
struct hw_write {
	u64 where; /* bdf << 12 | register; MSIX_BASE + offset */
	u64 value;
	unsigned int size;
};

extern struct hw_write hw_log[1024];
extern unsigned int hw_log_count;

/** Configuration space of a function; NULL if there is none. */
u8 *hw_config(u16 bdf);
u32 hw_config_read(u16 bdf, u16 reg, unsigned int size);
void hw_config_set(u16 bdf, u16 reg, u32 value, unsigned int size);
/** The MSI-X table of BDF_NIC. */
extern u32 hw_msix[MSIX_SIZE / 4];
/** The IOAPIC's redirection entries, and the last end of interrupt. */
extern u64 hw_pins[IOAPIC_PINS];
extern u32 hw_ioapic_version;
extern int hw_last_eoi;
/** Number of device mappings in existence. */
extern int hw_mappings;
/** What port 0xcf8 holds. */
extern u32 hw_port_address;

/** Shared memory of the IVSHMEM link: state table, read-write section, two outputs. */
#define SHMEM_BASE 0x10000000ULL
extern u32 hw_states[12];
/** Interrupts that were sent: how many, and the last one. */
extern unsigned int hw_interrupts;
extern u32 hw_interrupt_to, hw_interrupt_icr;
/** Bit n: section n of the link was cleared. */
extern unsigned int hw_cleared;

/* ---- core.c ---- */

/** What was printed since the last console_clear(). */
/** The lock of the list of cells: how often it is held, and was taken. */
extern int cells_held, cells_taken;
extern char console_text[65536];
void console_clear(void);
#define expect_printed(text)                                                                       \
	cr_expect(strstr(console_text, text), "\"%s\" expected in:\n%s", text, console_text)
#define expect_silent() cr_expect_str_empty(console_text)

/** Pages that are allocated; page_alloc() fails while this is not positive. */
extern int pages_used;
extern int pages_left;

/** The configurations; change them before the cells are created. */
extern struct jailhouse_system system_desc;
extern struct cell inmate;
extern struct jailhouse_pci_device root_devices[5], inmate_devices[2];
/* state table, common section, one output for each end */
#define SECTIONS_OF_12 14
extern struct jailhouse_memory root_memory[SECTIONS_OF_12], inmate_memory[SECTIONS_OF_12];
extern struct jailhouse_pci_capability root_caps[8], inmate_caps[4];
extern struct jailhouse_irqchip root_chips[1], inmate_chips[1];

/** Start PCI or IOAPIC with the root cell. @return: error */
int start_unit(const struct unit *unit);
/** Create the cell "inmate" with CPU 3. @return: error */
int create_inmate(const struct unit *unit);
/** The same up to the step that another unit may refuse; destroy_inmate() takes it back. */
int begin_inmate(const struct unit *unit);
void destroy_inmate(const struct unit *unit);

/** Accesses of a cell by address. @return: false if forbidden (or not trapped) */
bool cell_write(struct cell *cell, u64 address, u64 value, unsigned int size);
bool cell_read(struct cell *cell, u64 address, u64 *value, unsigned int size);
/** The same for reads that must be allowed. */
u64 cell_read_ok(struct cell *cell, u64 address, unsigned int size);

static inline u64 ecam(u16 bdf, u16 reg)
{
	return ECAM_BASE + (u64)bdf * 0x1000 + reg;
}

#endif
