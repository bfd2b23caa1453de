/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_IVSHMEM_H
#define CORE_IVSHMEM_H

/*
 * Shared-memory devices, version 2 of the IVSHMEM interface. Functions of the
 * same bdf in several cells are the ends of one link.
 */

#include <core/cell.h>
#include <core/pci.h>
#include <core/spinlock.h>
#include <asm/irq_message.h>

#define IVSHMEM_CONFIG_SIZE 0x80

/* dwords of configuration space */
#define IVSHMEM_COMMAND	     (PCI_COMMAND / 4)
#define IVSHMEM_BAR(n)	     (PCI_BAR_FIRST / 4 + (n))
#define IVSHMEM_VENDOR_CAP   (0x40 / 4)
#define IVSHMEM_MSIX_CAP     (0x60 / 4)
#define IVSHMEM_ONE_SHOT     (1U << 24) /* in the first dword of the vendor capability */
#define IVSHMEM_MSIX_ENABLE  (1U << 31)
#define IVSHMEM_MSIX_MASK    (1U << 30)
#define IVSHMEM_MSIX_WINDOW  0x200
#define IVSHMEM_PBA	     0x100
#define IVSHMEM_ENTRY_MASKED 1

/* sections, as memory regions of the cell from shmem_regions_start on */
#define IVSHMEM_STATE_TABLE 0
#define IVSHMEM_RW_SECTION  1
#define IVSHMEM_OUTPUT(id)  (2U + (id))

struct ivshmem_link;

/** One end of a link. Everything but the constants is guarded by the link's lock. */
struct ivshmem {
	struct pci_device *device;
	struct ivshmem_link *link;
	u32 id;
	unsigned int vectors;
	bool uses_msix;
	/** Its sections are cleared when the creation of the cell commits. */
	bool is_new;

	u32 config[IVSHMEM_CONFIG_SIZE / 4];
	/** Guest-physical addresses of the windows, 0 while there is none. */
	u64 window[2];
	union msix_entry msix[IVSHMEM_MSIX_VECTORS_MAX];

	/** Register Interrupt Control. */
	bool interrupts_on;
	/** Vectors whose interrupt came while they were masked; raised when unmasked. */
	u32 pending;
	u32 state;
	/** Where each vector goes to; not live while it is masked in any way. */
	struct virtual_irq irqs[IVSHMEM_MSIX_VECTORS_MAX];
};

/** The ends that exist now. Links are created and removed under the management lock. */
struct ivshmem_link {
	struct ivshmem_link *next;
	u16 bdf;
	spinlock_t lock;
	struct ivshmem *peers[IVSHMEM_MAX_PEERS];
	/** The state table, which the cells only read; never read back. */
	volatile u32 *states;
};

/** The memory region of a section. */
static inline const struct jailhouse_memory *ivshmem_section(const struct pci_device *device,
							     u32 section)
{
	return &device->cell->config.memory[device->info->shmem_regions_start + section];
}

extern const struct pci_ops ivshmem_ops;

/**
 * Interrupt the cell of an end, or keep it in mind while the vector is masked.
 * The lock of the link is held.
 * @end: NULL if there is nobody
 * @vector: any number; those that the end does not have are ignored
 */
void ivshmem_raise(struct ivshmem *end, unsigned int vector);

/* ---- ivshmem_config.c: configuration space and MSI-X ---- */

/** Configuration space after reset, no windows, no interrupts. */
void ivshmem_config_reset(struct ivshmem *end);
enum pci_access ivshmem_config_read(struct pci_device *device, u16 reg, unsigned int size,
				    u32 *value);
enum pci_access ivshmem_config_write(struct pci_device *device, u16 reg, unsigned int size,
				     u32 value);
/** Find out anew where the vectors go. @return: false if one would leave the cell */
bool ivshmem_update_irqs(struct ivshmem *end);
/** Is MSI-X in use, and this vector or all of them masked? */
bool ivshmem_is_masked(const struct ivshmem *end, unsigned int vector);

/** Handler of the register window, BAR 0. */
enum mmio_result ivshmem_register_access(void *opaque, struct mmio_access *access);

#endif
