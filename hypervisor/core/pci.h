/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_PCI_H
#define CORE_PCI_H

/*
 * PCI functions of cells: whose they are, and which accesses to their
 * configuration space are let through. A function that the hypervisor makes up
 * itself is one more struct pci_ops.
 */

#include <core/defs.h>
#include <core/lent.h>
#include <core/mmio.h>
#include <jailhouse/cell-config.h>

struct cell;
struct ivshmem;
struct pci_device;

#define PCI_BUS(bdf)  ((bdf) >> 8)
#define PCI_DEV(bdf)  (((bdf) >> 3) & 0x1f)
#define PCI_FUNC(bdf) ((bdf)&7)
/** Arguments for "%02x:%02x.%x". */
#define PCI_BDF_ARGS(bdf) PCI_BUS(bdf), PCI_DEV(bdf), PCI_FUNC(bdf)

#define PCI_COMMAND	     0x04
#define PCI_COMMAND_DECODE   0x0003
#define PCI_COMMAND_MEMORY   0x0002
#define PCI_COMMAND_INTX_OFF 0x0400
#define PCI_STATUS	     0x06
#define PCI_STATUS_CAPS	     0x0010
#define PCI_BAR_FIRST	     0x10
#define PCI_BAR_END	     0x28
#define PCI_ROM		     0x30
#define PCI_CAPS_POINTER     0x34
#define PCI_HEADER_SIZE	     0x40
#define PCI_EXT_CONFIG	     0x100
#define PCI_CONFIG_SIZE	     0x1000
/** Places where a capability of the first 256 bytes can begin. */
#define PCI_CAP_SLOTS (PCI_EXT_CONFIG / 4)

enum pci_access {
	PCI_ACCESS_DENIED,
	PCI_ACCESS_PERFORM, /* go to the hardware */
	PCI_ACCESS_DONE,    /* emulated */
};

/** A class of functions. Accesses lie within one aligned group of four bytes. */
struct pci_ops {
	/** @value: set if PCI_ACCESS_DONE is returned */
	enum pci_access (*read)(struct pci_device *device, u16 reg, unsigned int size, u32 *value);
	enum pci_access (*write)(struct pci_device *device, u16 reg, unsigned int size, u32 value);
	/** Map what the hypervisor needs of the function. @return: 0 or negative error */
	int (*map)(struct pci_device *device);
	void (*unmap)(struct pci_device *device);
	/** The function joins device->cell, for which it was reset if @reset. */
	int (*attach)(struct pci_device *device, bool reset);
	/** It leaves that cell. */
	void (*detach)(struct pci_device *device);
	/** Nothing of it may be active any more. */
	void (*reset)(struct pci_device *device);
	/**
	 * After each management operation: interrupts reach the cell's CPUs only.
	 * @return: false if some had to be switched off
	 */
	bool (*commit)(struct pci_device *device);
	/** All CPUs of its cell have failed. NULL: nothing is to be done. */
	void (*failed)(struct pci_device *device);
};

/** A vector of an MSI-X table, as in hardware. */
union msix_entry {
	struct {
		u32 address, address_high, data, control;
	};
	u32 words[4];
};

struct pci_device {
	const struct pci_ops *ops;
	const struct jailhouse_pci_device *info;
	/** The owner; NULL while another cell than that of the array owns the function. */
	struct cell *cell;
	u16 bdf;

	/** Configuration space, if there is an ECAM window. */
	volatile u8 *registers;
	/** Base address registers as the cell believes them. */
	u32 bars[6];
	/** As the hardware had them at the start, once that is known. */
	u32 place[6];
	bool placed;

	/** Offset of the MSI capability, 0 for none; its dwords that are shadowed. */
	u16 msi_start;
	u8 msi_dwords;
	u32 msi[4];

	/** Offset of the MSI-X capability, 0 for none. */
	u16 msix_start;
	/** Control dword, and the table as the cell believes it. */
	u32 msix_control;
	union msix_entry *msix_shadow;
	volatile u8 *msix_table;
	/** The table, while another cell than root has it. */
	struct lent lent;

	/** State of a shared-memory device. */
	struct ivshmem *ivshmem;

	/** Why the last write was denied, if that needs words. */
	const char *refusal;
	/** Bit n: byte n of configuration space lies in a writable capability. */
	u64 writable[PCI_CONFIG_SIZE / 64];
};

/* ---- pci.c: ownership ---- */

/** The cell's function by its bdf (binary search), NULL if it owns none. */
struct pci_device *pci_find_device(struct cell *cell, u16 bdf);

/* ---- pci_config.c: moderation ---- */

extern const struct pci_ops pci_physical_ops;
/** For functions that this machine does not provide: not there. */
extern const struct pci_ops pci_absent_ops;

/**
 * Read configuration space on behalf of a cell.
 * @device:	NULL if the cell owns no such function: all ones are read
 * @return: false if it is forbidden
 */
bool pci_config_read(struct pci_device *device, u16 reg, unsigned int size, u32 *value);

/** Write likewise. @return: false if it is forbidden */
bool pci_config_write(struct pci_device *device, u16 reg, unsigned int size, u32 value);

/** Raw access to the hardware, within an aligned group of four bytes. */
u32 pci_hw_read(const struct pci_device *device, u16 reg, unsigned int size);
void pci_hw_write(const struct pci_device *device, u16 reg, u32 value, unsigned int size);

/**
 * Give a physical function back where it was at the start: nobody else writes to base
 * address registers, and one that was reset alone, as by its link after an error, has
 * lost them. The first call notes the place.
 */
void pci_keep_place(struct pci_device *device);

/** Map configuration space where there is an ECAM window. @return: 0 or negative error */
int pci_map_registers(struct pci_device *device);
void pci_unmap_registers(struct pci_device *device);

/** Note the id of each capability of the hardware at its offset / 4; @ids is all 0. */
void pci_list_capabilities(const struct pci_device *device, u8 ids[PCI_CAP_SLOTS]);

/** Replace @size bytes at offset reg & 3 of a dword. */
u32 pci_merge(u32 dword, u16 reg, unsigned int size, u32 value);

/* ---- pci_check.c ---- */

/**
 * Compare what a cell's configuration says of a physical function with the
 * hardware; changes nothing.
 * @return: 0 or negative error
 */
int pci_check_hardware(const struct cell *cell, const struct jailhouse_pci_device *info);

/* ---- pci_msi.c: message-signalled interrupts of physical functions ---- */

/** Take the state of the hardware as the cell's. @return: false if it is not supported */
bool pci_msi_load(struct pci_device *device);
/** Switch MSI and MSI-X off and mask all vectors. */
void pci_msi_reset(struct pci_device *device);
/** Give back to Linux what it believes to have programmed. */
void pci_msi_restore(struct pci_device *device);
/** Check and program all live messages again. @return: false if some had to be switched off */
bool pci_msi_commit(struct pci_device *device);
/** @reg lies at or behind the header. */
enum pci_access pci_msi_read(struct pci_device *device, u16 reg, unsigned int size, u32 *value);
enum pci_access pci_msi_write(struct pci_device *device, u16 reg, unsigned int size, u32 value);
/** To be called before the command register is written with decoding on. */
enum pci_access pci_msi_write_command(struct pci_device *device, unsigned int size, u32 value);
/** Handler of the trapped MSI-X table. */
enum mmio_result pci_msix_access(void *opaque, struct mmio_access *access);

/* ---- pci_report.c ---- */

/**
 * Print the FATAL line and the hint of a forbidden access.
 * @kind:	"config" for ports, "MMCONFIG" for the ECAM window
 */
void pci_report(const char *kind, u16 bdf, u16 reg, unsigned int size, bool is_write);

/* ---- the architecture's part ---- */

struct msi_message {
	u32 address, address_high, data;
};

enum msi_verdict {
	MSI_DELIVER,   /* may be programmed as changed */
	MSI_DEAD,      /* no interrupt: must not reach the hardware */
	MSI_FORBIDDEN, /* would reach what is not the cell's */
};

/** Check a message of a cell, limit it to the cell. */
enum msi_verdict arch_msi_filter(struct cell *cell, struct msi_message *message);

/** Note the format of a message that Linux had programmed before the start. */
void arch_msi_note(u32 address);

/* Access without ECAM window. */
u32 arch_pci_read(u16 bdf, u16 reg, unsigned int size);
void arch_pci_write(u16 bdf, u16 reg, u32 value, unsigned int size);
/** Leave the ports as the root cell believes them. */
void arch_pci_shutdown(void);

#endif
