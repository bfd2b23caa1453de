// SPDX-License-Identifier: GPL-2.0-only
/* The heap of interrupts that found no list register. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include <core/defs.h>
#include <asm/irq_queue.h>

Test(irq_queue, gives_the_most_urgent_first_and_says_when_it_is_full)
{
	static struct irq_queue queue;
	u32 last = 0, entry;

	srand(1);
	for (unsigned int n = 0; n < IRQ_QUEUE_SIZE; n++) {
		cr_assert(irq_queue_push(&queue, (u32)rand() & 0x7fffffff));
	}
	cr_expect_not(irq_queue_push(&queue, 1));
	for (unsigned int n = 0; n < IRQ_QUEUE_SIZE; n++) {
		cr_expect_eq(irq_queue_first(&queue), queue.entries[0]);
		entry = irq_queue_pop(&queue);
		cr_assert_geq(entry, last);
		last = entry;
	}
	cr_expect_eq(irq_queue_pop(&queue), IRQ_NONE);
}
