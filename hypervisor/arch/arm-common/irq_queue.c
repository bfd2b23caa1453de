// SPDX-License-Identifier: GPL-2.0-only
#include <asm/irq_queue.h>

bool irq_queue_push(struct irq_queue *queue, u32 entry)
{
	u32 *heap = queue->entries, at = queue->count, parent;

	if (at == IRQ_QUEUE_SIZE) {
		return false;
	}
	for (; at > 0; at = parent) {
		parent = (at - 1) / 2;
		if (heap[parent] <= entry) {
			break;
		}
		heap[at] = heap[parent];
	}
	heap[at] = entry;
	queue->count++;
	return true;
}

u32 irq_queue_pop(struct irq_queue *queue)
{
	u32 *heap = queue->entries, at = 0, child, first, last;

	if (queue->count == 0) {
		return IRQ_NONE;
	}
	first = heap[0];
	last = heap[--queue->count];
	for (; (child = 2 * at + 1) < queue->count; at = child) {
		if (child + 1 < queue->count && heap[child + 1] < heap[child]) {
			child++;
		}
		if (last <= heap[child]) {
			break;
		}
		heap[at] = heap[child];
	}
	heap[at] = last;
	return first;
}
