// SPDX-License-Identifier: GPL-2.0-only
/* What other CPUs ask of this one; an NMI makes it look. */
#include <core/arch.h>
#include <core/console.h>
#include <core/panic.h>
#include <asm/vcpu.h>
#include <asm/x86.h>

void arch_kick_cpu(unsigned int cpu)
{
	/*
	 * One of our NMIs is under way at most: who finds another one's, has it
	 * served together with that. A second one could arrive after the first was
	 * handled, be taken for the cell's, and end a CPU that is just being started
	 * and has no handler yet.
	 */
	if (!__atomic_exchange_n(&percpu_of(cpu)->arch.nmi_sent, true, __ATOMIC_SEQ_CST)) {
		apic_send_nmi(cpu);
	}
}

/*
 * Also called in the middle of waits: must not change the guest's state. The
 * NMI stays pending, so that the rest is done on the next exit.
 */
void arch_yield_to_manager(void)
{
	struct percpu *self = this_cpu();

	if (likely(!self->suspend_requests)) {
		return;
	}
	self->suspended = true;
	while (self->suspend_requests) {
		cpu_relax();
	}
	if (self->park && self->arch.sipi >= 0) {
		/* from the former owner; one that comes later counts */
		self->arch.sipi = SIPI_AWAITED;
	}
	self->suspended = false;
}

void arch_park_this_cpu(void)
{
	struct percpu *self = this_cpu();

	console_end_line();
	apic_reset();
	vcpu_park();
	if (self->arch.sipi == SIPI_NOT_AWAITED) {
		self->arch.sipi = SIPI_AWAITED;
	}
}

static void start(struct percpu *self, unsigned int vector)
{
	self->arch.sipi = SIPI_NOT_AWAITED;
	printk_report("CPU %d received SIPI, vector %x\n", self->cpu_id, vector);
	arch_scrub_cpu();
	apic_reset();
	vcpu_reset(vector);
}

bool arch_repair_control(void)
{
	bool changed = !vcpu_control_intact();

	if (changed) {
		vcpu_repair_control();
		/* one that called this CPU may have gone to its guest */
		this_arch()->nmi_seen = true;
	}
	return changed;
}

void arch_verify_control(void)
{
	if (arch_repair_control()) {
		panic_control_changed();
	}
}

void arch_take_flush(void)
{
	struct percpu *self = this_cpu();

	if (!self->flush) {
		return;
	}
	self->flush = false;
	vcpu_update_cell();
	if (self->arch.sipi != SIPI_NOT_AWAITED) {
		/* its code is the parking page, not what the cell has at address 0 */
		vcpu_park();
	}
}

static void serve(struct percpu *self)
{
	arch_take_flush();
	if (self->park) {
		self->park = false;
		arch_park_this_cpu();
		if (self->cell == &root_cell) {
			vcpu_return_to_root();
		}
	}
	if (self->reset) {
		self->reset = false;
		start(self, SIPI_CELL_START);
	}
	if (self->arch.init_pending) {
		self->arch.sipi = SIPI_NOT_AWAITED;
		arch_park_this_cpu();
		self->arch.init_pending = false;
	}
	if (self->arch.sipi >= 0 && !self->failed) {
		start(self, self->arch.sipi);
	}
}

/*
 * The NMI first, then the flag, then the requests: whoever found the flag set
 * and sent no NMI is served now. If one of the cell came together with ours,
 * it is lost, as with any two NMIs that come at once; none is invented.
 */
static bool take_nmi(struct percpu *self)
{
	struct arch_percpu *private = this_arch();
	bool seen = private->nmi_seen;

	private->nmi_seen = false;
	if (seen && !__atomic_exchange_n(&self->arch.nmi_sent, false, __ATOMIC_SEQ_CST) &&
	    self->arch.sipi == SIPI_NOT_AWAITED) {
		vcpu_inject_nmi();
	}
	return seen;
}

void handle_nmi(void)
{
	struct percpu *self = this_cpu();

	vcpu_accept_events(false);
	/* again where quieting the APIC let one in */
	while (take_nmi(self)) {
		arch_verify_control();
		arch_yield_to_manager();
		serve(self);
	}
	vcpu_leave_halt();
}

void nmi_give_back(void)
{
	struct percpu *self = this_cpu();
	struct arch_percpu *private = this_arch();

	vcpu_accept_events(false);
	if ((private->nmi_seen && !self->arch.nmi_sent) || private->nmi_pending) {
		apic_send_nmi(self->cpu_id);
	}
	self->arch.nmi_sent = false;
}
