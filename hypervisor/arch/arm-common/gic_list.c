// SPDX-License-Identifier: GPL-2.0-only
/*
 * From physical interrupts to list registers.
 *
 * A hardware interrupt stays active in the distributor until the cell has dealt
 * with it, so that it waits at most once. SGIs are software's: each waits as a
 * bit for its receiver, number and sender. When the list registers do not reach,
 * they hold what is most urgent: even what the cell is handling makes room. Everything
 * else comes as they run empty; what a cell ends that had to make room, is counted.
 */
#include <asm/gic.h>
#include <asm/processor.h>

#define ICFGR_EDGE 2U

/* A copy of the list registers. */
struct lists {
	u32 entry[MAX_LISTS];
	enum list_state state[MAX_LISTS];
};

/* @return: those that ended and want it to be noticed */
static u32 read_lists(struct lists *lists)
{
	u32 free = gic->free_lists(), ended = 0;

	for (unsigned int n = 0; n < gic_num_lists; n++) {
		lists->state[n] = LIST_FREE;
		if (!(free >> n & 1)) {
			lists->entry[n] = gic->read_list(n, &lists->state[n]);
			ended |= (lists->state[n] == LIST_FREE ? 1U : 0) << n;
		}
	}
	return ended;
}

/* They would tell without end that they have ended. */
static void free_lists(u32 ended)
{
	for (; ended; ended &= ended - 1) {
		gic->write_list(__builtin_ctz(ended), 0, LIST_FREE);
	}
}

static bool is_sgi(u32 entry)
{
	return IRQ_ENTRY_ID(entry) < NUM_SGIS;
}

/* When the hardware is to interrupt, for what waits (@notices) and for what is evicted. */
static void set_notices(u32 notices)
{
	struct arch_percpu *self = this_arch();

	notices |= self->num_evicted ? NOTICE_NOT_LISTED : 0;
	if (self->notices != notices) {
		self->notices = notices;
		gic->notify(notices);
	}
}

static void write_irq_bit(unsigned int irq, u32 set_register)
{
	volatile u8 *registers =
		irq < FIRST_SPI ? gic->private_registers(this_cpu()) : gic_distributor;

	mmio_write32(registers + set_register + irq / 32 * 4, 1U << irq % 32);
}

/* ---- SGIs that wait ---- */

static void set_sgi(struct percpu *target, unsigned int id, unsigned int sender)
{
	/* in this order: who sees the number finds the sender */
	__atomic_or_fetch(&target->arch.sgi_senders[id], 1U << sender, __ATOMIC_SEQ_CST);
	__atomic_or_fetch(&target->arch.pending_sgis, 1U << id, __ATOMIC_SEQ_CST);
}

static void clear_sgi(u32 entry)
{
	struct arch_percpu_public *self = &this_cpu()->arch;
	unsigned int id = IRQ_ENTRY_ID(entry);

	__atomic_and_fetch(&self->pending_sgis, ~(1U << id), __ATOMIC_SEQ_CST);
	if (__atomic_and_fetch(&self->sgi_senders[id], ~(1U << IRQ_ENTRY_SENDER(entry)),
			       __ATOMIC_SEQ_CST)) {
		__atomic_or_fetch(&self->pending_sgis, 1U << id, __ATOMIC_SEQ_CST);
	}
}

/* The most urgent SGI that waits and is not @blocked. */
static u32 first_sgi(u32 blocked)
{
	struct arch_percpu_public *self = &this_cpu()->arch;
	u32 first = IRQ_NONE, entry, id, senders;

	for (u32 waiting = self->pending_sgis & ~blocked; waiting; waiting &= waiting - 1) {
		id = __builtin_ctz(waiting);
		senders = self->sgi_senders[id];
		if (senders) {
			entry = IRQ_ENTRY(self->sgi_priority[id], id, __builtin_ctz(senders));
			first = MIN(first, entry);
		}
	}
	return first;
}

/* ---- delivery ---- */

/* A number may be in one list register only. @return: -1 for none */
static int find_same(const struct lists *lists, u32 entry)
{
	for (unsigned int n = 0; n < gic_num_lists; n++) {
		if (lists->state[n] != LIST_FREE &&
		    IRQ_ENTRY_ID(lists->entry[n]) == IRQ_ENTRY_ID(entry)) {
			return n;
		}
	}
	return -1;
}

/* @return: false if it has to wait until the other one of its number has ended */
static bool merge(struct lists *lists, u32 entry, bool *merged)
{
	int n = find_same(lists, entry);

	*merged = n >= 0;
	if (*merged && !is_sgi(entry)) {
		/* the cell has ended the other one in the distributor */
		lists->entry[n] = entry;
		lists->state[n] = LIST_PENDING;
		gic->write_list(n, entry, LIST_PENDING);
	} else if (*merged && (lists->state[n] != LIST_PENDING ||
			       IRQ_ENTRY_SENDER(lists->entry[n]) != IRQ_ENTRY_SENDER(entry))) {
		gic->notify_end(n);
		return false;
	}
	return true;
}

static void put_back(u32 entry)
{
	if (is_sgi(entry)) {
		set_sgi(this_cpu(), IRQ_ENTRY_ID(entry), IRQ_ENTRY_SENDER(entry));
	} else {
		irq_queue_push(&this_arch()->queue, entry);
	}
}

/* ---- active interrupts without a register ---- */

static void evict(u32 entry)
{
	struct arch_percpu *self = this_arch();

	self->evicted[self->num_evicted++] = entry;
	self->evicted_sgis |= is_sgi(entry) ? 1U << IRQ_ENTRY_ID(entry) : 0;
}

/* The most urgent one: cells end last what they began first. */
static u32 take_evicted(void)
{
	struct arch_percpu *self = this_arch();
	u32 entry = self->evicted[--self->num_evicted];

	self->evicted_sgis &= is_sgi(entry) ? ~(1U << IRQ_ENTRY_ID(entry)) : ~0U;
	return entry;
}

/* As the hardware does with those in registers. */
static void end_evicted(void)
{
	unsigned int ends = this_arch()->num_evicted ? gic->take_ends() : 0;
	u32 entry;

	for (; ends && this_arch()->num_evicted; ends--) {
		entry = take_evicted();
		if (!is_sgi(entry) && !(entry & IRQ_DETACHED)) {
			write_irq_bit(IRQ_ENTRY_ID(entry), GICD_ICACTIVER);
		}
	}
}

/* Nothing else needs the registers. */
static void restore_evicted(const struct lists *lists)
{
	u32 entry;

	for (unsigned int n = 0; n < gic_num_lists && this_arch()->num_evicted; n++) {
		entry = this_arch()->evicted[this_arch()->num_evicted - 1];
		if (lists->state[n] == LIST_FREE && find_same(lists, entry) < 0) {
			take_evicted();
			gic->write_list(n, entry, LIST_ACTIVE);
			if (is_sgi(entry)) {
				/* another one may wait */
				gic->notify_end(n);
			}
		}
	}
}

/*
 * Which of them ends, tells the order alone: not if the guest ends priority and
 * activity apart.
 */
static bool can_evict(void)
{
	return this_arch()->num_evicted < MAX_EVICTED && !gic->splits_end();
}

static bool makes_room(const struct lists *lists, unsigned int n, u32 entry)
{
	if (lists->state[n] == LIST_PENDING) {
		return lists->entry[n] > entry;
	}
	return IRQ_ENTRY_PRIORITY(lists->entry[n]) > IRQ_ENTRY_PRIORITY(entry) && can_evict();
}

/* A register for an entry, the least urgent one's if none is free. @return: -1 for none */
static int find_list(const struct lists *lists, u32 entry)
{
	int worst = -1;

	for (unsigned int n = 0; n < gic_num_lists; n++) {
		if (lists->state[n] == LIST_FREE) {
			return n;
		}
		if (makes_room(lists, n, entry)) {
			entry = lists->entry[n];
			worst = n;
		}
	}
	return worst;
}

/* No register is free: when is the next one worth a look? */
static u32 next_notice(const struct lists *lists)
{
	for (unsigned int n = 0; n < gic_num_lists; n++) {
		if (lists->state[n] == LIST_PENDING) {
			return NOTICE_NONE_PENDING;
		}
	}
	return NOTICE_UNDERFLOW;
}

static void place(struct lists *lists, unsigned int n, u32 entry)
{
	if (lists->state[n] == LIST_PENDING) {
		put_back(lists->entry[n]);
	} else if (lists->state[n] == LIST_ACTIVE) {
		evict(lists->entry[n]);
	}
	lists->entry[n] = entry;
	lists->state[n] = LIST_PENDING;
	gic->write_list(n, entry, LIST_PENDING);
}

/* @return: false if nothing more fits */
static bool deliver_one(struct lists *lists, u32 *blocked)
{
	u32 hardware = irq_queue_first(&this_arch()->queue);
	u32 sgi = this_cpu()->arch.pending_sgis ? first_sgi(*blocked) : IRQ_NONE;
	u32 entry = MIN(hardware, sgi);
	bool merged = false;
	int n;

	if (entry == IRQ_NONE) {
		restore_evicted(lists);
		set_notices(0);
		return false;
	}
	if (!merge(lists, entry, &merged)) {
		*blocked |= 1U << IRQ_ENTRY_ID(entry);
		return true;
	}
	n = merged ? 0 : find_list(lists, entry);
	if (n < 0) {
		set_notices(next_notice(lists));
		return false;
	}
	if (entry == sgi) {
		clear_sgi(entry);
	} else {
		irq_queue_pop(&this_arch()->queue);
	}
	if (!merged) {
		place(lists, n, entry);
	}
	return true;
}

void gic_deliver(void)
{
	struct lists lists;
	u32 blocked;

	end_evicted();
	blocked = this_arch()->evicted_sgis;
	free_lists(read_lists(&lists));
	while (deliver_one(&lists, &blocked)) {
	}
}

/* The cell neither waits for an interrupt nor handles one. */
static bool all_free(void)
{
	return !this_arch()->notices && gic->free_lists() == (1U << gic_num_lists) - 1;
}

void gic_inject(u32 entry)
{
	/* never past one that waits already, as it may be more urgent, nor beside itself */
	if (likely(all_free())) {
		gic->write_list(0, entry, LIST_PENDING);
	} else {
		irq_queue_push(&this_arch()->queue, entry);
		gic_deliver();
	}
}

/* With nothing else under way an SGI to the CPU itself need not wait at all. */
static bool inject_sgi(unsigned int id, unsigned int sender)
{
	struct arch_percpu_public *self = &this_cpu()->arch;

	if (self->pending_sgis || !all_free()) {
		return false;
	}
	gic->write_list(0, IRQ_ENTRY(self->sgi_priority[id], id, sender), LIST_PENDING);
	return true;
}

void gic_send_virtual_sgi(unsigned int target, unsigned int id, unsigned int sender)
{
	if (target != this_cpu()->cpu_id) {
		set_sgi(percpu_of(target), id, sender);
		gic->send_sgi(target, SGI_INJECT);
	} else if (!inject_sgi(id, sender)) {
		set_sgi(this_cpu(), id, sender);
		gic_deliver();
	}
}

/* ---- what the hardware signals ---- */

static bool is_own(u32 id)
{
	return id < NUM_SGIS || id == gic_maintenance_irq;
}

/*
 * When to interrupt is written anew, although we know what it was: if it was damaged, the
 * interrupt would come without end.
 */
static void renew_notices(void)
{
	this_arch()->notices = ~0U;
	if (this_arch()->parked) {
		set_notices(0);
	}
}

/* @return: true if management has asked for the CPU */
static bool handle_own(u32 id)
{
	/* what the sender wrote before is seen behind this */
	memory_barrier();
	if (id == SGI_MANAGE) {
		count_exit(JAILHOUSE_CPU_STAT_VMEXITS_MANAGEMENT);
		if (!this_arch()->parked) {
			serve_requests();
		}
		return true;
	}
	if (id == gic_maintenance_irq) {
		renew_notices();
	}
	if (!this_arch()->parked) {
		count_exit(id == SGI_INJECT ? JAILHOUSE_CPU_STAT_VMEXITS_VSGI
					    : JAILHOUSE_CPU_STAT_VMEXITS_MAINTENANCE);
		gic_deliver();
	}
	return false;
}

static void handle_hardware(u32 id)
{
	u32 entry = IRQ_ENTRY(gic->priority(), id, 0);

	gic->end(id, false);
	if (!this_arch()->parked) {
		count_exit(JAILHOUSE_CPU_STAT_VMEXITS_VIRQ);
		gic_inject(entry);
	} else if (id >= FIRST_SPI) {
		/* too urgent to be held: active until the CPU is switched on, it does not come
		 * again */
		irq_queue_push(&this_arch()->queue, entry);
	}
}

void gic_take_all(u32 acknowledged)
{
	for (u32 id; !gic_id_is_special(id = acknowledged & gic->id_mask);
	     acknowledged = gic->acknowledge()) {
		if (id > LAST_SPECIAL) {
			/* no cell has any of these; but it must not hold up others */
			gic->end(acknowledged, false);
		} else if (is_own(id)) {
			gic->end(acknowledged, true);
			if (handle_own(id)) {
				/* before what others may send without end */
				break;
			}
		} else {
			handle_hardware(id);
		}
	}
}

/* ---- interrupts that change hands ---- */

static bool is_cells(u32 entry)
{
	unsigned int irq = IRQ_ENTRY_ID(entry);

	return irq < FIRST_SPI || this_cell()->arch.irqs[irq / 32] >> irq % 32 & 1;
}

static void filter_queue(struct irq_queue *queue)
{
	u32 count = queue->count;

	queue->count = 0;
	for (u32 n = 0; n < count; n++) {
		if (is_cells(queue->entries[n])) {
			irq_queue_push(queue, queue->entries[n]);
		}
	}
}

void gic_drop_lost(void)
{
	struct arch_percpu *self = this_arch();
	struct lists lists;

	read_lists(&lists);
	for (unsigned int n = 0; n < gic_num_lists; n++) {
		if (lists.state[n] != LIST_FREE && !is_cells(lists.entry[n])) {
			gic->write_list(n, lists.entry[n] | IRQ_DETACHED,
					lists.state[n] & LIST_ACTIVE);
		}
	}
	for (u32 n = 0; n < self->num_evicted; n++) {
		self->evicted[n] |= is_cells(self->evicted[n]) ? 0 : IRQ_DETACHED;
	}
	filter_queue(&self->queue);
}

/* ---- the way back into the hardware ---- */

static bool is_edge(unsigned int irq)
{
	volatile u8 *registers =
		irq < FIRST_SPI ? gic->private_registers(this_cpu()) : gic_distributor;

	return mmio_read32(registers + GICD_ICFGR + irq / 16 * 4) >> irq % 16 * 2 & ICFGR_EDGE;
}

/* A level comes again by itself. */
static void return_to_hardware(u32 entry, bool pending)
{
	unsigned int irq = IRQ_ENTRY_ID(entry);

	if (is_sgi(entry)) {
		if (pending) {
			put_back(entry);
		}
	} else if (!(entry & IRQ_DETACHED)) {
		if (pending && is_edge(irq)) {
			write_irq_bit(irq, GICD_ISPENDR);
		}
		write_irq_bit(irq, GICD_ICACTIVER);
	}
}

void gic_return_all(bool crashed)
{
	struct lists lists;
	u32 entry;

	read_lists(&lists);
	for (unsigned int n = 0; n < gic_num_lists; n++) {
		if (lists.state[n] & LIST_PENDING || (crashed && lists.state[n] == LIST_ACTIVE)) {
			return_to_hardware(lists.entry[n], lists.state[n] & LIST_PENDING);
			gic->write_list(n, 0, LIST_FREE);
		}
	}
	while (crashed && this_arch()->num_evicted) {
		return_to_hardware(take_evicted(), false);
	}
	while ((entry = irq_queue_pop(&this_arch()->queue)) != IRQ_NONE) {
		return_to_hardware(entry, true);
	}
}

void gic_forget_all(void)
{
	struct arch_percpu_public *self = &this_cpu()->arch;

	for (unsigned int n = 0; n < gic_num_lists; n++) {
		gic->write_list(n, 0, LIST_FREE);
	}
	this_arch()->num_evicted = this_arch()->evicted_sgis = 0;
	this_arch()->notices = ~0U;
	set_notices(0);
	this_arch()->queue.count = 0;
	self->pending_sgis = 0;
	for (unsigned int id = 0; id < NUM_SGIS; id++) {
		self->sgi_senders[id] = 0;
	}
}
