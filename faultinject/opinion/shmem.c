// SPDX-License-Identifier: GPL-2.0-only
/* IVSHMEM: devices, their sections, and that both ends of a link mean the same. */
#include "rules.h"

#define MOST_PEERS   12
#define MOST_VECTORS 16
#define SLOT	     4

#define for_each_ivshmem(device, cell)                                                             \
	for (const struct jailhouse_pci_device *device = (cell)->devices;                          \
	     device < (cell)->devices + (cell)->desc.num_pci_devices; device++)                    \
		if (is_ivshmem(device))

static unsigned int number_of(const struct cell *cell, const struct jailhouse_pci_device *device)
{
	return (unsigned int)(device - cell->devices);
}

bool is_ivshmem(const struct jailhouse_pci_device *device)
{
	return device->type == JAILHOUSE_PCI_TYPE_IVSHMEM;
}

uint32_t shmem_sections(const struct jailhouse_pci_device *device)
{
	return 2 + (uint32_t)device->shmem_peers;
}

/* All of the device's sections are in the cell's array. */
static bool has_sections(const struct cell *cell, const struct jailhouse_pci_device *device)
{
	uint64_t end = (uint64_t)device->shmem_regions_start + shmem_sections(device);

	return end <= cell->desc.num_memory_regions;
}

static const struct jailhouse_memory *sections_of(const struct cell *cell,
						  const struct jailhouse_pci_device *device)
{
	return cell->regions + device->shmem_regions_start;
}

/* True if region @n is a section of the device; @section: which. */
static bool is_section(const struct cell *cell, const struct jailhouse_pci_device *device,
		       uint32_t n, uint32_t *section)
{
	*section = n - device->shmem_regions_start;
	return has_sections(cell, device) && n >= device->shmem_regions_start &&
	       *section < shmem_sections(device);
}

bool is_any_section(const struct cell *cell, uint32_t n)
{
	uint32_t section;

	for_each_ivshmem (device, cell) {
		if (is_section(cell, device, n, &section)) {
			return true;
		}
	}
	return false;
}

bool same_section(const struct cell *cell, uint32_t a, const struct cell *other, uint32_t b)
{
	uint32_t mine, theirs;

	for_each_ivshmem (device, cell) {
		for_each_ivshmem (peer, other) {
			if (device->bdf == peer->bdf && is_section(cell, device, a, &mine) &&
			    is_section(other, peer, b, &theirs) && mine == theirs) {
				return true;
			}
		}
	}
	return false;
}

static void sections_exist(struct opinion *o, const struct world *world, const struct cell *cell)
{
	(void)world;
	for_each_ivshmem (device, cell) {
		if (!has_sections(cell, device)) {
			object(o, "device %u: its %u sections are not all in the array",
			       number_of(cell, device), shmem_sections(device));
		}
	}
}

static void ids_are_valid(struct opinion *o, const struct world *world, const struct cell *cell)
{
	(void)world;
	for_each_ivshmem (device, cell) {
		if (device->shmem_peers < 1 || device->shmem_peers > MOST_PEERS) {
			object(o, "device %u: %u peers", number_of(cell, device),
			       device->shmem_peers);
		}
		if (device->shmem_dev_id >= device->shmem_peers) {
			object(o, "device %u: peer %u of %u", number_of(cell, device),
			       device->shmem_dev_id, device->shmem_peers);
		}
	}
}

static void vectors_are_few(struct opinion *o, const struct world *world, const struct cell *cell)
{
	(void)world;
	for_each_ivshmem (device, cell) {
		if (device->num_msix_vectors > MOST_VECTORS) {
			object(o, "device %u: %u vectors", number_of(cell, device),
			       device->num_msix_vectors);
		}
	}
}

/* Registers in 4 or 64 KiB, with MSI-X as much for its table, nothing else. */
static void bars_are_windows(struct opinion *o, const struct world *world, const struct cell *cell)
{
	(void)world;
	for_each_ivshmem (device, cell) {
		uint32_t window = device->bar_mask[0];

		if (window != 0xfffff000 && window != 0xffff0000) {
			object(o, "device %u: bar_mask[0] is 0x%x", number_of(cell, device),
			       window);
		}
		for (uint32_t n = 1; n < 6; n++) {
			bool used = n == 1 && device->num_msix_vectors > 0;

			if (device->bar_mask[n] != (used ? window : 0)) {
				object(o, "device %u: bar_mask[%u] is 0x%x",
				       number_of(cell, device), n, device->bar_mask[n]);
			}
		}
	}
}

static void state_table_has_slots(struct opinion *o, const struct world *world,
				  const struct cell *cell)
{
	(void)world;
	for_each_ivshmem (device, cell) {
		if (has_sections(cell, device) &&
		    sections_of(cell, device)->size < SLOT * (uint64_t)device->shmem_peers) {
			object(o, "device %u: its state table is too small",
			       number_of(cell, device));
		}
	}
}

static void sections_are_consecutive(struct opinion *o, const struct world *world,
				     const struct cell *cell)
{
	(void)world;
	for_each_ivshmem (device, cell) {
		const struct jailhouse_memory *section = sections_of(cell, device);
		wide next = 0;

		for (uint32_t n = 0; has_sections(cell, device) && n < shmem_sections(device);
		     n++) {
			if (n > 0 && is_used(&section[n]) && section[n].virt_start != next) {
				object(o, "device %u: section %u does not follow the one before",
				       number_of(cell, device), n);
			}
			if (n == 0 || is_used(&section[n])) {
				next = guest_physical(&section[n]).end;
			}
		}
	}
}

static void outputs_are_equal(struct opinion *o, const struct world *world, const struct cell *cell)
{
	(void)world;
	for_each_ivshmem (device, cell) {
		const struct jailhouse_memory *section = sections_of(cell, device);

		for (uint32_t n = 3; has_sections(cell, device) && n < shmem_sections(device);
		     n++) {
			if (section[n].size != section[2].size) {
				object(o, "device %u: the output sections differ in size",
				       number_of(cell, device));
			}
		}
	}
}

/* A section is memory that both see: the hypervisor writes the state table. */
static void sections_are_memory(struct opinion *o, const struct world *world,
				const struct cell *cell)
{
	(void)world;
	for_each_ivshmem (device, cell) {
		const struct jailhouse_memory *section = sections_of(cell, device);

		for (uint32_t n = 0; has_sections(cell, device) && n < shmem_sections(device);
		     n++) {
			if (is_used(&section[n]) &&
			    has_flag(&section[n], JAILHOUSE_MEM_COMM_REGION)) {
				object(o, "device %u: section %u is a communication region",
				       number_of(cell, device), n);
			}
		}
	}
}

/* The state table is the hypervisor's to write, an output section its owner's alone. */
static bool may_write(const struct jailhouse_pci_device *device, uint32_t section)
{
	return section == 1 || section == 2 + (uint32_t)device->shmem_dev_id;
}

static bool has_agreed_rights(const struct jailhouse_pci_device *device, uint32_t n,
			      const struct jailhouse_memory *section)
{
	return has_flag(section, JAILHOUSE_MEM_READ) &&
	       !has_flag(section, JAILHOUSE_MEM_LOADABLE) &&
	       has_flag(section, JAILHOUSE_MEM_WRITE) == may_write(device, n);
}

static void rights_are_as_agreed(struct opinion *o, const struct world *world,
				 const struct cell *cell)
{
	(void)world;
	for_each_ivshmem (device, cell) {
		const struct jailhouse_memory *section = sections_of(cell, device);

		for (uint32_t n = 0; has_sections(cell, device) && n < shmem_sections(device);
		     n++) {
			if (is_used(&section[n]) && !has_agreed_rights(device, n, &section[n])) {
				object(o, "device %u: section %u has other rights than agreed",
				       number_of(cell, device), n);
			}
		}
	}
}

/* As a peer, the root cell must not lose the sections. */
static void root_keeps_sections(struct opinion *o, const struct world *world,
				const struct cell *cell)
{
	for_each_ivshmem (device, cell) {
		const struct jailhouse_memory *section = sections_of(cell, device);
		bool root_is_peer = false;

		for_each_ivshmem (peer, &world->root) {
			root_is_peer |= peer->bdf == device->bdf && !cell->is_root;
		}
		for (uint32_t n = 0;
		     root_is_peer && has_sections(cell, device) && n < shmem_sections(device);
		     n++) {
			if (is_used(&section[n]) &&
			    !has_flag(&section[n], JAILHOUSE_MEM_ROOTSHARED)) {
				object(o, "device %u: the root cell would lose section %u",
				       number_of(cell, device), n);
			}
		}
	}
}

static bool same_sections(const struct cell *cell, const struct jailhouse_pci_device *device,
			  const struct cell *other, const struct jailhouse_pci_device *peer)
{
	const struct jailhouse_memory *mine = sections_of(cell, device);
	const struct jailhouse_memory *theirs = sections_of(other, peer);

	for (uint32_t n = 0; n < shmem_sections(device); n++) {
		if (mine[n].size != theirs[n].size ||
		    (is_used(&mine[n]) && mine[n].phys_start != theirs[n].phys_start)) {
			return false;
		}
	}
	return true;
}

static void agree(struct opinion *o, const struct cell *cell,
		  const struct jailhouse_pci_device *device, const struct cell *other,
		  const struct jailhouse_pci_device *peer)
{
	if (device->shmem_dev_id == peer->shmem_dev_id) {
		object(o, "device %u: cell \"%s\" is peer %u already", number_of(cell, device),
		       other->desc.name, peer->shmem_dev_id);
	}
	if (device->shmem_peers != peer->shmem_peers) {
		object(o, "device %u: %u peers, cell \"%s\" says %u", number_of(cell, device),
		       device->shmem_peers, other->desc.name, peer->shmem_peers);
	} else if (has_sections(cell, device) && has_sections(other, peer) &&
		   !same_sections(cell, device, other, peer)) {
		object(o, "device %u: its sections are not those of cell \"%s\"",
		       number_of(cell, device), other->desc.name);
	}
}

/* The hypervisor writes states: a table is that of one link. */
static void keep_apart(struct opinion *o, const struct cell *cell,
		       const struct jailhouse_pci_device *device, const struct cell *other,
		       const struct jailhouse_pci_device *peer)
{
	if (has_sections(cell, device) && has_sections(other, peer) &&
	    meet(physical(sections_of(cell, device)), physical(sections_of(other, peer)))) {
		object(o, "device %u: its states are those of another link of cell \"%s\"",
		       number_of(cell, device), other->desc.name);
	}
}

static void agree_with(struct opinion *o, const struct cell *cell, const struct cell *other)
{
	for_each_ivshmem (device, cell) {
		for_each_ivshmem (peer, other) {
			if (device->bdf == peer->bdf) {
				agree(o, cell, device, other, peer);
			} else {
				keep_apart(o, cell, device, other, peer);
			}
		}
	}
}

static void peers_agree(struct opinion *o, const struct world *world, const struct cell *cell)
{
	if (cell->is_root) {
		return;
	}
	agree_with(o, cell, &world->root);
	for (size_t n = 0; n < world->num_others; n++) {
		agree_with(o, cell, &world->others[n]);
	}
}

static const struct rule rules[] = {
	{ "shmem-sections", "format 1.8", NULL, sections_exist },
	{ "shmem-ids", "format 1.8", NULL, ids_are_valid },
	{ "shmem-vectors", "format 1.8, ivshmem 4", NULL, vectors_are_few },
	{ "shmem-bars", "ivshmem 4.1", NULL, bars_are_windows },
	{ "shmem-states", "ivshmem 4.4", NULL, state_table_has_slots },
	{ "shmem-gap", "ivshmem 4.4, format 1.8", NULL, sections_are_consecutive },
	{ "shmem-outputs", "ivshmem 4.4, format 1.8", NULL, outputs_are_equal },
	{ "shmem-comm", "ivshmem 4.4", NULL, sections_are_memory },
	{ "shmem-rights", "ivshmem 4.4", NULL, rights_are_as_agreed },
	{ "shmem-rootshared", "ivshmem 4.4", NULL, root_keeps_sections },
	{ "shmem-peers", "format 1.8", NULL, peers_agree },
};

const struct rules shmem_rules = RULES(rules);
