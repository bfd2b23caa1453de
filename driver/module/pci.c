// SPDX-License-Identifier: GPL-2.0-only
/* PCI devices that come to Linux and leave it. */

#include <linux/device.h>
#include <linux/pci.h>

/* linux/pci_regs.h has the same names with the same values */
#define _JAILHOUSE_PCI_DEFS_H

#include "arch.h"
#include "driver.h"
#include "pci.h"

#define STUB_NAME "jailhouse-pci-stub"

/* the shared-memory device */
#define IVSHMEM_VENDOR 0x110a
#define IVSHMEM_DEVICE 0x4106

static int stub_probe(struct pci_dev *device, const struct pci_device_id *id)
{
	dev_info(&device->dev, "claimed for use in a cell\n");
	return 0;
}

/* No id table: it gets exactly the devices whose driver_override names it. */
static struct pci_driver stub_driver = {
	.name = STUB_NAME,
	.probe = stub_probe,
};

int pci_stub_init(void)
{
	return pci_register_driver(&stub_driver);
}

void pci_stub_exit(void)
{
	pci_unregister_driver(&stub_driver);
}

static struct pci_dev *find_device(const struct jailhouse_pci_device *device)
{
	return pci_get_domain_bus_and_slot(device->domain, PCI_BUS_NUM(device->bdf),
					   device->bdf & 0xff);
}

static int set_driver_override(struct pci_dev *device, const char *name)
{
#ifdef HAVE_DEVICE_SET_DRIVER_OVERRIDE
	return device_set_driver_override(&device->dev, name);
#else
	return driver_set_override(&device->dev, &device->driver_override, name, strlen(name));
#endif
}

static void set_override(struct pci_dev *device, const char *name)
{
	if (set_driver_override(device, name)) {
		dev_err(&device->dev, "cannot change the driver to \"%s\"\n", name);
	}
}

/*
 * Linux leaves alone what it takes for unplugged: a write to a cell's device, as when its slot
 * is switched off, would cost Linux a CPU. Neither is a fatal error of the device answered by a
 * reset of its link, and by waiting for the device, where an error is not looked for by the
 * number of who reports it but in the registers of each device: those of cells show all ones.
 */
static void set_out_of_reach(struct pci_dev *device, bool out_of_reach)
{
	device->error_state = out_of_reach ? pci_channel_io_perm_failure : pci_channel_io_normal;
}

static void claim(struct pci_dev *device)
{
	device_release_driver(&device->dev);
	set_override(device, STUB_NAME);
	if (device_attach(&device->dev) != 1) {
		dev_err(&device->dev, "cannot be bound to " STUB_NAME "\n");
	} else {
		set_out_of_reach(device, true);
		/* stays so: the others of the bus are found all the same */
		device->bus->bus_flags |= PCI_BUS_FLAGS_NO_AERSID;
	}
}

static void release(struct pci_dev *device)
{
	if (!device->dev.driver || device->dev.driver != &stub_driver.driver) {
		return;
	}
	set_out_of_reach(device, false);
	device_release_driver(&device->dev);
	set_override(device, "");
}

static void for_devices(const struct jailhouse_cell_desc *cell, u8 type,
			void (*action)(struct pci_dev *))
{
	const struct jailhouse_pci_device *device = jailhouse_cell_pci_devices(cell);
	u32 n;

	for (n = 0; n < cell->num_pci_devices; n++, device++) {
		struct pci_dev *found = device->type == type ? find_device(device) : NULL;

		if (found) {
			action(found);
			pci_dev_put(found);
		}
	}
}

void pci_stub_claim(const struct jailhouse_cell_desc *cell)
{
	for_devices(cell, JAILHOUSE_PCI_TYPE_DEVICE, claim);
}

void pci_stub_release(const struct jailhouse_cell_desc *cell)
{
	for_devices(cell, JAILHOUSE_PCI_TYPE_DEVICE, release);
}

/* Between the two steps of the bus no driver sees the device. */
static void scan(const struct jailhouse_pci_device *device)
{
	struct pci_bus *bus = pci_find_bus(device->domain, PCI_BUS_NUM(device->bdf));
	struct pci_dev *found;

	if (!bus || !pci_scan_slot(bus, device->bdf & 0xff)) {
		return;
	}
	found = pci_get_slot(bus, device->bdf & 0xff);
	if (found) {
		arch_vpci_prepare(found);
		pci_dev_put(found);
	}
	pci_bus_assign_resources(bus);
	pci_bus_add_devices(bus);
}

void pci_virtual_add(const struct jailhouse_system *system)
{
	const struct jailhouse_cell_desc *cell = &system->root_cell;
	const struct jailhouse_pci_device *device = jailhouse_cell_pci_devices(cell);
	u32 n;

	if (arch_vpci_add(system)) {
		return;
	}
	pci_lock_rescan_remove();
	for (n = 0; n < cell->num_pci_devices; n++, device++) {
		if (device->type == JAILHOUSE_PCI_TYPE_IVSHMEM) {
			scan(device);
		}
	}
	pci_unlock_rescan_remove();
}

/* Not what is at its place if the hypervisor did not provide it. */
static void remove_virtual(struct pci_dev *device)
{
	if (device->vendor == IVSHMEM_VENDOR && device->device == IVSHMEM_DEVICE) {
		pci_stop_and_remove_bus_device(device);
	}
}

void pci_virtual_remove(const struct jailhouse_system *system)
{
	pci_lock_rescan_remove();
	for_devices(&system->root_cell, JAILHOUSE_PCI_TYPE_IVSHMEM, remove_virtual);
	pci_unlock_rescan_remove();
	arch_vpci_remove(system);
}
