// SPDX-License-Identifier: GPL-2.0-only
/* Interrupts on their way to a cell, on a controller with four list registers. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "controller.h"

TestSuite(gic, .init = controller_start, .fini = controller_end);

static unsigned int valid_lists(void)
{
	return NUM_LISTS - __builtin_popcount(free_lists());
}

/* List registers that demand attention because what they held has ended. */
static u32 ended_lists(void)
{
	u32 mask = 0;

	for (unsigned int n = 0; n < NUM_LISTS; n++) {
		mask |= (states[n] == LIST_FREE && ends_wanted & 1U << n) << n;
	}
	return mask;
}

static bool is_signalled(void)
{
	unsigned int pending = 0;

	for (unsigned int n = 0; n < NUM_LISTS; n++) {
		pending += states[n] == LIST_PENDING;
	}
	return ended_lists() || (notices & NOTICE_UNDERFLOW && valid_lists() <= 1) ||
	       (notices & NOTICE_NONE_PENDING && !pending) ||
	       (notices & NOTICE_NOT_LISTED && unlisted_ends);
}

/* The maintenance interrupt, if there is a reason for one. */
static void maintain(void)
{
	if (is_signalled()) {
		gic_deliver();
		cr_assert_not(is_signalled(), "the maintenance interrupt would come without end");
	}
}

/* What the cell takes next: the most urgent of the list registers, if it is more so than @limit. */
static u32 begin(unsigned int limit)
{
	int first = -1;
	u32 entry;

	for (int n = 0; n < NUM_LISTS; n++) {
		if (states[n] == LIST_PENDING && IRQ_ENTRY_PRIORITY(entries[n]) < limit &&
		    (first < 0 || entries[n] < entries[first])) {
			first = n;
		}
	}
	if (first < 0) {
		return IRQ_NONE;
	}
	entry = entries[first];
	states[first] = LIST_ACTIVE;
	maintain();
	return entry;
}

static void finish(u32 id)
{
	for (unsigned int n = 0; n < NUM_LISTS; n++) {
		if (states[n] == LIST_ACTIVE && IRQ_ENTRY_ID(entries[n]) == id) {
			states[n] = LIST_FREE;
			maintain();
			return;
		}
	}
	unlisted_ends++;
	maintain();
}

/* It ends at once. */
static u32 take(void)
{
	u32 entry = begin(0x100);

	if (entry != IRQ_NONE) {
		finish(IRQ_ENTRY_ID(entry));
	}
	return entry;
}

/* ---- order ---- */

Test(gic, many_at_once_come_by_priority_each_once)
{
	bool seen[64] = { false };
	u32 last = 0, entry;

	for (unsigned int n = 0; n < 32; n++) {
		gic_inject(IRQ_ENTRY(rand() % 32 * 8, 32 + n, 0));
	}
	for (unsigned int n = 0; n < 32; n++) {
		entry = take();
		cr_assert_neq(entry, IRQ_NONE, "interrupt %u is lost", n);
		cr_expect_geq(IRQ_ENTRY_PRIORITY(entry), IRQ_ENTRY_PRIORITY(last));
		cr_expect_not(seen[IRQ_ENTRY_ID(entry)]);
		seen[IRQ_ENTRY_ID(entry)] = true;
		last = entry;
	}
	cr_expect_eq(take(), IRQ_NONE);
	cr_expect_eq(notices, 0);
}

/* ---- list registers full of what the cell is handling ---- */

/* How many of those that the cell handles the hardware believes so, too, is counted by the test. */
static bool was_deactivated(unsigned int irq)
{
	volatile u8 *reg = registers + GICD_ICACTIVER + irq / 32 * 4;
	bool done = mmio_read32(reg) == 1U << irq % 32;

	mmio_write32(reg, 0);
	return done;
}

static void fill_lists_with_active(void)
{
	for (unsigned int n = 0; n < NUM_LISTS; n++) {
		gic_inject(IRQ_ENTRY(0x80 - n * 8, 32 + n, 0));
		cr_assert_eq(IRQ_ENTRY_ID(begin(0x100)), 32 + n);
	}
}

Test(gic, an_urgent_one_displaces_a_waiting_one)
{
	for (unsigned int n = 0; n < NUM_LISTS; n++) {
		gic_inject(IRQ_ENTRY(0x80, 32 + n, 0));
	}
	gic_inject(IRQ_ENTRY(0x10, 50, 0));
	cr_expect_eq(IRQ_ENTRY_ID(take()), 50);
	for (unsigned int n = 0; n < NUM_LISTS; n++) {
		cr_expect_eq(IRQ_ENTRY_ID(take()), 32 + n);
	}
}

Test(gic, an_urgent_one_need_not_wait_for_the_end_of_active_ones)
{
	fill_lists_with_active();
	gic_inject(IRQ_ENTRY(0x10, 50, 0));
	cr_expect_eq(IRQ_ENTRY_ID(begin(0x68)), 50);
	finish(50);
	for (unsigned int n = NUM_LISTS - 1; n > 0; n--) {
		cr_expect_eq(begin(0x80 - n * 8), IRQ_NONE);
		finish(32 + n);
	}
	cr_expect_not(was_deactivated(32), "it has not ended");
	cr_expect_eq(begin(0x80), IRQ_NONE);
	finish(32);
	cr_expect(was_deactivated(32), "what was evicted ends in the hardware, too");
	cr_expect_eq(take(), IRQ_NONE);
	cr_expect_eq(notices, 0);
}

Test(gic, what_was_evicted_is_put_back_when_there_is_room)
{
	fill_lists_with_active();
	gic_inject(IRQ_ENTRY(0x10, 50, 0));
	cr_expect_eq(IRQ_ENTRY_ID(begin(0x68)), 50);
	gic_inject(IRQ_ENTRY(0x90, 51, 0));
	finish(50);
	for (unsigned int n = NUM_LISTS - 1; n > 0; n--) {
		finish(32 + n);
	}
	cr_expect_eq(notices, 0);
	cr_expect_eq(begin(0x80), IRQ_NONE);
	finish(32);
	cr_expect_eq(unlisted_ends, 0, "it was in a register again");
	cr_expect_eq(IRQ_ENTRY_ID(take()), 51);
}

Test(gic, a_less_urgent_one_waits_for_the_end_of_active_ones)
{
	fill_lists_with_active();
	gic_inject(IRQ_ENTRY(0x80, 31, 0));
	cr_expect_eq(test_private->num_evicted, 0);
	cr_expect_eq(begin(0x100), IRQ_NONE);
	for (unsigned int n = NUM_LISTS; n > 0; n--) {
		finish(32 + n - 1);
	}
	cr_expect_eq(IRQ_ENTRY_ID(take()), 31);
}

Test(gic, nothing_is_evicted_that_may_end_in_any_order)
{
	split_ends = true;
	fill_lists_with_active();
	gic_inject(IRQ_ENTRY(0x10, 50, 0));
	cr_expect_eq(begin(0x100), IRQ_NONE);
	for (unsigned int n = 0; n < NUM_LISTS - 1; n++) {
		finish(32 + n);
	}
	cr_expect_eq(IRQ_ENTRY_ID(begin(0x100)), 50);
}

Test(gic, an_evicted_sgi_comes_again_after_its_end_alone)
{
	cpus[0].arch.sgi_priority[5] = 0xa0;
	gic_send_virtual_sgi(0, 5, 0);
	cr_assert_eq(IRQ_ENTRY_ID(begin(0x100)), 5);
	for (unsigned int n = 0; n < NUM_LISTS; n++) {
		gic_inject(IRQ_ENTRY(0x80 - n * 8, 32 + n, 0));
		cr_assert_eq(IRQ_ENTRY_ID(begin(0x100)), 32 + n);
	}
	gic_send_virtual_sgi(0, 5, 0);
	for (unsigned int n = NUM_LISTS; n > 0; n--) {
		cr_expect_eq(begin(0x100), IRQ_NONE);
		finish(32 + n - 1);
	}
	cr_expect_eq(begin(0xa0), IRQ_NONE);
	finish(5);
	cr_expect_eq(IRQ_ENTRY_ID(take()), 5);
	cr_expect_eq(take(), IRQ_NONE);
}

#define MOST_URGENT 32 /* levels of priority, and interrupts from 32 on with one level each */

/* An interrupt each of 32 levels; what waits and what the cell handles, a bit for each. */
static void play_nested(unsigned int steps)
{
	u32 waiting = 0, handled = 0;
	unsigned int level;

	for (unsigned int step = 0; step < steps; step++) {
		unsigned int first = waiting ? __builtin_ctz(waiting) : MOST_URGENT;
		unsigned int running = handled ? __builtin_ctz(handled) : MOST_URGENT;

		level = rand() % 32;
		if (rand() % 4 && !((waiting | handled) >> level & 1)) {
			gic_inject(IRQ_ENTRY(level * 8, 32 + level, 0));
			waiting |= 1U << level;
		} else if (first < running) {
			cr_assert_eq(IRQ_ENTRY_ID(begin(running * 8)), 32 + first, "step %u", step);
			waiting &= ~(1U << first);
			handled |= 1U << first;
		} else if (handled) {
			cr_assert_eq(begin(running * 8), IRQ_NONE);
			was_deactivated(32);
			level = 0;
			for (unsigned int n = 0; n < NUM_LISTS; n++) {
				level += states[n] == LIST_ACTIVE &&
					 IRQ_ENTRY_ID(entries[n]) == 32 + running;
			}
			finish(32 + running);
			cr_assert_eq(was_deactivated(32 + running), !level, "step %u", step);
			handled &= ~(1U << running);
		}
	}
}

Test(gic, nested_interrupts_come_by_priority_and_end_once)
{
	play_nested(20000);
}

/* ---- SGIs ---- */

Test(gic, an_sgi_that_waits_already_is_the_same_one)
{
	gic_send_virtual_sgi(0, 5, 0);
	gic_send_virtual_sgi(0, 5, 0);
	cr_expect_eq(IRQ_ENTRY_ID(take()), 5);
	cr_expect_eq(take(), IRQ_NONE);
}

Test(gic, the_end_of_an_sgi_is_told_once)
{
	gic_inject(IRQ_ENTRY(0x20, 40, 0));
	gic_send_virtual_sgi(0, 5, 0);
	states[1] = LIST_ACTIVE;
	gic_send_virtual_sgi(0, 5, 0);
	cr_expect_eq(ends_wanted, 1U << 1, "the second waits for the end of the first");
	/* another register is free by then, and is taken for the second */
	states[0] = LIST_FREE;
	states[1] = LIST_FREE;
	gic_deliver();
	cr_expect_eq(ended_lists(), 0);
	cr_expect_eq(IRQ_ENTRY_ID(take()), 5);
	cr_expect_eq(take(), IRQ_NONE);
}

Test(gic, sgis_of_several_senders_come_one_after_the_other)
{
	gic_send_virtual_sgi(0, 5, 0);
	gic_send_virtual_sgi(0, 5, 3);
	cr_expect_eq(valid_lists(), 1, "a number may be in one register only");
	cr_expect_eq(IRQ_ENTRY_SENDER(take()), 0);
	cr_expect_eq(IRQ_ENTRY_SENDER(take()), 3);
	cr_expect_eq(take(), IRQ_NONE);
}

Test(gic, an_sgi_that_is_handled_comes_again_when_it_was_sent_again)
{
	gic_send_virtual_sgi(0, 5, 0);
	states[0] = LIST_ACTIVE;
	gic_send_virtual_sgi(0, 5, 0);
	cr_expect_eq(valid_lists(), 1);
	cr_assert_eq(ends_wanted, 1);
	states[0] = LIST_FREE;
	gic_deliver();
	cr_expect_eq(IRQ_ENTRY_ID(take()), 5);
}

Test(gic, sgis_have_the_priorities_that_the_cell_gave_them)
{
	cpus[0].arch.sgi_priority[5] = 0x90;
	cpus[0].arch.sgi_priority[6] = 0x20;
	for (unsigned int n = 0; n < NUM_LISTS; n++) {
		gic_inject(IRQ_ENTRY(0x40, 32 + n, 0));
	}
	gic_send_virtual_sgi(0, 5, 0);
	gic_send_virtual_sgi(0, 6, 0);
	cr_expect_eq(IRQ_ENTRY_ID(take()), 6);
	for (unsigned int n = 0; n < NUM_LISTS; n++) {
		cr_expect_geq(IRQ_ENTRY_ID(take()), 32);
	}
	cr_expect_eq(IRQ_ENTRY_ID(take()), 5);
}

Test(gic, another_cpu_is_told_to_look)
{
	gic_send_virtual_sgi(1, 7, 0);
	cr_expect_eq(sgis_sent, 1);
	cr_expect_eq(cpus[1].arch.pending_sgis, 1U << 7);
	cr_expect_eq(take(), IRQ_NONE);
}

Test(gic, a_less_urgent_one_does_not_overtake_an_sgi_that_waits)
{
	cpus[0].arch.sgi_priority[5] = 0x60;
	for (unsigned int n = 0; n < NUM_LISTS; n++) {
		gic_inject(IRQ_ENTRY(0x40, 32 + n, 0));
	}
	gic_send_virtual_sgi(0, 5, 0);
	cr_expect_neq(notices, 0);
	/* a register becomes free, but not enough of them for the hardware to say so */
	states[0] = LIST_FREE;
	gic_inject(IRQ_ENTRY(0x80, 50, 0));
	for (unsigned int n = 0; n < NUM_LISTS - 1; n++) {
		cr_expect_geq(IRQ_ENTRY_ID(take()), 32);
	}
	cr_expect_eq(IRQ_ENTRY_ID(take()), 5);
	cr_expect_eq(IRQ_ENTRY_ID(take()), 50);
	cr_expect_eq(take(), IRQ_NONE);
	cr_expect_eq(notices, 0);
}

/* ---- interrupts that come again though the cell has not ended them ---- */

/* In how many registers it is. */
static unsigned int listed(unsigned int irq)
{
	unsigned int count = 0;

	for (unsigned int n = 0; n < NUM_LISTS; n++) {
		count += states[n] != LIST_FREE && IRQ_ENTRY_ID(entries[n]) == irq;
	}
	return count;
}

/* The cell may deactivate its interrupts in the distributor at any time. */
Test(gic, an_interrupt_is_never_in_two_registers)
{
	gic_inject(IRQ_ENTRY(0x80, 40, 0));
	gic_inject(IRQ_ENTRY(0x80, 40, 0));
	cr_expect_eq(listed(40), 1, "while it waits");
	cr_assert_eq(IRQ_ENTRY_ID(begin(0x100)), 40);
	gic_inject(IRQ_ENTRY(0x80, 40, 0));
	cr_expect_eq(listed(40), 1, "while it is handled");
	cr_expect_eq(IRQ_ENTRY_ID(take()), 40, "it comes again");
	cr_expect_eq(take(), IRQ_NONE);
}

Test(gic, an_interrupt_that_is_queued_twice_is_never_in_two_registers)
{
	fill_lists_with_active();
	gic_inject(IRQ_ENTRY(0x90, 40, 0));
	gic_inject(IRQ_ENTRY(0x90, 40, 0));
	for (unsigned int n = NUM_LISTS; n > 0; n--) {
		finish(32 + n - 1);
		cr_expect_leq(listed(40), 1);
	}
	cr_expect_eq(IRQ_ENTRY_ID(take()), 40);
	cr_expect_eq(take(), IRQ_NONE);
}

Test(gic, an_interrupt_that_was_evicted_is_not_put_back_beside_itself)
{
	fill_lists_with_active();
	gic_inject(IRQ_ENTRY(0x10, 50, 0)); /* evicts 32 */
	cr_assert_eq(IRQ_ENTRY_ID(begin(0x68)), 50);
	finish(50);
	gic_inject(IRQ_ENTRY(0x80, 32, 0));
	finish(35);
	gic_deliver();
	cr_expect_eq(listed(32), 1);
	finish(34);
	finish(33);
	cr_expect_eq(listed(32), 1);
	finish(32);
	cr_expect_eq(IRQ_ENTRY_ID(take()), 32);
	cr_expect_eq(take(), IRQ_NONE);
	cr_expect_eq(test_private->num_evicted, 0);
}

/* ---- what the hardware signals ---- */

Test(gic, all_that_is_signalled_is_taken)
{
	signalled[0] = SGI_INJECT;
	signalled[1] = 40;
	gic_take_all(33);
	cr_expect_eq(ended, 3);
	cr_expect_eq(served, 0);
	cr_expect_eq(IRQ_ENTRY_ID(take()), 33);
	cr_expect_eq(IRQ_ENTRY_ID(take()), 40);
	cr_expect_eq(take(), IRQ_NONE);
}

Test(gic, management_waits_for_nothing_that_others_send)
{
	signalled[0] = SGI_MANAGE;
	signalled[1] = SGI_INJECT;
	gic_take_all(33);
	cr_expect_eq(ended, 2);
	cr_expect_eq(served, 1);
	cr_expect_eq(signalled[0], SGI_INJECT, "it is taken when the CPU goes on");
	cr_expect_eq(IRQ_ENTRY_ID(take()), 33);
}

/* By number where controllers go by that, by priority where they do not. */
Test(gic, management_is_signalled_before_all_that_others_send)
{
	struct percpu *cpu = &cpus[0];

	gic_take_private(cpu);
	cr_expect_lt(SGI_MANAGE, SGI_INJECT);
	cr_expect_lt(mmio_read(registers + GICD_IPRIORITYR + SGI_MANAGE, 1),
		     mmio_read(registers + GICD_IPRIORITYR + SGI_INJECT, 1));
	cr_expect_geq(mmio_read(registers + GICD_IPRIORITYR + SGI_INJECT, 1), PMR_MOST_URGENT,
		      "a CPU that is parked need not take it");
}

Test(gic, only_gicv2_has_the_sender_above_the_number)
{
	gic_take_all(3 << 10 | SGI_MANAGE);
	cr_expect_eq(served, 1);
	gic = &gic_v3;
	signalled[0] = 8192 + OWN_SPI;
	signalled[1] = 1056; /* of the extended range */
	signalled[2] = 40;
	gic_take_all(8192 + SGI_MANAGE);
	cr_expect_eq(ended, 5, "all of them have to end");
	cr_expect_eq(served, 1, "an LPI is no SGI");
	cr_expect_eq(IRQ_ENTRY_ID(take()), 40);
	cr_expect_eq(take(), IRQ_NONE);
}

Test(gic, a_parked_cpu_takes_nothing_for_its_guest)
{
	test_private->parked = true;
	signalled[0] = gic_maintenance_irq;
	signalled[1] = SGI_MANAGE;
	gic_take_all(40);
	cr_expect_eq(ended, 3);
	cr_expect_eq(served, 0, "it looks itself what is asked of it");
	cr_expect_eq(take(), IRQ_NONE);
}

Test(gic, a_reason_to_interrupt_that_nobody_gave_is_taken_away)
{
	notices = NOTICE_UNDERFLOW;
	gic_take_all(gic_maintenance_irq);
	cr_expect_eq(notices, 0);
	notices = NOTICE_NONE_PENDING;
	test_private->parked = true;
	gic_take_all(gic_maintenance_irq);
	cr_expect_eq(notices, 0, "nor on a CPU that is parked");
}

Test(gic, what_a_parked_cpu_was_given_comes_when_it_is_switched_on)
{
	test_private->parked = true;
	mmio_write32(registers + GICD_ICFGR + OWN_SPI / 16 * 4, 2U << OWN_SPI % 16 * 2);
	gic_take_all(OWN_SPI);
	cr_expect_eq(mmio_read32(registers + GICD_ISPENDR + OWN_SPI / 32 * 4), 0);
	gic_return_all(false);
	cr_expect_eq(mmio_read32(registers + GICD_ISPENDR + OWN_SPI / 32 * 4), 1U << OWN_SPI % 32);
	cr_expect(was_deactivated(OWN_SPI));
}

/* Is it active no more, and is it pending again? */
static void expect_returned(unsigned int irq, bool again)
{
	cr_expect(was_deactivated(irq), "%u", irq);
	cr_expect_eq(mmio_read32(registers + GICD_ISPENDR + irq / 32 * 4) == 1U << irq % 32, again,
		     "%u", irq);
}

Test(gic, what_a_cpu_that_crashed_was_handling_can_come_again)
{
	memset(registers + GICD_ICFGR, 0xaa, 0x100); /* edges */
	gic_inject(IRQ_ENTRY(0x80, 40, 0));
	gic_inject(IRQ_ENTRY(0x70, 70, 0));
	gic_inject(IRQ_ENTRY(0x60, 100, 0));
	gic_inject(IRQ_ENTRY(0x50, 130, 0));
	for (unsigned int n = 0; n < NUM_LISTS; n++) {
		states[n] = LIST_ACTIVE;
	}
	gic_inject(IRQ_ENTRY(0x40, 160, 0)); /* evicts 40 */
	gic_inject(IRQ_ENTRY(0x90, 200, 0)); /* waits */
	states[1] |= LIST_PENDING;
	entries[2] |= IRQ_DETACHED;
	gic_return_all(true);
	expect_returned(40, false);
	expect_returned(70, true);
	cr_expect_not(was_deactivated(100), "it is another cell's");
	expect_returned(130, false);
	expect_returned(160, true);
	expect_returned(200, true);
	cr_expect_eq(take(), IRQ_NONE);
	cr_expect_eq(test_private->num_evicted, 0);
}

Test(gic, what_another_cell_has_now_is_forgotten_wherever_it_is)
{
	u32 *owned = &root_cell.arch.irqs[1];

	*owned = ~0U;
	fill_lists_with_active();
	gic_inject(IRQ_ENTRY(0x10, 50, 0)); /* evicts 32 */
	gic_inject(IRQ_ENTRY(0x90, OWN_SPI, 0));
	gic_inject(IRQ_ENTRY(0xa0, 51, 0));
	*owned = 1U << (OWN_SPI - 32) | 1U << (35 - 32);
	gic_drop_lost();
	for (unsigned int n = NUM_LISTS - 1; n > 0; n--) {
		cr_expect_eq(begin(0x80 - n * 8), IRQ_NONE, "50 is another's");
		cr_expect_eq(entries[n] & IRQ_DETACHED, 32 + n == 35 ? 0 : IRQ_DETACHED);
	}
	test_private->queue.count--; /* so that 32 is not put back */
	for (unsigned int n = NUM_LISTS; n > 0; n--) {
		finish(32 + n - 1);
	}
	cr_expect_eq(test_private->num_evicted, 0);
	cr_expect_not(was_deactivated(32), "its end is not the new owner's");
}

Test(gic, an_sgi_that_waits_for_the_end_of_another_still_learns_it)
{
	gic_send_virtual_sgi(0, 5, 0);
	states[0] = LIST_ACTIVE;
	gic_send_virtual_sgi(0, 5, 0);
	states[0] = LIST_FREE;
	gic_drop_lost();
	maintain();
	cr_expect_eq(IRQ_ENTRY_ID(take()), 5);
}

Test(gic, what_is_lost_while_it_waits_does_not_come)
{
	for (unsigned int n = 0; n < NUM_LISTS + 2; n++) {
		gic_inject(IRQ_ENTRY(0x80, OWN_SPI - 3 + n, 0));
	}
	gic_drop_lost();
	cr_expect_eq(IRQ_ENTRY_ID(take()), OWN_SPI);
	cr_expect_eq(take(), IRQ_NONE);
}

Test(gic, what_is_forgotten_does_not_come)
{
	for (unsigned int n = 0; n < 10; n++) {
		gic_inject(IRQ_ENTRY(0x80, 32 + n, 0));
	}
	gic_send_virtual_sgi(0, 5, 0);
	gic_forget_all();
	gic_deliver();
	cr_expect_eq(take(), IRQ_NONE);
}
