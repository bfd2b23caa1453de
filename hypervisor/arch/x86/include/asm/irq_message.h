/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_IRQ_MESSAGE_H
#define ASM_IRQ_MESSAGE_H

/* Common to MSIs and IOAPIC entries: who may be interrupted, and how. */

#include <core/defs.h>

struct cell;
union msix_entry;

/** An interrupt of a virtual device, ready to be sent. */
struct virtual_irq {
	bool live;
	/** Local APIC id, or logical destination. */
	u32 destination;
	/** Lower half of the interrupt command register. */
	u32 icr;
};

/**
 * Where an unmasked entry of a virtual MSI-X table goes to. Entries that no
 * hardware would deliver stay not live.
 * @return: false if it would leave the cell
 */
bool arch_virtual_irq_msix(struct cell *cell, const union msix_entry *entry,
			   struct virtual_irq *irq);
/** Interrupt pin 0..3 of a virtual device; on x86 nothing is connected to it. */
void arch_virtual_irq_intx(struct cell *cell, unsigned int pin, struct virtual_irq *irq);
/** Send it. */
void arch_virtual_irq_raise(const struct virtual_irq *irq);

/**
 * Set once a message in remappable format was found at start-up: then Linux'
 * messages hold an index into its own remapping table. That table is out of
 * our sight, as DMA is where no IOMMU is driven.
 */
extern bool linux_remaps_interrupts;

/** True if the cell may use messages in remappable format. */
bool irq_message_may_remap(const struct cell *cell);

/**
 * Check a message in compatibility format.
 * @delivery:	APIC_DELIVERY_*
 * @return: the destination to program, or -1 if it is forbidden
 */
int irq_message_filter(struct cell *cell, unsigned int delivery, u8 destination, bool logical);

#endif
