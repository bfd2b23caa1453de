// SPDX-License-Identifier: GPL-2.0-only
/*
 * x86: interrupts of the root cell's virtual PCI devices. The hypervisor sends
 * them, so they take no way through the chip set, and none of its tables that
 * remap interrupts. They get an MSI domain of their own directly on top of the
 * CPUs' vectors, and messages that name the CPU.
 */

#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/msi.h>
#include <linux/pci.h>
#include <asm/hw_irq.h>
#include <asm/irqdomain.h>
#include <asm/msi.h>
#include <asm/smp.h>

/* linux/pci_regs.h has the same names with the same values */
#define _JAILHOUSE_PCI_DEFS_H

#include "../../arch.h"

#define DOMAIN_NAME		"jailhouse-msi"
#define MESSAGE_ADDRESS		0xfee00000U
#define MESSAGE_DESTINATION(id) ((u32)(id) << 12)

static struct fwnode_handle *node;
static struct irq_domain *domain;

/* Fixed delivery to one local APIC by its id, whatever Linux uses otherwise. */
static void compose(struct irq_data *data, struct msi_msg *message)
{
	unsigned int cpu = cpumask_first(irq_data_get_effective_affinity_mask(data));

	*message = (struct msi_msg){
		.address_lo = MESSAGE_ADDRESS |
			      MESSAGE_DESTINATION(cpu_physical_id(cpu < nr_cpu_ids ? cpu : 0)),
		.data = irqd_cfg(data)->vector,
	};
}

static struct irq_chip chip = {
	.name = DOMAIN_NAME,
	.irq_ack = irq_chip_ack_parent,
	.irq_mask = pci_msi_mask_irq,
	.irq_unmask = pci_msi_unmask_irq,
	.irq_retrigger = irq_chip_retrigger_hierarchy,
	.irq_compose_msi_msg = compose,
	.flags = IRQCHIP_SKIP_SET_WAKE,
};

static struct msi_domain_ops ops = {
	.msi_prepare = pci_msi_prepare,
};

static struct msi_domain_info info = {
	.flags = MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS | MSI_FLAG_PCI_MSIX,
	.ops = &ops,
	.chip = &chip,
	.handler = handle_edge_irq,
	.handler_name = "edge",
};

bool arch_vpci_add(const struct jailhouse_system *system)
{
	node = irq_domain_alloc_named_fwnode(DOMAIN_NAME);
	if (node) {
		domain = pci_msi_create_irq_domain(node, &info, x86_vector_domain);
	}
	if (!domain) {
		pr_err("no memory for the interrupts of virtual PCI devices\n");
	}
	/* they are on a bus that Linux knows */
	return false;
}

void arch_vpci_prepare(struct pci_dev *device)
{
	if (domain) {
		dev_set_msi_domain(&device->dev, domain);
	}
}

void arch_vpci_remove(const struct jailhouse_system *system)
{
	if (domain) {
		irq_domain_remove(domain);
	}
	if (node) {
		irq_domain_free_fwnode(node);
	}
	domain = NULL;
	node = NULL;
}
