/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_IRQ_MESSAGE_H
#define ASM_IRQ_MESSAGE_H

/* Common to MSIs and IOAPIC entries: who may be interrupted, and how. */

#include <core/defs.h>

struct cell;

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
