/* SPDX-License-Identifier: GPL-2.0-only */

/* Faults by instructions of the processor itself. */

#include <psci.h>
#include "fault.h"

/* a call of an owner that no firmware of ours has: trusted applications */
#define FOREIGN_SMC 0xb0000000

void fault_undefined(void)
{
	asm volatile("udf #0");
}

/* Registers that belong to the hypervisor, or to nobody. */
void fault_sysreg(void)
{
	u64 value = 0;

	switch (param("value", 0)) {
	case 0:
		value = read_sysreg("actlr_el1");
		break;
	case 1:
		write_sysreg("actlr_el1", 1);
		break;
	case 2:
		write_sysreg("S3_0_C12_C11_7", 0); /* ICC_SGI0R_EL1 */
		break;
	case 3:
		write_sysreg("S3_0_C12_C11_6", 0); /* ICC_ASGI1R_EL1 */
		break;
	case 4:
		value = read_sysreg("hcr_el2");
		break;
	case 5:
		write_sysreg("vttbr_el2", 0);
		break;
	case 6:
		value = read_sysreg("S3_0_C15_C0_0"); /* left to implementations */
		break;
	case 7:
		write_sysreg("S3_4_C12_C11_0", 0); /* ICH_HCR_EL2 */
		break;
	case 8:
		value = read_sysreg("S3_1_C15_C2_0"); /* CPUACTLR_EL1 of Cortex-A57 */
		break;
	default:
		value = read_sysreg("S3_3_C0_C0_6"); /* where nothing is defined */
		break;
	}
	printk("Read %llx\n", value);
}

void fault_smc(void)
{
	long result = smc_call(param("value", FOREIGN_SMC), 0, 0, 0);

	printk("The call returned %ld\n", result);
}

static void try_smc(u32 function, unsigned long arg1, int error)
{
	expect_error("SMC", function, smc_call(function, arg1, 0, 0), error);
}

void fault_smc_denied(void)
{
	try_smc(PSCI_SYSTEM_OFF + 5, 0, PSCI_NOT_SUPPORTED);
	try_smc(PSCI_FEATURES, PSCI_SYSTEM_OFF + 5, PSCI_NOT_SUPPORTED);
	/* migration of a trusted system */
	try_smc(0x84000005, 0, PSCI_NOT_SUPPORTED);
	try_smc(0x84000006, 0, PSCI_NOT_SUPPORTED);
	/* suspend to RAM, and the firmware's services */
	try_smc(0x8400000e, 0, PSCI_NOT_SUPPORTED);
	try_smc(0x82000000, 0, PSCI_NOT_SUPPORTED);
}

void fault_hvc(void)
{
	register u64 x0 asm("x0") = 5;

	switch (param("value", 0)) {
	case 0:
		asm volatile("hvc #0" : "+r"(x0) : : "memory");
		break;
	case 1:
		asm volatile("hvc #0x4a49" : "+r"(x0) : : "memory");
		break;
	default:
		asm volatile("hvc #0xffff" : "+r"(x0) : : "memory");
		break;
	}
	printk("The call returned %llx\n", x0);
}

void fault_wfi(void)
{
	timer_stop();
	disable_irqs();
	while (true) {
		halt();
	}
}

void fault_psci_outside(void)
{
	unsigned int cpu = param("value", 0);

	expect_error("AFFINITY_INFO of CPU", cpu, psci_affinity_info(cpu), PSCI_DENIED);
	expect_error("CPU_ON of CPU", cpu, smp_start_cpu(cpu, stop), PSCI_DENIED);
	expect_error("CPU_ON of CPU", cpu_affinity(), smp_start_cpu(cpu_affinity(), stop),
		     PSCI_ALREADY_ON);
}
