// SPDX-License-Identifier: GPL-2.0-only
/* PCI on ARM: configuration space only by ECAM, messages without a filter. */
#include <core/cell.h>
#include <core/pci.h>
#include <asm/gic.h>
#include <asm/irq_message.h>

enum msi_verdict arch_msi_filter(struct cell *cell, struct msi_message *message)
{
	(void)cell;
	(void)message;
	return MSI_DELIVER;
}

void arch_msi_note(u32 address)
{
	(void)address;
}

u32 arch_pci_read(u16 bdf, u16 reg, unsigned int size)
{
	(void)bdf;
	(void)reg;
	(void)size;
	return ~0U;
}

void arch_pci_write(u16 bdf, u16 reg, u32 value, unsigned int size)
{
	(void)bdf;
	(void)reg;
	(void)value;
	(void)size;
}

void arch_pci_shutdown(void)
{
}

/* ---- virtual devices ---- */

static bool set_irq(const struct cell *cell, u32 id, struct virtual_irq *irq)
{
	if (id < FIRST_SPI || id / 32 >= ARRAY_SIZE(cell->arch.irqs) ||
	    !(cell->arch.irqs[id / 32] >> id % 32 & 1)) {
		return false;
	}
	*irq = (struct virtual_irq){ .live = true, .id = id };
	return true;
}

bool arch_virtual_irq_msix(struct cell *cell, const union msix_entry *entry,
			   struct virtual_irq *irq)
{
	return set_irq(cell, entry->data, irq);
}

void arch_virtual_irq_intx(struct cell *cell, unsigned int pin, struct virtual_irq *irq)
{
	set_irq(cell, FIRST_SPI + cell->config.desc->vpci_irq_base + pin, irq);
}

void arch_virtual_irq_raise(const struct virtual_irq *irq)
{
	mmio_write32(gic_distributor + GICD_ISPENDR + irq->id / 32 * 4, 1U << irq->id % 32);
}
