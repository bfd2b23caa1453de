// SPDX-License-Identifier: GPL-2.0-only
/*
 * ARM64: the host bridge of the root cell's virtual PCI devices. The stock
 * kernels take no device-tree overlay at run time, so it is made by hand.
 */

#include <linux/acpi.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/of.h>
#include <linux/pci.h>
#include <linux/pci-ecam.h>
#include <linux/sizes.h>

/* linux/pci_regs.h has the same names with the same values */
#define _JAILHOUSE_PCI_DEFS_H

#include "../../arch.h"
#include "../../driver.h"

/* configuration space of one bus; the window of the BARs follows */
#define BUS_SIZE     SZ_1M
#define BARS_SIZE    (2 * SZ_4K)
#define DOMAIN_UNSET 0xffff
#define GIC_SPI_CELL 0
#define PINS	     4

static struct {
	struct pci_host_bridge *bridge;
	struct pci_config_window *window;
	struct resource bars;
	u32 irq_base;
} vpci;

static const struct of_device_id interrupt_controllers[] = { { .compatible = "arm,gic-v3" },
							     { .compatible = "arm,gic-400" },
							     { .compatible = "arm,cortex-a15-gic" },
							     { .compatible = "arm,cortex-a7-gic" },
							     {} };

/* Each pin is an interrupt of its own, whatever the device. */
static int map_irq(const struct pci_dev *device, u8 slot, u8 pin)
{
	struct device_node *gic = of_find_matching_node(NULL, interrupt_controllers);
	struct irq_fwspec spec = {
		.param_count = 3,
		.param = { GIC_SPI_CELL, vpci.irq_base + pin - 1, IRQ_TYPE_EDGE_RISING },
	};
	int irq;

	if (!gic || pin < 1 || pin > PINS) {
		of_node_put(gic);
		return 0;
	}
	spec.fwnode = of_fwnode_handle(gic);
	irq = irq_create_fwspec_mapping(&spec);
	of_node_put(gic);
	return irq;
}

static u32 count_devices(const struct jailhouse_cell_desc *root)
{
	const struct jailhouse_pci_device *device = jailhouse_cell_pci_devices(root);
	u32 n, count = 0;

	for (n = 0; n < root->num_pci_devices; n++, device++) {
		count += device->type == JAILHOUSE_PCI_TYPE_IVSHMEM;
	}
	return count;
}

/* Configuration space and the window behind it, claimed in /proc/iomem. */
static int claim_windows(u64 base, u32 devices)
{
	struct resource bus = { .flags = IORESOURCE_BUS };
	struct resource space = {
		.name = "Jailhouse PCI ECAM",
		.start = base,
		.end = base + BUS_SIZE - 1,
		.flags = IORESOURCE_MEM,
	};
	int err;

	vpci.bars = (struct resource){
		.name = "Jailhouse PCI BARs",
		.start = base + BUS_SIZE,
		.end = base + BUS_SIZE + (u64)devices * BARS_SIZE - 1,
		.flags = IORESOURCE_MEM,
	};
	err = request_resource(&iomem_resource, &vpci.bars);
	if (err) {
		return err;
	}
	vpci.window = pci_ecam_create(hv_device, &space, &bus, &pci_generic_ecam_ops);
	if (IS_ERR(vpci.window)) {
		release_resource(&vpci.bars);
		return PTR_ERR(vpci.window);
	}
	return 0;
}

static void release_windows(void)
{
	pci_ecam_free(vpci.window);
	release_resource(&vpci.bars);
}

static int make_bridge(const struct jailhouse_system *system)
{
	struct pci_host_bridge *bridge = pci_alloc_host_bridge(0);
	int err;

	if (!bridge) {
		return -ENOMEM;
	}
	bridge->dev.parent = hv_device;
	bridge->sysdata = vpci.window;
	bridge->ops = (struct pci_ops *)&pci_generic_ecam_ops.pci_ops;
	bridge->busnr = 0;
	if (system->platform_info.pci_domain != DOMAIN_UNSET) {
		bridge->domain_nr = system->platform_info.pci_domain;
	}
	bridge->map_irq = map_irq;
	bridge->swizzle_irq = pci_common_swizzle;
	pci_add_resource(&bridge->windows, &vpci.window->busr);
	pci_add_resource(&bridge->windows, &vpci.bars);
	err = pci_host_probe(bridge);
	if (err) {
		pci_free_host_bridge(bridge);
		return err;
	}
	vpci.bridge = bridge;
	return 0;
}

bool arch_vpci_add(const struct jailhouse_system *system)
{
	u32 devices = count_devices(&system->root_cell);
	u64 base = system->platform_info.pci_mmconfig_base;
	int err;

	if (!system->platform_info.pci_is_virtual) {
		return false;
	}
	if (devices == 0) {
		return true;
	}
	if (!acpi_disabled) {
		pr_err("virtual PCI devices need a Linux that was booted with a device tree, not with ACPI\n");
		return true;
	}
	vpci.irq_base = system->root_cell.vpci_irq_base;
	err = claim_windows(base, devices);
	if (!err) {
		err = make_bridge(system);
		if (err) {
			release_windows();
		}
	}
	if (err) {
		pr_err("no virtual PCI host at 0x%llx (error %d): pci_mmconfig_base, 1 MiB and 8 KiB a device behind it have to be free in /proc/iomem\n",
		       base, err);
	}
	return true;
}

void arch_vpci_remove(const struct jailhouse_system *system)
{
	if (vpci.bridge) {
		pci_lock_rescan_remove();
		pci_stop_root_bus(vpci.bridge->bus);
		pci_remove_root_bus(vpci.bridge->bus);
		pci_unlock_rescan_remove();
		pci_free_host_bridge(vpci.bridge);
		release_windows();
		vpci.bridge = NULL;
	}
}

void arch_vpci_prepare(struct pci_dev *device)
{
	/* interrupts are pins of the host bridge */
}
