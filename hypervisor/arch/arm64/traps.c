// SPDX-License-Identifier: GPL-2.0-only
/* What a cell does that ends in the hypervisor. */
#include <core/arch.h>
#include <core/control.h>
#include <core/memory.h>
#include <core/panic.h>
#include <asm/arm64.h>
#include <asm/gic.h>

#define ESR_HYPERCALL (EC_HVC64 << 26 | 1U << 25 | JAILHOUSE_HVC_CODE)

/* calls of Linux to its stub, and of KVM to its part at EL2, that come when CPUs are plugged */
#define STUB_RESET_VECTORS 2
#define STUB_FUNCTIONS	   16
#define STUB_ERROR	   0xbadca11
#define KVM_FUNCTIONS	   0xc6000000

/* of the SMC calling convention */
#define SMC64	      (1U << 30)
#define SMCCC_UNKNOWN (-1)

/*
 * The frequent calls, with the registers saved that C may change.
 * @return: false if the exit needs all registers
 */
bool __used handle_call(struct guest_regs *regs, u32 esr);
bool handle_call(struct guest_regs *regs, u32 esr)
{
	u32 *stats = this_cpu()->stats;

	stats[JAILHOUSE_CPU_STAT_VMEXITS_TOTAL]++;
	if (likely(esr == ESR_HYPERCALL)) {
		if (unlikely(regs->x[0] == JAILHOUSE_HC_DISABLE)) {
			return false;
		}
		stats[JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL]++;
		regs->x[0] = hypercall(regs->x[0], regs->x[1], regs->x[2]);
		return true;
	}
	if (ESR_EC(esr) == EC_SMC64 && likely(handle_smc(regs) == TRAP_HANDLED)) {
		write_sysreg(elr_el2, read_sysreg(elr_el2) + 4);
		return !this_arch()->parked;
	}
	return ESR_EC(esr) == EC_SYSREG && handle_sgi(regs, ESR_ISS(esr));
}

static enum trap_result handle_hvc(struct guest_regs *regs, u32 iss)
{
	u64 code = regs->x[0];

	if (iss == JAILHOUSE_HVC_CODE) {
		count_exit(JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL);
		regs->x[0] = hypercall(code, regs->x[1], regs->x[2]);
		return TRAP_HANDLED;
	}
	/* Linux believes its stub, or KVM, to be here still */
	if (iss == 0 && this_cell() == &root_cell &&
	    (code < STUB_FUNCTIONS || code >> 16 == KVM_FUNCTIONS >> 16)) {
		regs->x[0] = code == STUB_RESET_VECTORS || code >= STUB_FUNCTIONS ? 0 : STUB_ERROR;
		return TRAP_HANDLED;
	}
	panic_begin();
	printk("Unhandled HVC 0x%x, function 0x%llx\n", iss, code);
	hint("calls of the hypervisor are HVC #0x%x; firmware is called by SMC",
	     JAILHOUSE_HVC_CODE);
	return TRAP_FORBIDDEN;
}

/* Calls with arguments of 64 bits are unknown in this state. */
static enum trap_result handle_smc32(struct guest_regs *regs)
{
	if ((u32)regs->x[0] & SMC64) {
		regs->x[0] = SMCCC_UNKNOWN;
		return TRAP_HANDLED;
	}
	return handle_smc(regs);
}

/* The same calls with registers of 32 bits. */
static enum trap_result handle_call32(struct guest_regs *regs, u32 esr)
{
	enum trap_result result = TRAP_HANDLED;

	for (unsigned int n = 0; n < 4; n++) {
		regs->x[n] = (u32)regs->x[n];
	}
	if (ESR_EC(esr) == EC_HVC32) {
		result = handle_hvc(regs, esr & 0xffff);
	} else {
		if (condition_holds(ESR_ISS(esr))) {
			result = handle_smc32(regs);
		}
		if (result == TRAP_HANDLED) {
			skip_instruction();
		}
	}
	regs->x[0] = (u32)regs->x[0];
	return result;
}

/* An instruction of a program must not cost its system the CPU. */
static bool is_of_program(u32 esr)
{
	return ESR_EC(esr) < EC_INST_ABORT && !(read_sysreg(spsr_el2) & SPSR_LEVEL);
}

static enum trap_result dispatch(struct guest_regs *regs, u32 esr)
{
	if (is_of_program(esr)) {
		return inject_undefined(regs);
	}
	switch (ESR_EC(esr)) {
	case EC_HVC64:
		return handle_hvc(regs, esr & 0xffff);
	case EC_SMC64:
		/* what handle_call() could not do, or what parked the CPU */
		return this_arch()->parked ? TRAP_HANDLED : TRAP_FORBIDDEN;
	case EC_HVC32:
	case EC_SMC32:
		return handle_call32(regs, esr);
	case EC_CP15_32:
		return handle_cp15_32(regs, ESR_ISS(esr));
	case EC_CP15_64:
		return handle_cp15_64(regs, ESR_ISS(esr));
	case EC_SYSREG:
		return handle_sysreg(regs, ESR_ISS(esr));
	case EC_INST_ABORT:
		return handle_instruction_abort(ESR_ISS(esr));
	default:
		return TRAP_UNHANDLED;
	}
}

static void report(u32 esr, enum trap_result result)
{
	panic_begin();
	if (result == TRAP_UNHANDLED) {
		printk("\nFATAL: unhandled trap (exception class 0x%02x)\n", ESR_EC(esr));
		hint("no cell may do what this class of instructions does; syndrome 0x%x",
		     ESR_ISS(esr));
	} else {
		printk("\nFATAL: forbidden access (exception class 0x%02x)\n", ESR_EC(esr));
	}
	panic_park();
}

/*
 * All other synchronous exits, with all registers saved.
 * @return: false if those that C keeps are as they were
 */
bool __used handle_exit(struct guest_regs *regs, u32 esr);
bool handle_exit(struct guest_regs *regs, u32 esr)
{
	enum trap_result result;

	if (likely(ESR_EC(esr) == EC_DATA_ABORT)) {
		result = handle_data_abort(regs, ESR_ISS(esr));
		if (likely(result == TRAP_HANDLED)) {
			return ISS_REGISTER(esr) > LAST_SAVED;
		}
	} else {
		result = dispatch(regs, esr);
	}
	if (result != TRAP_HANDLED) {
		report(esr, result);
	}
	if (this_arch()->parked) {
		wait_for_start();
	}
	return true;
}

/* Only where the firmware routes system errors here. */
void __noreturn __used handle_serror(void);
void handle_serror(void)
{
	panic_begin();
	printk("\nFATAL: system error (syndrome 0x%llx)\n", read_sysreg(esr_el2));
	hint("a device or the memory answered an access of this CPU with an error");
	panic_park();
	wait_for_start();
}
