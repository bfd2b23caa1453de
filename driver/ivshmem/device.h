/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef IVSHMEM_DEVICE_H
#define IVSHMEM_DEVICE_H

/*
 * A shared-memory device (IVSHMEM version 2) as both drivers see it: registers,
 * and the sections of the memory that it shares with its peers.
 */

#include <linux/io.h>
#include <linux/pci.h>

#define IVSHMEM_VENDOR 0x110a
#define IVSHMEM_DEVICE 0x4106
/** Base class of all of these devices; the low 16 bits are the protocol. */
#define IVSHMEM_CLASS(protocol) (PCI_CLASS_OTHERS << 16 | (protocol))

#define IVSHMEM_REG_ID		  0x00
#define IVSHMEM_REG_MAX_PEERS	  0x04
#define IVSHMEM_REG_INT_CONTROL	  0x08
#define IVSHMEM_REG_DOORBELL	  0x0c
#define IVSHMEM_REG_STATE	  0x10
#define IVSHMEM_INT_ENABLE	  1
#define IVSHMEM_DOORBELL(peer, n) ((peer) << 16 | (n))

#define IVSHMEM_MAX_VECTORS 16

/** Part of the shared memory; size 0 where the link has none of it. */
struct ivshmem_section {
	phys_addr_t start;
	resource_size_t size;
};

struct ivshmem_device {
	struct pci_dev *pci;
	void __iomem *registers;
	/** Number of this end, below peers. */
	u32 id;
	u32 peers;
	struct ivshmem_section states;
	struct ivshmem_section rw;
	/** The output sections of all peers, one behind the other, own one included. */
	struct ivshmem_section inputs;
	/** The own one, in which alone this end may write. */
	struct ivshmem_section output;
	/** All of it mapped, from the state table on; write-back cached. */
	void *memory;
	/** Vectors of MSI-X, or 1 for a pin. */
	int vectors;
};

/**
 * Switch a device on: registers and sections mapped, interrupts allocated, but
 * not enabled in its register. All of it is undone when its driver leaves it,
 * except for the interrupts: ivshmem_device_exit.
 * @device: is filled in
 * @one_shot: the device clears its interrupt enable with each interrupt
 * @max_vectors: no more than these are allocated
 * @return: 0 or a negative error, which was logged
 */
int ivshmem_device_init(struct ivshmem_device *device, struct pci_dev *pci, bool one_shot,
			unsigned int max_vectors);

/** Free the interrupts; none may be requested any more. */
void ivshmem_device_exit(struct ivshmem_device *device);

/** True if the device's interrupt is a pin, which others may share. */
static inline bool ivshmem_uses_pin(const struct ivshmem_device *device)
{
	return !device->pci->msix_enabled;
}

static inline u32 ivshmem_read(const struct ivshmem_device *device, unsigned int reg)
{
	return readl(device->registers + reg);
}

/** What was written to memory before is visible to the peers before the register is. */
static inline void ivshmem_write(const struct ivshmem_device *device, unsigned int reg, u32 value)
{
	writel(value, device->registers + reg);
}

/** A section in the kernel's mapping. */
static inline void *ivshmem_address(const struct ivshmem_device *device,
				    const struct ivshmem_section *section)
{
	return device->memory + (section->start - device->states.start);
}

#endif
