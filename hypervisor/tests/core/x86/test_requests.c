// SPDX-License-Identifier: GPL-2.0-only

/* NMIs between CPUs: each request is served, and a cell gets no NMI that was not its own. */

/* the other tests have these played */
#define arch_kick_cpu	      kick_cpu
#define arch_yield_to_manager yield_to_manager
#include "cpu.h"

#include <core/panic.h>

#include <arch/x86/requests.c>

#define TARGET 1

/* what the hardware holds for the target: NMIs that come at once are one */
static bool pending;
static unsigned int nmis_sent, nmis_injected, starts, parks, updates, lines_ended;
static void (*while_resetting)(void);

void apic_send_nmi(unsigned int cpu)
{
	cr_assert_eq(cpu, TARGET);
	pending = true;
	nmis_sent++;
}

void vcpu_accept_events(bool drain)
{
	(void)drain;
	private_area.nmi_seen |= pending;
	pending = false;
}

void vcpu_inject_nmi(void)
{
	nmis_injected++;
}

void console_end_line(void)
{
	lines_ended++;
}

void apic_reset(void)
{
	void (*hook)(void) = while_resetting;

	while_resetting = NULL;
	if (hook) {
		hook();
	}
}

void vcpu_reset(unsigned int sipi_vector)
{
	(void)sipi_vector;
	starts++;
}

void vcpu_park(void)
{
	parks++;
}

void vcpu_update_cell(void)
{
	updates++;
}

static bool control_broken;
static unsigned int repairs, changes_told;

bool vcpu_control_intact(void)
{
	return !control_broken;
}

void vcpu_repair_control(void)
{
	control_broken = false;
	repairs++;
}

void panic_control_changed(void)
{
	changes_told++;
}

void vcpu_return_to_root(void)
{
}

void vcpu_leave_halt(void)
{
}

void arch_scrub_cpu(void)
{
}

void __noreturn panic_stop(void)
{
	cr_assert_fail("stopped");
	__builtin_unreachable();
}

static void prepare(void)
{
	run_on(TARGET);
	cpus[TARGET].arch.sipi = SIPI_NOT_AWAITED;
}

/* The target leaves its guest for each NMI that is pending. */
static void run_target(void)
{
	while (pending) {
		handle_nmi();
	}
}

Test(requests, nmi_of_the_cell_reaches_it)
{
	prepare();
	pending = true;
	run_target();
	cr_expect_eq(nmis_injected, 1);
	cpus[TARGET].arch.sipi = SIPI_AWAITED;
	pending = true;
	run_target();
	cr_expect_eq(nmis_injected, 1, "a CPU that waits for its start has no handler");
}

Test(requests, kicks_never_reach_the_cell)
{
	prepare();
	cpus[TARGET].flush = true;
	kick_cpu(TARGET);
	run_target();
	cr_expect_eq(updates, 1);
	cr_expect_eq(nmis_injected, 0);
}

/* Whoever asks finds the CPU behind the look at its control state. */
Test(requests, a_kick_verifies_the_control_state)
{
	prepare();
	kick_cpu(TARGET);
	run_target();
	cr_expect_eq(changes_told, 0);
	control_broken = true;
	kick_cpu(TARGET);
	run_target();
	cr_expect(repairs == 1 && changes_told == 1);
}

/* What lets NMIs out of the guest may have changed: the one that called the CPU went to its guest.
 */
Test(requests, a_call_that_the_guest_took_is_served_with_the_repair)
{
	prepare();
	kick_cpu(TARGET);
	pending = false;
	cpus[TARGET].flush = true;
	cpus[TARGET].arch.sipi = SIPI_AWAITED;
	control_broken = true;
	cr_expect(arch_repair_control());
	/* as each exit does whose CPU was parked */
	handle_nmi();
	cr_expect_eq(updates, 1);
	cr_expect(!cpus[TARGET].arch.nmi_sent);
	cr_expect_eq(nmis_injected, 0);
}

/* The NMI of the second kick is on its way while that of the first is handled. */
Test(requests, two_kicks_at_once_are_one_nmi)
{
	prepare();
	cpus[TARGET].arch.sipi = 0x9a;
	kick_cpu(TARGET);
	kick_cpu(TARGET);
	cr_expect_eq(nmis_sent, 1, "the second would arrive after the start");
	run_target();
	cr_expect_eq(starts, 1);
	kick_cpu(TARGET);
	cr_expect_eq(nmis_sent, 2, "the next one is sent again");
	run_target();
	cr_expect_eq(nmis_injected, 0);
}

static void kick_with_flush(void)
{
	cpus[TARGET].flush = true;
	kick_cpu(TARGET);
}

static void kick_and_drain(void)
{
	kick_with_flush();
	vcpu_accept_events(true);
}

Test(requests, kicks_during_a_reset_are_served)
{
	static void (*const hooks[])(void) = { kick_with_flush, kick_and_drain };

	prepare();
	for (unsigned int n = 0; n < ARRAY_SIZE(hooks); n++) {
		cpus[TARGET].park = true;
		while_resetting = hooks[n];
		kick_cpu(TARGET);
		run_target();
		cr_expect_eq(updates, n + 1, "hook %u", n);
		cr_expect_eq(lines_ended, n + 1, "parked: its line is over");
		cr_expect(!cpus[TARGET].arch.nmi_sent);
	}
	cr_expect_eq(nmis_injected, 0);
}

Test(requests, waiting_cpu_does_not_run_what_its_new_cell_has)
{
	prepare();
	cpus[TARGET].arch.sipi = SIPI_AWAITED;
	cpus[TARGET].flush = true;
	kick_cpu(TARGET);
	run_target();
	cr_expect(updates == 1 && parks == 1);
}

Test(requests, linux_gets_its_nmi_back)
{
	prepare();
	nmi_give_back();
	kick_cpu(TARGET);
	nmi_give_back();
	cr_expect_eq(nmis_sent, 1, "ours is not for Linux");
	pending = true;
	nmi_give_back();
	cr_expect(nmis_sent == 2 && pending, "it comes again");
	pending = false;
	private_area.nmi_seen = false;
	private_area.nmi_pending = true;
	nmi_give_back();
	cr_expect(nmis_sent == 3 && pending);
}
