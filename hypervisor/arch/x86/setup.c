// SPDX-License-Identifier: GPL-2.0-only
/* A CPU's way into the hypervisor and out of it. */
#include <core/arch.h>
#include <core/clock.h>
#include <core/console.h>
#include <core/reason.h>
#include <core/setup.h>
#include <asm/msr_table.h>
#include <asm/paging_x86.h>
#include <asm/x86.h>

#define PRED_CMD_IBPB 1

const struct config_platform config_platform = {
#ifdef HYPERVISOR_AMD
	.vendor = CONFIG_VENDOR_AMD,
#endif
	.architecture_known = true,
	.architecture = JAILHOUSE_X86,
	.ids_assigned = true,
};

/* the driver replaces 0 by Linux' calibration; too large only lengthens waits */
#define FALLBACK_TSC_KHZ 4000000

u64 clock_us(void)
{
	u64 khz = system_config->platform_info.x86.tsc_khz ?: FALLBACK_TSC_KHZ;
	u64 tsc = rdtsc();

	/* in two steps, so that the product does not overflow */
	return tsc / khz * 1000 + tsc % khz * 1000 / khz;
}

/* ---- in ---- */

static u64 host_cr4(void)
{
	u64 cr4 = X86_CR4_PAE | X86_CR4_MCE | X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT;

	if (cpuid(1, 0).ecx & (1U << 26)) {
		cr4 |= X86_CR4_OSXSAVE;
	}
	if (cpuid(7, 0).ebx & (1U << 7)) {
		cr4 |= X86_CR4_SMEP;
	}
	return cr4;
}

static void save_linux_state(struct linux_state *state)
{
	asm volatile("sgdt %0; sidt %1" : "=m"(state->gdtr), "=m"(state->idtr));
	state->cr0 = read_cr0();
	state->efer = read_msr(MSR_EFER);
}

static int refuse_modes(u64 cr4)
{
	if (cr4 & X86_CR4_LA57) {
		return refuse_feature(-EIO, JAILHOUSE_FEATURE_LA57);
	}
	return 0;
}

/**
 * First C function of each CPU, called by hypervisor_entry in the driver's
 * page table on the stack of the CPU's private area.
 * @return: CR3 to go on with, or a negative error
 */
long __used cpu_prepare(unsigned int cpu, u64 cr3, u64 cr4, u64 rsp, u64 resume, u64 leave);
long cpu_prepare(unsigned int cpu, u64 cr3, u64 cr4, u64 rsp, u64 resume, u64 leave)
{
	struct arch_percpu *area = percpu_area(cpu);
	int err;

	area->linux_state = (struct linux_state){
		.cr3 = cr3,
		.cr4 = cr4,
		.rsp = rsp,
		.resume = resume,
		.leave = leave,
	};
	save_linux_state(&area->linux_state);
	/* behind the areas of all CPUs */
	system_config = (struct jailhouse_system *)percpu_area(hypervisor_header.max_cpus);
	percpu_of(cpu)->cpu_id = cpu;
	percpu_of(cpu)->arch.sipi = SIPI_NOT_AWAITED;
	write_cr0(X86_CR0_PE | X86_CR0_MP | X86_CR0_ET | X86_CR0_NE | X86_CR0_WP | X86_CR0_PG);
	write_cr4(host_cr4());
	write_msr(MSR_EFER, area->linux_state.efer | EFER_NXE);

	err = setup_early(cpu);
	err = err ?: refuse_modes(cr4);
	if (err) {
		return err;
	}
	area->vmcb_phys = hv_virt_to_phys(&area->vmcb);
	return address_space_build(area, cpu);
}

/**
 * Second C function of each CPU, in the final address space.
 * @return: only on failure
 */
int __used cpu_start(unsigned int cpu);
int cpu_start(unsigned int cpu)
{
	int err;

	exception_load();
	err = setup_cpu(cpu);
	if (!err) {
		arch_cpu_activate();
	}
	return err;
}

/* First CPU, on the driver's page table still. */
int arch_init_early(void)
{
	int err;

	exception_init();
	err = apic_init();
	msr_init();
	return err;
}

int arch_cpu_init(unsigned int cpu)
{
	int err = apic_cpu_init(this_cpu());

	printk("(APIC ID %d) ", this_cpu()->arch.apic_id);
	err = err ?: vcpu_check_features();
	return err ?: vcpu_init(cpu);
}

const struct uart *arch_find_uart(unsigned int type)
{
	return type == JAILHOUSE_CON_TYPE_8250 ? &uart_8250 : NULL;
}

void __noreturn arch_cpu_activate(void)
{
	vcpu_update_cell();
	vcpu_activate();
	hypervisor_header.stage = JAILHOUSE_STAGE_ENABLED;
	vcpu_run();
}

/* ---- out ---- */

/**
 * Give the CPU back to Linux over the driver's trampoline, which is mapped at
 * the same address in both address spaces.
 */
void __noreturn __used leave_to_linux(struct arch_percpu *area, long result);
void leave_to_linux(struct arch_percpu *area, long result)
{
	struct linux_state *state = &area->linux_state;

	write_cr0(state->cr0);
	write_msr(MSR_EFER, state->efer | EFER_SVME);
	asm volatile("jmp *%0"
		     :
		     : "r"(state->leave), "a"(result), "S"(state->cr3), "d"(state->cr4),
		       "c"(state->rsp)
		     : "memory");
	__builtin_unreachable();
}

void __noreturn arch_leave_to_linux(int result)
{
	nmi_give_back();
	vcpu_leave(&this_arch()->linux_state);
	leave_to_linux(this_arch(), result);
}

void __noreturn arch_stop(void)
{
	for (;;) {
		asm volatile("cli; hlt");
	}
}
