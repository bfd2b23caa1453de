/* SPDX-License-Identifier: GPL-2.0-only */
#include <ivshmem.h>

/* where the windows of devices are placed, one after the other */
#define BARS	  0xff000000UL
#define BARS_STEP 0x20000UL
#define TABLE_BAR 0x10000UL

/* vendor capability */
#define CAP_CONTROL	3
#define CAP_STATE_SIZE	0x04
#define CAP_RW_SIZE	0x08
#define CAP_OUTPUT_SIZE 0x10
#define CAP_BASE	0x18
#define ONE_SHOT	1

static u64 cap_read64(const struct ivshmem *dev, int offset)
{
	return pci_read_config(dev->bdf, dev->cap + offset, 4) |
	       (u64)pci_read_config(dev->bdf, dev->cap + offset + 4, 4) << 32;
}

static void map_bars(struct ivshmem *dev)
{
	static unsigned long next = BARS;

	dev->registers = (u8 *)next;
	dev->table = dev->registers + TABLE_BAR;
	next += BARS_STEP;
	pci_write_config(dev->bdf, PCI_CFG_BAR, (unsigned long)dev->registers, 4);
	pci_write_config(dev->bdf, PCI_CFG_BAR + 4, (unsigned long)dev->table, 4);
	pci_write_config(dev->bdf, PCI_CFG_COMMAND, PCI_CMD_MEM | PCI_CMD_MASTER, 2);
	map_range(dev->registers, BARS_STEP, MAP_UNCACHED);
}

static void map_sections(struct ivshmem *dev)
{
	u8 *base = (u8 *)(unsigned long)cap_read64(dev, CAP_BASE);

	dev->state_size = pci_read_config(dev->bdf, dev->cap + CAP_STATE_SIZE, 4);
	dev->rw_size = cap_read64(dev, CAP_RW_SIZE);
	dev->output_size = cap_read64(dev, CAP_OUTPUT_SIZE);
	map_range(base, dev->state_size + dev->rw_size + dev->peers * dev->output_size, MAP_CACHED);
	dev->states = (volatile u32 *)base;
	dev->rw = dev->rw_size ? base + dev->state_size : NULL;
	dev->outputs = dev->output_size ? base + dev->state_size + dev->rw_size : NULL;
}

int ivshmem_find(u16 protocol)
{
	int bdf = -1;

	do {
		bdf = pci_find_device(IVSHMEM_VENDOR_ID, IVSHMEM_DEVICE_ID, bdf + 1);
	} while (bdf >= 0 && pci_read_config(bdf, 8, 4) != (IVSHMEM_CLASS | (u32)protocol << 8));
	return bdf;
}

bool ivshmem_init(struct ivshmem *dev, u16 bdf)
{
	int cap = pci_find_cap(bdf, PCI_CAP_VENDOR), msix = pci_find_cap(bdf, PCI_CAP_MSIX);

	if (cap < 0) {
		return false;
	}
	*dev = (struct ivshmem){ .bdf = bdf, .cap = cap, .msix = msix < 0 ? 0 : msix };
	map_bars(dev);
	dev->id = ivshmem_read(dev, IVSHMEM_ID);
	dev->peers = ivshmem_read(dev, IVSHMEM_MAX_PEERS);
	map_sections(dev);
	return true;
}

void ivshmem_set_one_shot(const struct ivshmem *dev, bool on)
{
	pci_write_config(dev->bdf, dev->cap + CAP_CONTROL, on ? ONE_SHOT : 0, 1);
}

#if defined(__arm__) || defined(__aarch64__)
/* by pin: one of the four interrupts that the configuration of the cell names */
unsigned int ivshmem_default_irq(u16 bdf)
{
	return 32 + comm_region->vpci_irq_base + (bdf >> 3 & 3);
}

static unsigned int connect_vectors(const struct ivshmem *dev)
{
	(void)dev;
	return 1;
}
#else
unsigned int ivshmem_default_irq(u16 bdf)
{
	(void)bdf;
	return FIRST_INTERRUPT_VECTOR;
}

static unsigned int connect_vectors(const struct ivshmem *dev)
{
	unsigned int count, n;

	if (!dev->msix) {
		return 0;
	}
	count = (pci_read_config(dev->bdf, dev->msix + 2, 2) & 0x7ff) + 1;
	count = count < IVSHMEM_MAX_VECTORS ? count : IVSHMEM_MAX_VECTORS;
	for (n = 0; n < count; n++) {
		pci_msix_set_vector(dev->bdf, dev->first_irq + n, n);
	}
	return count;
}
#endif

void ivshmem_connect(struct ivshmem *dev, unsigned int first_irq)
{
	unsigned int n;

	dev->first_irq = first_irq;
	dev->vectors = connect_vectors(dev);
	for (n = 0; n < dev->vectors; n++) {
		irq_enable(first_irq + n);
	}
	ivshmem_write(dev, IVSHMEM_INT_CONTROL, 1);
}
