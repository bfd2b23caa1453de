/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Tables of MSI-X vectors. The hypervisor writes to where a configuration says
 * that a table is, and hands a cell's checked writes on to it: it must be a
 * table of that cell's device and nothing else. The other way round, whoever
 * maps a table can send any interrupt to any CPU.
 */

#include <config/internal.h>

#define MSIX_ENTRY_SIZE 16
/* PCI: the low three bits of Table Offset name the BAR. */
#define MSIX_ALIGNMENT 8

#define ABOUT(n, why) .code = (why), .object = JAILHOUSE_OBJECT_PCI_DEVICE, .index = (n)

static bool has_table(const struct jailhouse_pci_device *device)
{
	return device->type != JAILHOUSE_PCI_TYPE_IVSHMEM && device->num_msix_vectors &&
	       device->msix_address;
}

static u32 table_size(const struct jailhouse_pci_device *device)
{
	return device->num_msix_vectors * MSIX_ENTRY_SIZE;
}

/* What the region overlaps is the table and what is trapped behind it. */
static bool covers_table(const struct jailhouse_memory *region, u64 start,
			 const struct jailhouse_pci_device *device)
{
	return ranges_overlap(start, region->size, device->msix_address, device->msix_region_size);
}

static int check_place(const struct scope *scope, u32 n)
{
	const struct config_system *system = scope->check->system;
	const struct jailhouse_memory *hypervisor = &system->desc->hypervisor_memory;
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];
	u64 start = device->msix_address, size = device->msix_region_size;

	if (start % MSIX_ALIGNMENT || start > CONFIG_MAX_GUEST_ADDRESS - size ||
	    ranges_overlap(start, size, hypervisor->phys_start, hypervisor->size) ||
	    (!scope->root && config_is_ram(&system->root, start, size))) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_MSIX_ADDRESS),
			      .field = JAILHOUSE_FIELD_MSIX_ADDRESS, .found = start,
			      .expected = MSIX_ALIGNMENT);
	}
	return 0;
}

static int check_windows(const struct scope *scope, u32 n)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];
	const struct config_system *system = scope->check->system;
	struct config_window window;
	int err = 0;

	for (u32 w = 0; !ends(scope, err) && config_get_window(system, w, &window); w++) {
		if (ranges_overlap(device->msix_address, device->msix_region_size, window.start,
				   window.size)) {
			err = REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_MSIX_OVERLAP),
				     .field = JAILHOUSE_FIELD_MSIX_ADDRESS,
				     .found = max_u64(device->msix_address, window.start),
				     .other_object = window.object, .other_index = window.index);
		}
	}
	return err;
}

/* What is mapped does not trap: the cell would write to the table as it likes. */
static int check_own_memory(const struct scope *scope, u32 n)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];
	int err = 0;

	for (u32 m = 0; m < scope->cell->num_memory && !ends(scope, err); m++) {
		const struct jailhouse_memory *region = &scope->cell->memory[m];
		bool as_seen = covers_table(region, region->virt_start, device);

		if (as_seen ||
		    (!is_comm(region) && covers_table(region, region->phys_start, device))) {
			err = REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_MEM_MSIX,
				     .object = JAILHOUSE_OBJECT_MEMORY, .index = m,
				     .field = as_seen ? JAILHOUSE_FIELD_VIRT_START
						      : JAILHOUSE_FIELD_PHYS_START,
				     .found = device->msix_address,
				     .expected = device->msix_region_size,
				     .other_object = JAILHOUSE_OBJECT_PCI_DEVICE, .other_index = n);
		}
	}
	return err;
}

int config_check_msix(const struct scope *scope, u32 n)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];
	int err;

	if (!has_table(device)) {
		return 0;
	}
	if (device->msix_region_size < table_size(device)) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_MSIX_TABLE),
			      .field = JAILHOUSE_FIELD_MSIX_REGION_SIZE,
			      .found = device->msix_region_size, .expected = table_size(device));
	}
	err = check_place(scope, n);
	if (err) {
		return err;
	}
	err = check_windows(scope, n);
	return ends(scope, err) ? err : check_own_memory(scope, n);
}

/* ---- tables and memory of different cells ---- */

static int refuse_overlap(const struct scope *scope, u32 n, const struct config_cell *other,
			  u16 other_object, u32 other_index)
{
	return REFUSE_OTHER(scope, EBUSY, other, ABOUT(n, JAILHOUSE_REASON_MSIX_OVERLAP),
			    .field = JAILHOUSE_FIELD_MSIX_ADDRESS,
			    .found = scope->cell->pci_devices[n].msix_address,
			    .other_object = other_object, .other_index = other_index);
}

/* The same function may be in several cells' lists: it moves between them. */
static int check_tables(const struct scope *scope, u32 n, const struct config_cell *other)
{
	const struct jailhouse_pci_device *ours = &scope->cell->pci_devices[n];
	int err = 0;

	for (u32 m = 0; m < other->num_pci_devices && !ends(scope, err); m++) {
		const struct jailhouse_pci_device *theirs = &other->pci_devices[m];

		if (has_table(theirs) && !same_function(ours, theirs) &&
		    ranges_overlap(ours->msix_address, table_size(ours), theirs->msix_address,
				   table_size(theirs))) {
			err = refuse_overlap(scope, n, other, JAILHOUSE_OBJECT_PCI_DEVICE, m);
		}
	}
	return err;
}

/* The root cell's memory is where the table of a device that it gives away lies. */
static int check_their_memory(const struct scope *scope, u32 n, const struct config_cell *other)
{
	int err = 0;

	if (other == &scope->check->system->root) {
		return 0;
	}
	for (u32 m = 0; m < other->num_memory && !ends(scope, err); m++) {
		const struct jailhouse_memory *region = &other->memory[m];

		if (!is_comm(region) &&
		    covers_table(region, region->phys_start, &scope->cell->pci_devices[n])) {
			err = refuse_overlap(scope, n, other, JAILHOUSE_OBJECT_MEMORY, m);
		}
	}
	return err;
}

static bool has_function(const struct config_cell *cell, const struct jailhouse_pci_device *device)
{
	for (u32 n = 0; n < cell->num_pci_devices; n++) {
		if (cell->pci_devices[n].type != JAILHOUSE_PCI_TYPE_IVSHMEM &&
		    same_function(&cell->pci_devices[n], device)) {
			return true;
		}
	}
	return false;
}

static int check_our_memory(const struct scope *scope, const struct config_cell *other, u32 m)
{
	const struct jailhouse_pci_device *theirs = &other->pci_devices[m];
	const struct config_cell *cell = scope->cell;
	int err = 0;

	if (!has_table(theirs) || has_function(cell, theirs)) {
		return 0;
	}
	for (u32 n = 0; n < cell->num_memory && !ends(scope, err); n++) {
		const struct jailhouse_memory *region = &cell->memory[n];

		if (!is_comm(region) && covers_table(region, region->phys_start, theirs)) {
			err = REFUSE_OTHER(
				scope, EBUSY, other, .code = JAILHOUSE_REASON_MEM_MSIX,
				.object = JAILHOUSE_OBJECT_MEMORY, .index = n,
				.field = JAILHOUSE_FIELD_PHYS_START, .found = theirs->msix_address,
				.expected = theirs->msix_region_size,
				.other_object = JAILHOUSE_OBJECT_PCI_DEVICE, .other_index = m);
		}
	}
	return err;
}

int config_check_msix_shared(const struct scope *scope, const struct config_cell *other)
{
	int err = 0;

	for (u32 n = 0; n < scope->cell->num_pci_devices && !ends(scope, err); n++) {
		if (has_table(&scope->cell->pci_devices[n])) {
			err = check_tables(scope, n, other);
			err = ends(scope, err) ? err : check_their_memory(scope, n, other);
		}
	}
	for (u32 m = 0; m < other->num_pci_devices && !ends(scope, err); m++) {
		err = check_our_memory(scope, other, m);
	}
	return err;
}
