// SPDX-License-Identifier: GPL-2.0-only
/* PCI devices, their capabilities and their MSI-X tables. */
#include "rules.h"

#define HEADER_SIZE	   0x40
#define STANDARD_SPACE	   0x100
#define EXTENDED_SPACE	   0x1000
#define MSIX_ENTRY	   16
#define MSIX_ALIGNMENT	   8
#define GUEST_ADDRESS_BITS 48

#define for_each_pci_device(device, cell)                                                          \
	for (const struct jailhouse_pci_device *device = (cell)->devices;                          \
	     device < (cell)->devices + (cell)->desc.num_pci_devices; device++)

static unsigned int number_of(const struct cell *cell, const struct jailhouse_pci_device *device)
{
	return (unsigned int)(device - cell->devices);
}

static void type_is_known(struct opinion *o, const struct world *world, const struct cell *cell)
{
	(void)world;
	for_each_pci_device (device, cell) {
		if (device->type < JAILHOUSE_PCI_TYPE_DEVICE ||
		    device->type > JAILHOUSE_PCI_TYPE_IVSHMEM) {
			object(o, "device %u is of type %u", number_of(cell, device), device->type);
		}
	}
}

/* Without any, it does not matter where they would begin. */
static bool has_caps(const struct cell *cell, const struct jailhouse_pci_device *device)
{
	return device->num_caps == 0 ||
	       (uint32_t)device->caps_start + device->num_caps <= cell->desc.num_pci_caps;
}

static void caps_are_there(struct opinion *o, const struct world *world, const struct cell *cell)
{
	(void)world;
	for_each_pci_device (device, cell) {
		if (!has_caps(cell, device)) {
			object(o, "device %u has capabilities from %u to %u of %u",
			       number_of(cell, device), device->caps_start,
			       device->caps_start + device->num_caps, cell->desc.num_pci_caps);
		}
	}
}

static bool is_in_space(const struct jailhouse_pci_capability *cap)
{
	bool extended = (cap->id & JAILHOUSE_PCI_EXT_CAP) != 0;
	uint32_t first = extended ? STANDARD_SPACE : HEADER_SIZE;
	uint32_t end = extended ? EXTENDED_SPACE : STANDARD_SPACE;

	return cap->start >= first && (uint32_t)cap->start + cap->len <= end;
}

/* Those that no device refers to mean nothing. */
static void caps_are_in_space(struct opinion *o, const struct world *world, const struct cell *cell)
{
	(void)world;
	for_each_pci_device (device, cell) {
		for (uint32_t n = 0; has_caps(cell, device) && n < device->num_caps; n++) {
			if (!is_in_space(&cell->caps[device->caps_start + n])) {
				object(o, "device %u: capability %u is not in its space",
				       number_of(cell, device), n);
			}
		}
	}
}

static bool is_msi_cap(const struct jailhouse_pci_capability *cap)
{
	return cap->id == PCI_CAP_ID_MSI || cap->id == PCI_CAP_ID_MSIX;
}

static bool caps_meet(const struct jailhouse_pci_capability *a,
		      const struct jailhouse_pci_capability *b)
{
	return meet(span(a->start, a->len), span(b->start, b->len));
}

/* Writes to them are moderated, which must not be passed by under another name. */
static void msi_caps_are_alone(struct opinion *o, const struct world *world,
			       const struct cell *cell)
{
	(void)world;
	for_each_pci_device (device, cell) {
		const struct jailhouse_pci_capability *caps = cell->caps + device->caps_start;

		for (uint32_t a = 0; has_caps(cell, device) && a < device->num_caps; a++) {
			for (uint32_t b = 0; b < device->num_caps; b++) {
				if (a != b && is_msi_cap(&caps[a]) &&
				    caps_meet(&caps[a], &caps[b])) {
					object(o, "device %u: capability %u covers its MSI one",
					       number_of(cell, device), b);
				}
			}
		}
	}
}

static size_t count_iommus(const struct world *world)
{
	size_t n = 0;

	while (n < JAILHOUSE_MAX_IOMMU_UNITS &&
	       world->system.platform_info.iommu_units[n].base != 0) {
		n++;
	}
	return n;
}

static void iommu_exists(struct opinion *o, const struct world *world, const struct cell *cell)
{
	size_t units = count_iommus(world);

	for_each_pci_device (device, cell) {
		if (units > 0 && device->iommu >= units) {
			object(o, "device %u is behind IOMMU %u of %zu", number_of(cell, device),
			       device->iommu, units);
		}
	}
}

/* The peers of a link are found by bdf alone, hardware in its domain. */
static void device_is_listed_once(struct opinion *o, const struct world *world,
				  const struct cell *cell)
{
	(void)world;
	for_each_pci_device (a, cell) {
		for_each_pci_device (b, cell) {
			bool any_virtual = is_ivshmem(a) || is_ivshmem(b);

			if (a < b && a->bdf == b->bdf && (any_virtual || a->domain == b->domain)) {
				object(o, "devices %u and %u are both %04x", number_of(cell, a),
				       number_of(cell, b), a->bdf);
			}
		}
	}
}

static bool same_hardware(const struct jailhouse_pci_device *a,
			  const struct jailhouse_pci_device *b)
{
	return !is_ivshmem(a) && !is_ivshmem(b) && a->bdf == b->bdf && a->domain == b->domain;
}

static void device_is_free(struct opinion *o, const struct world *world, const struct cell *cell)
{
	for (size_t n = 0; !cell->is_root && n < world->num_others; n++) {
		for_each_pci_device (a, cell) {
			for_each_pci_device (b, &world->others[n]) {
				if (same_hardware(a, b)) {
					object(o, "device %u belongs to cell \"%s\"",
					       number_of(cell, a), world->others[n].desc.name);
				}
			}
		}
	}
}

/* Without an address of its table a device has none. */
static bool has_msix(const struct jailhouse_pci_device *device)
{
	return !is_ivshmem(device) && device->num_msix_vectors > 0 && device->msix_address != 0;
}

static void msix_table_is_whole(struct opinion *o, const struct world *world,
				const struct cell *cell)
{
	(void)world;
	for_each_pci_device (device, cell) {
		uint32_t needed = device->num_msix_vectors * MSIX_ENTRY;

		if (!has_msix(device)) {
			continue;
		}
		if (device->msix_address % MSIX_ALIGNMENT != 0) {
			object(o, "device %u has a misplaced MSI-X table", number_of(cell, device));
		}
		if (device->msix_region_size < needed) {
			object(o, "device %u: %u bytes hold no %u MSI-X vectors",
			       number_of(cell, device), device->msix_region_size,
			       device->num_msix_vectors);
		}
	}
}

static struct span msix_table(const struct jailhouse_pci_device *device)
{
	return span(device->msix_address, has_msix(device) ? device->msix_region_size : 0);
}

/* Its vectors alone, without what lies behind them in the window. */
static struct span msix_vectors(const struct jailhouse_pci_device *device)
{
	return span(device->msix_address,
		    has_msix(device) ? device->num_msix_vectors * MSIX_ENTRY : 0);
}

static void keeps_off_msix(struct opinion *o, const struct cell *cell, const struct cell *owner)
{
	for (uint32_t n = 0; n < cell->desc.num_memory_regions; n++) {
		const struct jailhouse_memory *region = &cell->regions[n];

		for_each_pci_device (device, owner) {
			bool physically = !has_flag(region, JAILHOUSE_MEM_COMM_REGION) &&
					  meet(physical(region), msix_table(device));
			bool as_seen =
				cell == owner && meet(guest_physical(region), msix_table(device));

			if (physically || as_seen) {
				object(o, "region %u covers the MSI-X table of device %u", n,
				       number_of(owner, device));
			}
		}
	}
}

/* Whoever writes the table sends interrupts wherever he likes. */
static void msix_tables_trap(struct opinion *o, const struct world *world, const struct cell *cell)
{
	keeps_off_msix(o, cell, cell);
	if (cell->is_root) {
		return;
	}
	keeps_off_msix(o, cell, &world->root);
	for (size_t n = 0; n < world->num_others; n++) {
		keeps_off_msix(o, cell, &world->others[n]);
		keeps_off_msix(o, &world->others[n], cell);
	}
}

static void msix_tables_spare_others(struct opinion *o, const struct world *world,
				     const struct cell *cell)
{
	for_each_pci_device (device, cell) {
		for (size_t n = 0; n < world->num_windows; n++) {
			if (meet(msix_table(device), world->windows[n].span)) {
				object(o, "the MSI-X table of device %u lies in the %s",
				       number_of(cell, device), world->windows[n].name);
			}
		}
		if (meet(msix_table(device), physical(&world->system.hypervisor_memory))) {
			object(o, "the MSI-X table of device %u lies in the hypervisor's memory",
			       number_of(cell, device));
		}
	}
}

/* A cell reaches it where it is: that has to be an address of a cell. */
static void msix_table_is_in_reach(struct opinion *o, const struct world *world,
				   const struct cell *cell)
{
	(void)world;
	for_each_pci_device (device, cell) {
		if (has_msix(device) && msix_table(device).end > (wide)1 << GUEST_ADDRESS_BITS) {
			object(o, "the MSI-X table of device %u ends beyond the addresses of cells",
			       number_of(cell, device));
		}
	}
}

/* Memory that programs are executed from, or that devices reach by DMA, is no register. */
static void msix_table_is_no_memory(struct opinion *o, const struct world *world,
				    const struct cell *cell)
{
	if (cell->is_root) {
		return;
	}
	for (uint32_t n = 0; n < world->root.desc.num_memory_regions; n++) {
		const struct jailhouse_memory *region = &world->root.regions[n];

		for_each_pci_device (device, cell) {
			if (has_flag(region, JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA) &&
			    !has_flag(region, JAILHOUSE_MEM_COMM_REGION) &&
			    meet(physical(region), msix_table(device))) {
				object(o,
				       "the MSI-X table of device %u lies in RAM, region %u of root",
				       number_of(cell, device), n);
			}
		}
	}
}

static void keeps_off_tables(struct opinion *o, const struct cell *cell, const struct cell *owner)
{
	for_each_pci_device (a, cell) {
		for_each_pci_device (b, owner) {
			if (!same_hardware(a, b) && meet(msix_vectors(a), msix_vectors(b))) {
				object(o, "the MSI-X table of device %u is that of %04x of \"%s\"",
				       number_of(cell, a), b->bdf, owner->desc.name);
			}
		}
	}
}

/* A device may be in the list of root, whose it was; another one has another table. */
static void msix_tables_are_apart(struct opinion *o, const struct world *world,
				  const struct cell *cell)
{
	if (cell->is_root) {
		return;
	}
	keeps_off_tables(o, cell, &world->root);
	for (size_t n = 0; n < world->num_others; n++) {
		keeps_off_tables(o, cell, &world->others[n]);
	}
}

static const struct rule rules[] = {
	{ "pci-type", "format 1.5", NULL, type_is_known },
	{ "caps-range", "format 1.8", NULL, caps_are_there },
	{ "cap-space", "format 1.5, design 4", NULL, caps_are_in_space },
	{ "cap-over-msi", "cell 3.1.6", NULL, msi_caps_are_alone },
	{ "device-iommu", "format 1.5, 1.8, additions 5", NULL, iommu_exists },
	{ "device-twice", "cell 3.1.6, ivshmem 4, design 8", NULL, device_is_listed_once },
	{ "device-free", "decisions 1", NULL, device_is_free },
	{ "msix-size", "format 1.5, additions 2", NULL, msix_table_is_whole },
	{ "msix-mapped", "additions 2", NULL, msix_tables_trap },
	{ "msix-window", "design 4", NULL, msix_tables_spare_others },
	{ "msix-reach", "additions 2 and 5", NULL, msix_table_is_in_reach },
	{ "msix-memory", "format 1.5, decisions 1", NULL, msix_table_is_no_memory },
	{ "msix-apart", "format 1.5, design 4, decisions 1", NULL, msix_tables_are_apart },
};

const struct rules pci_rules = RULES(rules);
