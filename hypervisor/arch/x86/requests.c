// SPDX-License-Identifier: GPL-2.0-only
/* What other CPUs ask of this one; an NMI makes it look. */
#include <core/arch.h>
#include <core/clock.h>
#include <core/console.h>
#include <core/panic.h>
#include <asm/vcpu.h>
#include <asm/x86.h>

void arch_kick_cpu(unsigned int cpu)
{
	struct arch_percpu_public *target = &percpu_of(cpu)->arch;

	__atomic_add_fetch(&target->nmis_under_way, 1, __ATOMIC_SEQ_CST);
	target->nmi_sent = true;
	memory_barrier();
	apic_send_nmi(cpu);
	__atomic_sub_fetch(&target->nmis_under_way, 1, __ATOMIC_SEQ_CST);
}

/*
 * @return: true if one of the NMIs that are taken here came from arch_kick_cpu()
 *
 * A mark whose NMI has not been sent yet must not be used up: that NMI would be
 * taken for the cell's, and end a CPU that is just being started and has no
 * handler yet. So wait for the senders, who are between two instructions.
 */
static bool take_nmis(struct percpu *self)
{
	u64 start = clock_us();
	bool ours = false;

	do {
		ours |= __atomic_exchange_n(&self->arch.nmi_sent, false, __ATOMIC_SEQ_CST);
	} while (self->arch.nmis_under_way && clock_us() - start < CPU_TIMEOUT_US);
	vcpu_accept_events(false);
	return ours;
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

	apic_reset();
	vcpu_park();
	if (self->arch.sipi == SIPI_NOT_AWAITED) {
		self->arch.sipi = SIPI_AWAITED;
	}
}

static void start(struct percpu *self, unsigned int vector)
{
	self->arch.sipi = SIPI_NOT_AWAITED;
	printk("CPU %d received SIPI, vector %x\n", self->cpu_id, vector);
	arch_scrub_cpu();
	apic_reset();
	vcpu_reset(vector);
}

/* Bits that flipped in the VMCB: this CPU must not enter its guest again. */
static void __noreturn report_broken_control(void)
{
	fatal("VM control fields of CPU %d were changed", this_cpu()->cpu_id);
	hint("memory error, or a defect of the hypervisor: reboot the machine");
	panic_stop();
}

void arch_take_flush(void)
{
	struct percpu *self = this_cpu();

	if (!self->flush) {
		return;
	}
	self->flush = false;
	if (!vcpu_control_intact()) {
		report_broken_control();
	}
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
			vcpu_restore_memory_types();
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

void handle_nmi(void)
{
	struct arch_percpu *private = this_arch();
	struct percpu *self = this_cpu();
	bool ours;

	ours = take_nmis(self);
	do {
		if (private->nmi_seen && !ours && self->arch.sipi == SIPI_NOT_AWAITED) {
			vcpu_inject_nmi();
		}
		private->nmi_seen = false;
		arch_yield_to_manager();
		serve(self);
		/* quieting the APIC lets NMIs in, too */
		ours = private->nmi_seen && take_nmis(self);
	} while (private->nmi_seen);
	vcpu_leave_halt();
}
