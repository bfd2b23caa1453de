// SPDX-License-Identifier: GPL-2.0-only
/* What other CPUs ask of this one; an SGI makes it look. */
#include <core/arch.h>
#include <core/console.h>
#include <asm/arm64.h>
#include <asm/gic.h>

void arch_kick_cpu(unsigned int cpu)
{
	memory_barrier();
	gic->send_sgi(cpu, SGI_MANAGE);
}

/*
 * Also called in the middle of waits: must not change the guest's state. The
 * SGI stays pending, so that the rest is done on the next exit.
 */
void arch_yield_to_manager(void)
{
	struct percpu *self = this_cpu();

	if (likely(!self->suspend_requests)) {
		return;
	}
	memory_barrier();
	self->suspended = true;
	while (self->suspend_requests) {
		cpu_relax();
	}
	/* what the manager changed is seen from here on */
	memory_barrier();
	gic_drop_lost();
	if (self->park && self->arch.power == POWER_ON_PENDING) {
		/* by the former owner, or by a cell that is stopped; one that comes later counts */
		self->arch.power = POWER_OFF;
	}
	self->suspended = false;
}

void arch_take_flush(void)
{
	struct percpu *self = this_cpu();

	if (self->flush) {
		self->flush = false;
		vcpu_update_cell();
	}
}

/*
 * An error that is under way was caused by whoever had the CPU: no other cell must get it.
 * The exit that led here goes on with its own syndrome.
 */
static void drop_system_error(void)
{
	u64 hcr = read_sysreg(hcr_el2), syndrome = read_sysreg(esr_el2);

	write_sysreg(hcr_el2, hcr | HCR_AMO);
	asm volatile("dsb sy; isb; msr daifclr, #4; isb; msr daifset, #4" : : : "memory");
	write_sysreg(hcr_el2, hcr);
	write_sysreg(esr_el2, syndrome);
	isb();
}

/*
 * One that another CPU has switched on meanwhile begins as soon as it looks. What
 * the virtual interface would tell of its guest, nobody could answer: it is silenced.
 */
void arch_park_this_cpu(void)
{
	u32 on = POWER_ON;

	console_end_line();
	if (this_cpu()->failed) {
		/* the cell's other CPUs may get what this one was given */
		gic_return_all(true);
	}
	gic_cpu_reset();
	this_arch()->parked = true;
	gic->hold(true);
	drop_system_error();
	__atomic_compare_exchange_n(&this_cpu()->arch.power, &on, POWER_OFF, false,
				    __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

static void start(u64 entry, u64 context)
{
	vcpu_reset(entry, context);
	gic->hold(false);
	this_arch()->parked = false;
	this_cpu()->arch.power = POWER_ON;
}

/* @return: true if the CPU begins anew */
static bool serve(struct percpu *self)
{
	bool started = false;

	arch_yield_to_manager();
	arch_take_flush();
	if (self->park) {
		self->park = false;
		arch_park_this_cpu();
	}
	if (self->reset) {
		self->reset = false;
		/* the others are powered on by the cell's software */
		if (self->cpu_id == cpu_set_next(&self->cell->cpus, INVALID_CPU)) {
			start(self->cell->config.desc->cpu_reset_address, 0);
			started = true;
		} else {
			arch_park_this_cpu();
		}
	}
	if (__atomic_load_n(&self->arch.power, __ATOMIC_ACQUIRE) == POWER_ON_PENDING) {
		gic_return_all(false);
		start(self->arch.on_entry, self->arch.on_context);
		started = true;
	}
	return started;
}

void wait_for_start(void)
{
	while (!serve(this_cpu())) {
		wait_for_interrupt();
		gic_take_all(gic->acknowledge());
	}
	vcpu_enter();
}

void serve_requests(void)
{
	arch_verify_control();
	if (serve(this_cpu())) {
		vcpu_enter();
	}
	if (this_arch()->parked) {
		wait_for_start();
	}
}
