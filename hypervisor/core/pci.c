// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which cell owns which PCI function. Each cell has an array of its configured
 * functions, sorted by bdf; a function that went from the root cell to another
 * one keeps its place in root's array, without owner. All of this changes only
 * during management operations, while the cells that are concerned stand still.
 */
#include <core/cell.h>
#include <core/console.h>
#include <core/ivshmem.h>
#include <core/panic.h>
#include <core/pci.h>
#include <core/percpu.h>
#include <core/reason.h>
#include <core/unit.h>

#define BUS_WINDOW 0x100000ULL

/* Function of the array, whoever owns it. */
static struct pci_device *find(struct cell *cell, u16 bdf)
{
	unsigned int low = 0, high = cell->config.num_pci_devices, middle;

	if (!cell->pci_devices) {
		return NULL;
	}
	while (low < high) {
		middle = (low + high) / 2;
		if (cell->pci_devices[middle].bdf < bdf) {
			low = middle + 1;
		} else if (cell->pci_devices[middle].bdf > bdf) {
			high = middle;
		} else {
			return &cell->pci_devices[middle];
		}
	}
	return NULL;
}

struct pci_device *pci_find_device(struct cell *cell, u16 bdf)
{
	struct pci_device *device = find(cell, bdf);

	return device && device->cell ? device : NULL;
}

/* ---- the ECAM window ---- */

static enum mmio_result ecam_access(void *opaque, struct mmio_access *access)
{
	u16 bdf = access->address / PCI_CONFIG_SIZE, reg = access->address % PCI_CONFIG_SIZE;
	struct pci_device *device = pci_find_device(this_cell(), bdf);
	u32 value = access->value;
	bool allowed;

	(void)opaque;
	if (access->is_write) {
		allowed = pci_config_write(device, reg, access->size, value);
	} else {
		allowed = pci_config_read(device, reg, access->size, &value);
		access->value = value;
	}
	if (likely(allowed)) {
		return MMIO_HANDLED;
	}
	pci_report("MMCONFIG", bdf, reg, access->size, access->is_write);
	return MMIO_DENIED;
}

static int trap_ecam(struct cell *cell)
{
	u64 base = system_config->platform_info.pci_mmconfig_base;
	unsigned int buses = system_config->platform_info.pci_mmconfig_end_bus + 1;
	int err;

	if (!base) {
		return 0;
	}
	err = mmio_register(cell, base, buses * BUS_WINDOW, ecam_access, NULL);
	if (err) {
		printk("PCI MMCONFIG window at 0x%llx cannot be trapped\n", base);
	}
	return err;
}

static bool is_physical(const struct jailhouse_pci_device *info)
{
	return info->type != JAILHOUSE_PCI_TYPE_IVSHMEM;
}

static unsigned int pci_mmio_count(struct cell *cell)
{
	unsigned int count = 1;

	for (unsigned int n = 0; n < cell->config.num_pci_devices; n++) {
		const struct jailhouse_pci_device *info = &cell->config.pci_devices[n];

		/* the table, or the windows of registers and table */
		count += is_physical(info) ? info->msix_address != 0 : 2;
	}
	return count;
}

/* ---- the array ---- */

static void insert(struct cell *cell, unsigned int count, const struct jailhouse_pci_device *info)
{
	struct pci_device *devices = cell->pci_devices;

	for (; count > 0 && devices[count - 1].bdf > info->bdf; count--) {
		devices[count].info = devices[count - 1].info;
		devices[count].bdf = devices[count - 1].bdf;
	}
	devices[count].info = info;
	devices[count].bdf = info->bdf;
}

static void fill_array(struct cell *cell)
{
	unsigned int count = cell->config.num_pci_devices;
	bool virtual_host = system_config->platform_info.pci_is_virtual;
	union msix_entry *vectors = (union msix_entry *)&cell->pci_devices[count];

	for (unsigned int n = 0; n < count; n++) {
		insert(cell, n, &cell->config.pci_devices[n]);
	}
	for (unsigned int n = 0; n < count; n++) {
		struct pci_device *device = &cell->pci_devices[n];

		device->ops = !is_physical(device->info) ? &ivshmem_ops
			      : virtual_host		 ? &pci_absent_ops
							 : &pci_physical_ops;
		device->msix_shadow = vectors;
		vectors += device->info->num_msix_vectors;
	}
}

static int alloc_array(struct cell *cell)
{
	unsigned long size = cell->config.num_pci_devices * sizeof(struct pci_device);

	for (unsigned int n = 0; n < cell->config.num_pci_devices; n++) {
		size += cell->config.pci_devices[n].num_msix_vectors * sizeof(union msix_entry);
	}
	if (!size) {
		return 0;
	}
	cell->pci_pages = PAGES(size);
	cell->pci_devices = page_alloc(cell->pci_pages);
	if (!cell->pci_devices) {
		return refuse_memory(cell->pci_pages);
	}
	fill_array(cell);
	return 0;
}

static void free_array(struct cell *cell)
{
	page_free(cell->pci_devices, cell->pci_pages);
	cell->pci_devices = NULL;
}

/* ---- ownership ---- */

static void warn_dma(const struct pci_device *device)
{
	if (device->info->type == JAILHOUSE_PCI_TYPE_DEVICE && device->cell != &root_cell) {
		printk("WARNING: no IOMMU confines PCI device %02x:%02x.%x of cell \"%s\": as bus master it reaches all memory\n",
		       PCI_BDF_ARGS(device->bdf), cell_name(device->cell));
	}
}

static int attach(struct cell *cell, struct pci_device *device, bool reset)
{
	int err;

	if (is_physical(device->info)) {
		printk("Adding PCI device %02x:%02x.%x to cell \"%s\"\n", PCI_BDF_ARGS(device->bdf),
		       cell_name(cell));
	}
	device->cell = cell;
	err = device->ops->attach(device, reset);
	if (err) {
		device->cell = NULL;
	} else if (device->ops == &pci_physical_ops) {
		warn_dma(device);
	}
	return err;
}

static void detach(struct pci_device *device)
{
	if (is_physical(device->info)) {
		printk("Removing PCI device %02x:%02x.%x from cell \"%s\"\n",
		       PCI_BDF_ARGS(device->bdf), cell_name(device->cell));
	}
	device->ops->detach(device);
	device->cell = NULL;
}

/* Root's view of a physical function, NULL if it has none. */
static struct pci_device *root_device(const struct pci_device *device)
{
	struct pci_device *root = find(&root_cell, device->bdf);

	return root && is_physical(device->info) && is_physical(root->info) ? root : NULL;
}

static void return_to_root(struct pci_device *device)
{
	struct pci_device *root = root_device(device);

	if (root && !root->cell && attach(&root_cell, root, true)) {
		printk("WARNING: Failed to re-assign PCI device to root cell\n");
	}
}

static int take_device(struct cell *cell, struct pci_device *device)
{
	struct pci_device *root = cell == &root_cell ? NULL : root_device(device);
	int err = device->ops->map(device);

	if (err) {
		return err;
	}
	if (root) {
		memcpy(device->place, root->place, sizeof(device->place));
		device->placed = root->placed;
	}
	if (root && root->cell) {
		detach(root);
	}
	err = attach(cell, device, cell != &root_cell);
	if (err) {
		device->ops->unmap(device);
		return_to_root(device);
	}
	return err;
}

static void give_back(struct pci_device *device)
{
	if (!device->cell) {
		return;
	}
	device->ops->reset(device);
	detach(device);
	device->ops->unmap(device);
	return_to_root(device);
}

static void pci_cell_exit(struct cell *cell)
{
	for (unsigned int n = 0; cell->pci_devices && n < cell->config.num_pci_devices; n++) {
		give_back(&cell->pci_devices[n]);
	}
	free_array(cell);
}

static int pci_cell_init(struct cell *cell)
{
	int err = trap_ecam(cell);

	err = err ?: alloc_array(cell);
	for (unsigned int n = 0; n < cell->config.num_pci_devices && !err; n++) {
		err = take_device(cell, &cell->pci_devices[n]);
	}
	if (err && cell != &root_cell) {
		pci_cell_exit(cell);
	}
	return err;
}

static int pci_check(const struct cell *cell)
{
	int err = 0;

	for (unsigned int n = 0; n < cell->config.num_pci_devices && !err; n++) {
		if (is_physical(&cell->config.pci_devices[n]) &&
		    !system_config->platform_info.pci_is_virtual) {
			err = pci_check_hardware(cell, &cell->config.pci_devices[n]);
		}
	}
	return err;
}

static void pci_cell_reset(struct cell *cell)
{
	for (unsigned int n = 0; n < cell->config.num_pci_devices; n++) {
		struct pci_device *device = &cell->pci_devices[n];

		device->ops->reset(device);
	}
}

static void commit_cell(struct cell *cell)
{
	for (unsigned int n = 0; cell->pci_devices && n < cell->config.num_pci_devices; n++) {
		struct pci_device *device = &cell->pci_devices[n];

		if (device->cell && !device->ops->commit(device)) {
			printk("WARNING: PCI device %02x:%02x.%x interrupts a CPU that left cell \"%s\": switched off\n",
			       PCI_BDF_ARGS(device->bdf), cell_name(cell));
		}
	}
}

/* CPUs may have left the root cell: none of its messages may reach them. */
static void pci_commit(struct cell *changed)
{
	commit_cell(&root_cell);
	if (changed != &root_cell) {
		commit_cell(changed);
	}
}

static void pci_cell_failed(struct cell *cell)
{
	for (unsigned int n = 0; cell->pci_devices && n < cell->config.num_pci_devices; n++) {
		struct pci_device *device = &cell->pci_devices[n];

		if (device->cell && device->ops->failed) {
			device->ops->failed(device);
		}
	}
}

static void pci_shutdown(void)
{
	for (unsigned int n = 0; root_cell.pci_devices && n < root_cell.config.num_pci_devices;
	     n++) {
		struct pci_device *device = &root_cell.pci_devices[n];

		if (device->ops == &pci_physical_ops && device->cell) {
			pci_msi_restore(device);
		}
	}
	arch_pci_shutdown();
}

DEFINE_UNIT(pci_unit, .name = "PCI", .shutdown = pci_shutdown, .check = pci_check,
	    .cell_init = pci_cell_init, .cell_exit = pci_cell_exit, .cell_reset = pci_cell_reset,
	    .cell_failed = pci_cell_failed, .commit = pci_commit, .mmio_count = pci_mmio_count);
