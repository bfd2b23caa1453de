// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls of firmware by SMC: PSCI 1.1 and the SMC calling convention. CPUs of
 * cells, root's included, are switched on and off within the hypervisor, which
 * never lets one out of its hands.
 */
#include <core/arch.h>
#include <core/panic.h>
#include <core/spinlock.h>
#include <asm/arm64.h>
#include <asm/gic.h>

#define SMC64		(1U << 30)
#define OWNER(function) ((function) >> 24 & 0x3f)
#define OWNER_ARCH	0
#define OWNER_SIP	2
#define OWNER_STANDARD	4

#define SMCCC_VERSION		0x80000000
#define SMCCC_ARCH_FEATURES	0x80000001
#define SMCCC_WORKAROUND_1	0x80008000
#define SMCCC_WORKAROUND_2	0x80007fff
#define SMCCC_WORKAROUND_3	0x80003fff
#define ID_AA64PFR0_EL3(value)	((value) >> 12 & 0xf)
#define ID_AA64PFR0_CSV2(value) ((value) >> 56 & 0xf)

#define SMCCC_1_1	    0x10001
#define SMCCC_NOT_SUPPORTED (-1)

#define PSCI_VERSION	   0x84000000
#define PSCI_SYSTEM_OFF	   0x84000008
#define PSCI_1_1	   0x10001
#define PSCI_NOT_SUPPORTED (-1)
#define PSCI_INVALID	   (-2)
#define PSCI_DENIED	   (-3)
#define PSCI_ALREADY_ON	   (-4)
#define PSCI_ON_PENDING	   (-5)

/* CPUs that are switched on: state and arguments change together */
static spinlock_t power_lock;

static __noinline long call_firmware(const struct guest_regs *regs)
{
	register u64 x0 asm("x0") = regs->x[0];
	register u64 x1 asm("x1") = regs->x[1];
	register u64 x2 asm("x2") = regs->x[2];
	register u64 x3 asm("x3") = regs->x[3];

	asm volatile("smc #0"
		     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
		     :
		     : "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15",
		       "x16", "x17", "memory");
	return x0;
}

/* ---- PSCI ---- */

/* Arguments of a call, in the width that its number has. */
static u64 argument(const struct guest_regs *regs, unsigned int n)
{
	return regs->x[0] & SMC64 ? regs->x[n] : (u32)regs->x[n];
}

/* @return: NULL if it is not the cell's: denied then, as the interface has it */
static struct percpu *find_target(const struct guest_regs *regs)
{
	unsigned int cpu = affinity_find(argument(regs, 1) & MPIDR_AFFINITY);

	if (cpu == INVALID_CPU || !cell_owns_cpu(this_cell(), cpu)) {
		return NULL;
	}
	return percpu_of(cpu);
}

static long psci_version(const struct guest_regs *regs)
{
	(void)regs;
	return PSCI_1_1;
}

static long cpu_on(const struct guest_regs *regs)
{
	struct percpu *target = find_target(regs);
	long result = 0;

	if (!target || target->failed) {
		return PSCI_DENIED;
	}
	spin_lock(&power_lock);
	if (this_cpu()->park) {
		/* its cell has ended */
		result = PSCI_DENIED;
	} else if (target->arch.power == POWER_ON) {
		result = PSCI_ALREADY_ON;
	} else if (target->arch.power == POWER_ON_PENDING) {
		result = PSCI_ON_PENDING;
	} else {
		target->arch.on_entry = argument(regs, 2);
		target->arch.on_context = argument(regs, 3);
		__atomic_store_n(&target->arch.power, POWER_ON_PENDING, __ATOMIC_RELEASE);
	}
	spin_unlock(&power_lock);
	if (!result) {
		arch_kick_cpu(target->cpu_id);
	}
	return result;
}

static long affinity_info(const struct guest_regs *regs)
{
	const struct percpu *target = find_target(regs);

	if (argument(regs, 2)) {
		/* of clusters nothing is told */
		return PSCI_INVALID;
	}
	return target ? (long)target->arch.power : PSCI_DENIED;
}

static long cpu_off(const struct guest_regs *regs)
{
	(void)regs;
	/* what is pending goes on to other CPUs */
	gic_return_all(false);
	arch_park_this_cpu();
	return 0;
}

/* A CPU that sleeps at EL2 wakes for physical interrupts only. */
static long cpu_suspend(const struct guest_regs *regs)
{
	enum list_state state;

	(void)regs;
	for (unsigned int n = 0; n < gic_num_lists; n++) {
		gic->read_list(n, &state);
		if (state & LIST_PENDING) {
			return 0;
		}
	}
	wait_for_interrupt();
	return 0;
}

/* All but the calling one. One that was to be switched on, but has not begun, never does. */
static void switch_off_others(const struct cell *cell)
{
	unsigned int cpu;

	spin_lock(&power_lock);
	for_each_cpu (cpu, &cell->cpus) {
		if (cpu != this_cpu()->cpu_id) {
			percpu_of(cpu)->park = true;
			percpu_of(cpu)->arch.power = POWER_OFF;
			arch_kick_cpu(cpu);
		}
	}
	spin_unlock(&power_lock);
}

/* The cell's own end; that of the root cell is the machine's. */
static long system_end(const struct guest_regs *regs)
{
	struct cell *cell = this_cell();

	if (cell == &root_cell) {
		return call_firmware(regs);
	}
	cell->comm_page->comm.cell_state = (u32)regs->x[0] == PSCI_SYSTEM_OFF
						   ? JAILHOUSE_CELL_SHUT_DOWN
						   : JAILHOUSE_CELL_FAILED;
	switch_off_others(cell);
	return cpu_off(regs);
}

static long psci_features(const struct guest_regs *regs);

/* By number; @wide: may have arguments of 64 bits. */
static const struct psci_call {
	long (*handle)(const struct guest_regs *regs);
	bool wide;
} psci_calls[] = {
	{ psci_version, false },     { cpu_suspend, true },
	{ cpu_off, false },	     { cpu_on, true },
	{ affinity_info, true },     [8] = { system_end, false },
	[9] = { system_end, false }, [10] = { psci_features, false },
};

/* @return: NULL for what is not supported */
static const struct psci_call *find_psci(u32 function)
{
	u32 n = (function & ~SMC64) - PSCI_VERSION;

	return n < ARRAY_SIZE(psci_calls) && psci_calls[n].handle &&
			       (psci_calls[n].wide || !(function & SMC64))
		       ? &psci_calls[n]
		       : NULL;
}

static long psci_features(const struct guest_regs *regs)
{
	u32 function = regs->x[1];

	return function == SMCCC_VERSION || find_psci(function) ? 0 : PSCI_NOT_SUPPORTED;
}

static enum trap_result handle_psci(struct guest_regs *regs)
{
	const struct psci_call *call = find_psci(regs->x[0]);

	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_PSCI);
	regs->x[0] = call ? call->handle(regs) : PSCI_NOT_SUPPORTED;
	return TRAP_HANDLED;
}

/* ---- SMC calling convention ---- */

static bool is_workaround(u32 function)
{
	return function == SMCCC_WORKAROUND_1 || function == SMCCC_WORKAROUND_2 ||
	       function == SMCCC_WORKAROUND_3;
}

static long arch_features(const struct guest_regs *regs)
{
	u32 function = regs->x[1];

	if (function == SMCCC_VERSION || function == SMCCC_ARCH_FEATURES) {
		return 0;
	}
	return is_workaround(function) ? (s32)call_firmware(regs) : SMCCC_NOT_SUPPORTED;
}

/* The firmware's workarounds work on the CPU that calls; nothing else passes. */
static long call_workaround(const struct guest_regs *regs)
{
	struct guest_regs query = { .x = { SMCCC_ARCH_FEATURES, (u32)regs->x[0] } };

	return (s32)call_firmware(&query) < 0 ? SMCCC_NOT_SUPPORTED : call_firmware(regs);
}

/* Firmware exists where EL3 does; the CPU says if prediction is bound to its context. */
void flush_predictors(void)
{
	struct guest_regs call = { .x = { SMCCC_WORKAROUND_1 } };
	u64 features = read_sysreg(id_aa64pfr0_el1);

	if (ID_AA64PFR0_EL3(features) && !ID_AA64PFR0_CSV2(features)) {
		call_workaround(&call);
	}
}

static __noinline enum trap_result handle_arch(struct guest_regs *regs, u32 function)
{
	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_SMCCC);
	if (function == SMCCC_VERSION) {
		regs->x[0] = SMCCC_1_1;
	} else if (function == SMCCC_ARCH_FEATURES) {
		regs->x[0] = arch_features(regs);
	} else if (is_workaround(function)) {
		regs->x[0] = call_workaround(regs);
	} else {
		panic_begin();
		printk("Unhandled SMC arch trap %lx\n", (unsigned long)function);
		hint("of the architecture's calls VERSION, FEATURES and the workarounds are allowed");
		return TRAP_FORBIDDEN;
	}
	return TRAP_HANDLED;
}

static __noinline enum trap_result report_smc(u32 function)
{
	panic_begin();
	printk("Unhandled SMC 0x%x\n", function);
	hint("owner %d of the calling convention is not allowed to cells; known are the architecture (0) and PSCI (4)",
	     OWNER(function));
	return TRAP_FORBIDDEN;
}

enum trap_result handle_smc(struct guest_regs *regs)
{
	u32 function = regs->x[0];

	switch (OWNER(function)) {
	case OWNER_STANDARD:
		return handle_psci(regs);
	case OWNER_ARCH:
		return handle_arch(regs, function);
	case OWNER_SIP:
		regs->x[0] = SMCCC_NOT_SUPPORTED;
		return TRAP_HANDLED;
	default:
		return report_smc(function);
	}
}
