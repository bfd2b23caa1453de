/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_IVSHMEM_H
#define _INMATE_IVSHMEM_H

/* One end of a shared-memory link: an IVSHMEM device, version 2. */

#include <inmate.h>

#define IVSHMEM_VENDOR_ID 0x110a
#define IVSHMEM_DEVICE_ID 0x4106
/* class, subclass and revision; the protocol is in bits 8 to 23 */
#define IVSHMEM_CLASS	    0xff000000U
#define IVSHMEM_MAX_VECTORS 16

/* registers */
#define IVSHMEM_ID	    0x00
#define IVSHMEM_MAX_PEERS   0x04
#define IVSHMEM_INT_CONTROL 0x08
#define IVSHMEM_DOORBELL    0x0c
#define IVSHMEM_STATE	    0x10

struct ivshmem {
	u16 bdf;
	/** Offsets of the vendor and of the MSI-X capability; the latter 0 if there is none. */
	u16 cap, msix;
	/** BAR 0 and, with MSI-X, BAR 1. */
	u8 *registers, *table;
	u32 id, peers;
	/** Vector n arrives as interrupt first_irq + n. */
	unsigned int vectors, first_irq;

	volatile u32 *states;
	u64 state_size, rw_size, output_size;
	/** The common section, and those that one peer each writes; NULL if there are none. */
	u8 *rw, *outputs;
};

/** Function of the first device with this protocol. @return: -1 if there is none */
int ivshmem_find(u16 protocol);

/**
 * Make a device usable: registers and sections are mapped, interrupts off.
 * @dev:	filled in
 * @bdf:	an IVSHMEM function, as pci_find_device tells it
 * @return:	false if it lacks the capability that says what it has
 */
bool ivshmem_init(struct ivshmem *dev, u16 bdf);

/** Interrupt of vector 0 unless the program wants another one. */
unsigned int ivshmem_default_irq(u16 bdf);

/**
 * Connect all vectors to the calling CPU and switch interrupts of the device
 * on. irq_init has been called: else it gives up and says so.
 * @first_irq:	interrupt of vector 0; on ARM ivshmem_default_irq() alone comes
 */
void ivshmem_connect(struct ivshmem *dev, unsigned int first_irq);

/** With @on each interrupt switches the device's interrupts off. */
void ivshmem_set_one_shot(const struct ivshmem *dev, bool on);

static inline u32 ivshmem_read(const struct ivshmem *dev, unsigned int reg)
{
	return mmio_read32(dev->registers + reg);
}

static inline void ivshmem_write(const struct ivshmem *dev, unsigned int reg, u32 value)
{
	mmio_write32(dev->registers + reg, value);
}

static inline void ivshmem_ring(const struct ivshmem *dev, u32 target, u32 vector)
{
	ivshmem_write(dev, IVSHMEM_DOORBELL, target << 16 | vector);
}

/** The section that a peer writes. */
static inline volatile u32 *ivshmem_output(const struct ivshmem *dev, u32 peer)
{
	return (volatile u32 *)(dev->outputs + peer * dev->output_size);
}

#endif
