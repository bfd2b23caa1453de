/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_IRQ_QUEUE_H
#define ASM_IRQ_QUEUE_H

#include <core/defs.h>

/*
 * An interrupt on its way to a cell, as one number: the smaller, the sooner.
 * Priority first, then interrupt id, then the sender of an SGI (GICv2).
 */
#define IRQ_ENTRY(priority, id, sender)                                                            \
	((u32)(priority) << 24 | (u32)(id) << 8 | (u32)(sender) << 4)
#define IRQ_ENTRY_PRIORITY(entry) ((entry) >> 24)
#define IRQ_ENTRY_ID(entry)	  ((entry) >> 8 & 0x3ff)
#define IRQ_ENTRY_SENDER(entry)	  ((entry) >> 4 & 7)
/** The cell handles it, but has lost it meanwhile: its end is nothing to the hardware. */
#define IRQ_DETACHED 1U
#define IRQ_NONE     (~0U)

/** Each shared and private interrupt can wait once: it is active in the hardware meanwhile. */
#define IRQ_QUEUE_SIZE 1020

/** Interrupts preempt each other as long as there are levels of priority. */
#define MAX_EVICTED 128

/** Hardware interrupts that found no list register, the most urgent one first (a heap). */
struct irq_queue {
	u32 count;
	u32 entries[IRQ_QUEUE_SIZE];
};

/** @return: false if it is full */
bool irq_queue_push(struct irq_queue *queue, u32 entry);

/** Take the most urgent entry. @return: IRQ_NONE if there is none */
u32 irq_queue_pop(struct irq_queue *queue);

static inline u32 irq_queue_first(const struct irq_queue *queue)
{
	return queue->count ? queue->entries[0] : IRQ_NONE;
}

#endif
