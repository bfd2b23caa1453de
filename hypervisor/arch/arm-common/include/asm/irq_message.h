/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_IRQ_MESSAGE_H
#define ASM_IRQ_MESSAGE_H

#include <core/defs.h>

struct cell;
union msix_entry;

/** An interrupt of a virtual device: a shared peripheral interrupt of its cell. */
struct virtual_irq {
	bool live;
	u16 id;
};

/**
 * Where an unmasked entry of a virtual MSI-X table goes to: its data is the
 * number of the interrupt.
 * @return: false if that is not the cell's
 */
bool arch_virtual_irq_msix(struct cell *cell, const union msix_entry *entry,
			   struct virtual_irq *irq);
/** Interrupt pin 0..3 of a virtual device, as the cell's vpci_irq_base says. */
void arch_virtual_irq_intx(struct cell *cell, unsigned int pin, struct virtual_irq *irq);
/** Make it pending in the distributor. */
void arch_virtual_irq_raise(const struct virtual_irq *irq);

#endif
