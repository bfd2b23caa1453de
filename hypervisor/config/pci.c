/* SPDX-License-Identifier: GPL-2.0-only */

/* PCI devices and their capabilities. */

#include <config/internal.h>

#define CONFIG_SPACE_SIZE     0x100
#define EXT_CONFIG_SPACE_SIZE 0x1000
#define CONFIG_HEADER_SIZE    0x40
#define MAX_MSI_VECTORS	      32
#define MAX_MSIX_VECTORS      2048

#define ABOUT(n, why) .code = (why), .object = JAILHOUSE_OBJECT_PCI_DEVICE, .index = (n)

static bool is_virtual(const struct jailhouse_pci_device *device)
{
	return device->type == JAILHOUSE_PCI_TYPE_IVSHMEM;
}

/* Cells find an IVSHMEM device by its bdf alone, and its peers do. */
static bool same_place(const struct jailhouse_pci_device *a, const struct jailhouse_pci_device *b)
{
	return same_function(a, b) || (a->bdf == b->bdf && (is_virtual(a) || is_virtual(b)));
}

static int check_twice(const struct scope *scope, u32 n)
{
	const struct jailhouse_pci_device *devices = scope->cell->pci_devices;

	for (u32 first = 0; first < n; first++) {
		if (same_place(&devices[first], &devices[n])) {
			return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_PCI_TWICE),
				      .field = JAILHOUSE_FIELD_BDF, .found = devices[n].bdf,
				      .other_object = JAILHOUSE_OBJECT_PCI_DEVICE,
				      .other_index = first);
		}
	}
	return 0;
}

static int check_cap(const struct scope *scope, u32 n)
{
	const struct jailhouse_pci_capability *cap = &scope->cell->pci_caps[n];
	bool ext = cap->id & JAILHOUSE_PCI_EXT_CAP;
	u32 lowest = ext ? CONFIG_SPACE_SIZE : CONFIG_HEADER_SIZE;
	u32 end = ext ? EXT_CONFIG_SPACE_SIZE : CONFIG_SPACE_SIZE;

	if (cap->start < lowest || (u32)cap->start + cap->len > end) {
		return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_PCI_CAP_BOUNDS,
			      .object = JAILHOUSE_OBJECT_PCI_CAP, .index = n,
			      .field = JAILHOUSE_FIELD_START, .found = cap->start,
			      .expected = cap->len);
	}
	return 0;
}

static bool is_msi(const struct jailhouse_pci_capability *cap)
{
	return cap->id == PCI_CAP_ID_MSI || cap->id == PCI_CAP_ID_MSIX;
}

/* Writes to interrupt messages are moderated, under no other name. */
static int check_cap_apart(const struct scope *scope, u32 n, u32 index)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];
	const struct jailhouse_pci_capability *cap = &scope->cell->pci_caps[index];

	for (u32 m = device->caps_start; m < (u32)device->caps_start + device->num_caps; m++) {
		const struct jailhouse_pci_capability *other = &scope->cell->pci_caps[m];

		if (m != index && is_msi(other) &&
		    ranges_overlap(cap->start, cap->len, other->start, other->len)) {
			return REFUSE(scope, EINVAL, .code = JAILHOUSE_REASON_PCI_CAP_EXTENT,
				      .object = JAILHOUSE_OBJECT_PCI_CAP, .index = index,
				      .found = cap->start + cap->len, .expected = other->start,
				      .other_object = JAILHOUSE_OBJECT_PCI_DEVICE,
				      .other_index = n);
		}
	}
	return 0;
}

static bool has_writable_cap(const struct config_cell *cell,
			     const struct jailhouse_pci_device *device, u16 id)
{
	for (u32 n = device->caps_start; n < (u32)device->caps_start + device->num_caps; n++) {
		if (cell->pci_caps[n].id == id &&
		    (cell->pci_caps[n].flags & JAILHOUSE_PCICAPS_WRITE)) {
			return true;
		}
	}
	return false;
}

static int check_caps(const struct scope *scope, u32 n)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];
	u32 end = (u32)device->caps_start + device->num_caps;
	int err = 0;

	if (device->num_caps && end > scope->cell->num_pci_caps) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_PCI_CAPS_RANGE),
			      .field = JAILHOUSE_FIELD_CAPS_START, .found = end,
			      .expected = scope->cell->num_pci_caps);
	}
	for (u32 cap = device->caps_start; cap < end && !ends(scope, err); cap++) {
		err = check_cap(scope, cap);
		if (!ends(scope, err)) {
			err = check_cap_apart(scope, n, cap);
		}
	}
	return err;
}

static int check_vectors(const struct scope *scope, u32 n)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];
	u32 max_msix = is_virtual(device) ? IVSHMEM_MSIX_VECTORS_MAX : MAX_MSIX_VECTORS;

	if (device->num_msi_vectors > MAX_MSI_VECTORS) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_PCI_VECTORS),
			      .field = JAILHOUSE_FIELD_NUM_MSI_VECTORS,
			      .found = device->num_msi_vectors, .expected = MAX_MSI_VECTORS);
	}
	if (device->num_msix_vectors > max_msix) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_PCI_VECTORS),
			      .field = JAILHOUSE_FIELD_NUM_MSIX_VECTORS,
			      .found = device->num_msix_vectors, .expected = max_msix);
	}
	return 0;
}

static int check_iommu(const struct scope *scope, u32 n)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];

	if (scope->check->system->num_iommus && device->iommu >= JAILHOUSE_MAX_IOMMU_UNITS) {
		return REFUSE(scope, ERANGE, ABOUT(n, JAILHOUSE_REASON_PCI_IOMMU),
			      .field = JAILHOUSE_FIELD_IOMMU, .found = device->iommu,
			      .expected = JAILHOUSE_MAX_IOMMU_UNITS);
	}
	return 0;
}

/* Vectors and the capability that enables them go together. */
static void warn_count(const struct scope *scope, u32 n, u16 id, u16 field, u32 vectors)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];

	if (!!vectors == has_writable_cap(scope->cell, device, id)) {
		return;
	}
	WARN(scope, ABOUT(n, vectors ? JAILHOUSE_WARN_NO_MSI_CAP : JAILHOUSE_WARN_NO_VECTORS),
	     .field = field, .found = vectors, .expected = id);
}

static void warn_vectors(const struct scope *scope, u32 n)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];

	warn_count(scope, n, PCI_CAP_ID_MSI, JAILHOUSE_FIELD_NUM_MSI_VECTORS,
		   device->num_msi_vectors);
	warn_count(scope, n, PCI_CAP_ID_MSIX, JAILHOUSE_FIELD_NUM_MSIX_VECTORS,
		   device->num_msix_vectors);
}

static int check_physical(const struct scope *scope, u32 n)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];
	int err = config_check_msix(scope, n);

	if (ends(scope, err)) {
		return err;
	}
	warn_vectors(scope, n);
	if (!scope->root && !scope->check->system->num_iommus &&
	    device->type == JAILHOUSE_PCI_TYPE_DEVICE) {
		WARN(scope, ABOUT(n, JAILHOUSE_WARN_DMA), .field = JAILHOUSE_FIELD_BDF,
		     .found = device->bdf);
	}
	return 0;
}

static int check_device(const struct scope *scope, u32 n)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];
	int err;

	if (device->type < JAILHOUSE_PCI_TYPE_DEVICE || device->type > JAILHOUSE_PCI_TYPE_IVSHMEM) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_PCI_TYPE),
			      .field = JAILHOUSE_FIELD_TYPE, .found = device->type);
	}
	err = check_twice(scope, n);
	if (!ends(scope, err)) {
		err = check_iommu(scope, n);
	}
	if (!ends(scope, err)) {
		err = check_vectors(scope, n);
	}
	if (!ends(scope, err)) {
		err = check_caps(scope, n);
	}
	if (err) {
		return err;
	}
	return is_virtual(device) ? config_check_shmem(scope, n) : check_physical(scope, n);
}

int config_check_pci(const struct scope *scope)
{
	for (u32 n = 0; n < scope->cell->num_pci_devices; n++) {
		int err = check_device(scope, n);

		if (ends(scope, err)) {
			return err;
		}
	}
	return 0;
}

/* Physical functions have one owner. */
int config_check_pci_shared(const struct scope *scope, const struct config_cell *other)
{
	const struct config_cell *cell = scope->cell;

	for (u32 n = 0; n < cell->num_pci_devices; n++) {
		const struct jailhouse_pci_device *ours = &cell->pci_devices[n];

		for (u32 m = 0; m < other->num_pci_devices; m++) {
			const struct jailhouse_pci_device *theirs = &other->pci_devices[m];
			int err;

			if (!same_function(ours, theirs) || is_virtual(ours) ||
			    is_virtual(theirs)) {
				continue;
			}
			err = REFUSE_OTHER(
				scope, EBUSY, other, ABOUT(n, JAILHOUSE_REASON_PCI_TAKEN),
				.field = JAILHOUSE_FIELD_BDF, .found = ours->bdf,
				.other_object = JAILHOUSE_OBJECT_PCI_DEVICE, .other_index = m);
			if (ends(scope, err)) {
				return err;
			}
		}
	}
	return 0;
}
