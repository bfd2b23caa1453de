// SPDX-License-Identifier: GPL-2.0-only
/*
 * Links of shared-memory devices: who is connected, registers, doorbells, the
 * state table. An access costs the same whatever the number of links, peers
 * (but for a change of state, which concerns them all) and vectors.
 *
 * Lock order: a link's lock is taken with nothing but the management lock held;
 * under it only the lock of the MMIO table is taken.
 */
#include <core/arch.h>
#include <core/console.h>
#include <core/ivshmem.h>
#include <core/panic.h>
#include <core/reason.h>

#define REG_ID		0x00
#define REG_MAX_PEERS	0x04
#define REG_INT_CONTROL 0x08
#define REG_DOORBELL	0x0c
#define REG_STATE	0x10

static struct ivshmem_link *links;

/* ---- interrupts ---- */

void ivshmem_raise(struct ivshmem *end, unsigned int vector)
{
	if (!end || !end->interrupts_on || vector >= end->vectors) {
		return;
	}
	if (!end->irqs[vector].live) {
		if (ivshmem_is_masked(end, vector)) {
			end->pending |= 1U << vector;
		}
		return;
	}
	if (end->config[IVSHMEM_VENDOR_CAP] & IVSHMEM_ONE_SHOT) {
		end->interrupts_on = false;
	}
	/* what the sender wrote to the sections comes first */
	memory_barrier();
	arch_virtual_irq_raise(&end->irqs[vector]);
}

static void ring_doorbell(struct ivshmem *end, u32 value)
{
	u32 target = value >> 16, vector = value & 0xffff;

	if (target < IVSHMEM_MAX_PEERS && vector < end->vectors) {
		ivshmem_raise(end->link->peers[target], vector);
	}
}

static void set_state(struct ivshmem *end, u32 state)
{
	struct ivshmem_link *link = end->link;

	if (state == end->state) {
		return;
	}
	end->state = state;
	link->states[end->id] = state;
	for (u32 peer = 0; peer < IVSHMEM_MAX_PEERS; peer++) {
		if (peer != end->id) {
			ivshmem_raise(link->peers[peer], 0);
		}
	}
}

/* ---- registers ---- */

static void write_register(struct ivshmem *end, u64 reg, u32 value)
{
	switch (reg) {
	case REG_INT_CONTROL:
		end->interrupts_on = value & 1;
		break;
	case REG_DOORBELL:
		ring_doorbell(end, value);
		break;
	case REG_STATE:
		set_state(end, value);
		break;
	}
}

static u32 read_register(const struct ivshmem *end, u64 reg)
{
	switch (reg) {
	case REG_ID:
		return end->id;
	case REG_MAX_PEERS:
		return end->device->info->shmem_peers;
	case REG_INT_CONTROL:
		return end->interrupts_on;
	case REG_STATE:
		return end->state;
	default:
		return 0;
	}
}

enum mmio_result ivshmem_register_access(void *opaque, struct mmio_access *access)
{
	struct ivshmem *end = opaque;

	if (access->size != 4 || access->address & 3) {
		fatal("Invalid IVSHMEM register %s, device %02x:%02x.%x, reg: 0x%llx, size: %d",
		      access->is_write ? "write" : "read", PCI_BDF_ARGS(end->device->bdf),
		      access->address, access->size);
		hint("registers are aligned and of 4 bytes");
		return MMIO_DENIED;
	}
	if (!access->is_write) {
		access->value = read_register(end, access->address);
		return MMIO_HANDLED;
	}
	spin_lock(&end->link->lock);
	write_register(end, access->address, access->value);
	spin_unlock(&end->link->lock);
	return MMIO_HANDLED;
}

/* ---- links ---- */

static struct ivshmem_link *find_link(u16 bdf)
{
	struct ivshmem_link *link = links;

	while (link && link->bdf != bdf) {
		link = link->next;
	}
	return link;
}

static unsigned long table_size(const struct pci_device *device)
{
	return device->info->shmem_peers * sizeof(u32);
}

/* The first end of a link zeroes the state table. */
static struct ivshmem_link *create_link(const struct pci_device *device)
{
	struct ivshmem_link *link = page_alloc(1);

	if (!link) {
		return NULL;
	}
	link->states = ram_map(ivshmem_section(device, IVSHMEM_STATE_TABLE)->phys_start,
			       table_size(device));
	if (!link->states) {
		page_free(link, 1);
		return NULL;
	}
	memset((void *)link->states, 0, table_size(device));
	link->bdf = device->bdf;
	link->next = links;
	links = link;
	return link;
}

static void clear_section(const struct pci_device *device, u32 section)
{
	const struct jailhouse_memory *region = ivshmem_section(device, section);

	/* those of root are its own memory */
	if (region->size && device->cell != &root_cell) {
		arch_clear_memory(region->phys_start, region->size);
	}
}

static void remove_if_unused(struct ivshmem_link *link, const struct pci_device *device)
{
	struct ivshmem_link **at = &links;

	for (u32 peer = 0; peer < IVSHMEM_MAX_PEERS; peer++) {
		if (link->peers[peer]) {
			return;
		}
	}
	while (*at != link) {
		at = &(*at)->next;
	}
	*at = link->next;
	memset((void *)link->states, 0, table_size(device));
	clear_section(device, IVSHMEM_RW_SECTION);
	device_unmap((void *)link->states, table_size(device));
	page_free(link, 1);
}

static int join(struct ivshmem *end)
{
	struct ivshmem_link *link = find_link(end->device->bdf) ?: create_link(end->device);

	if (!link) {
		return refuse_memory(2);
	}
	if (link->peers[end->id]) {
		/* the checker compares all ends of a link: does not happen */
		return -EBUSY;
	}
	end->link = link;
	spin_lock(&link->lock);
	link->states[end->id] = 0;
	link->peers[end->id] = end;
	spin_unlock(&link->lock);
	return 0;
}

/* ---- as a PCI function ---- */

static int map(struct pci_device *device)
{
	struct ivshmem *end = page_alloc(PAGES(sizeof(*end)));

	if (!end) {
		return refuse_memory(PAGES(sizeof(*end)));
	}
	end->device = device;
	end->id = device->info->shmem_dev_id;
	end->uses_msix = device->info->num_msix_vectors;
	end->vectors = end->uses_msix ? device->info->num_msix_vectors : 1;
	device->ivshmem = end;
	return 0;
}

static void unmap(struct pci_device *device)
{
	page_free(device->ivshmem, PAGES(sizeof(*device->ivshmem)));
	device->ivshmem = NULL;
}

static int attach(struct pci_device *device, bool reset)
{
	struct ivshmem *end = device->ivshmem;

	/* root's sections are its own memory */
	end->is_new = reset;
	ivshmem_config_reset(end);
	printk("Adding virtual PCI device %02x:%02x.%x to cell \"%s\"\n", PCI_BDF_ARGS(device->bdf),
	       cell_name(device->cell));
	return join(end);
}

static void detach(struct pci_device *device)
{
	struct ivshmem_link *link = device->ivshmem->link;

	spin_lock(&link->lock);
	link->peers[device->ivshmem->id] = NULL;
	spin_unlock(&link->lock);
	clear_section(device, IVSHMEM_OUTPUT(device->ivshmem->id));
	remove_if_unused(link, device);
}

static void reset(struct pci_device *device)
{
	struct ivshmem *end = device->ivshmem;

	spin_lock(&end->link->lock);
	ivshmem_config_reset(end);
	set_state(end, 0);
	spin_unlock(&end->link->lock);
}

static unsigned int count_peers(const struct ivshmem_link *link)
{
	unsigned int count = 0;

	for (u32 peer = 0; peer < IVSHMEM_MAX_PEERS; peer++) {
		count += link->peers[peer] != NULL;
	}
	return count;
}

/* A CPU may have left the cell, and with it what a vector pointed to. */
static bool commit(struct pci_device *device)
{
	struct ivshmem *end = device->ivshmem;
	bool all;

	if (end->is_new) {
		end->is_new = false;
		clear_section(device, IVSHMEM_OUTPUT(end->id));
		if (count_peers(end->link) == 2) {
			clear_section(device, IVSHMEM_RW_SECTION);
		}
	}
	spin_lock(&end->link->lock);
	all = ivshmem_update_irqs(end);
	spin_unlock(&end->link->lock);
	return all;
}

const struct pci_ops ivshmem_ops = {
	.read = ivshmem_config_read,
	.write = ivshmem_config_write,
	.map = map,
	.unmap = unmap,
	.attach = attach,
	.detach = detach,
	.reset = reset,
	.commit = commit,
	.failed = reset,
};
