// SPDX-License-Identifier: GPL-2.0-only
/* A CPU's way into the hypervisor and out of it. */
#include <core/arch.h>
#include <core/clock.h>
#include <core/console.h>
#include <core/reason.h>
#include <core/setup.h>
#include <asm/arm64.h>
#include <asm/gic.h>
#include <asm/paging_arm64.h>

/* fields of ID_AA64MMFR0_EL1 */
#define PHYS_RANGE(features) ((features)&0xf)
#define GRANULE_4K(features) ((features) >> 28 & 0xf)
#define GRANULE_4K_MISSING   0xf

extern char boot_tables[], leave_identity[];

static_assert(__builtin_offsetof(struct jailhouse_header, core_size) == HEADER_CORE_SIZE,
	      "entry.S");
static_assert(__builtin_offsetof(struct jailhouse_header, percpu_size) == HEADER_PERCPU_SIZE,
	      "entry.S");
static_assert(__builtin_offsetof(struct jailhouse_header, max_cpus) == HEADER_MAX_CPUS, "entry.S");
/* looked at from outside */
static_assert(__builtin_offsetof(struct arch_percpu, control) == STACK_SIZE + 0x4080,
	      "scenarios/lib/hvmemory.tcl");

const struct config_platform config_platform = {
	.architecture_known = true,
	.architecture = JAILHOUSE_ARM64,
	.ids_assigned = true,
};

/* for leave_el2() */
u64 boot_tables_phys, leave_phys;

u64 clock_us(void)
{
	u64 hz = read_sysreg(cntfrq_el0), count = read_sysreg(cntpct_el0);

	/* in two steps, so that the product does not overflow */
	return count / hz * 1000000 + count % hz * 1000000 / hz;
}

/* ---- in ---- */

/**
 * First C function of each CPU, called by hypervisor_entry on the boot tables
 * and the stack of the CPU's private area.
 * @phys:	physical address of the hypervisor's memory
 * @sctlr:	SCTLR_EL2 as Linux' stub left it
 * @return: TTBR0_EL2 to go on with, or a negative error
 */
long __used cpu_prepare(unsigned int cpu, u64 phys, u64 sctlr);
long cpu_prepare(unsigned int cpu, u64 phys, u64 sctlr)
{
	struct arch_percpu *area = percpu_area(cpu);
	struct percpu *public = percpu_of(cpu);
	int err;

	area->linux_state = (struct linux_state){
		.vbar = read_sysreg(vbar_el2),
		.sctlr = sctlr,
		.hcr = read_sysreg(hcr_el2),
		.cptr = read_sysreg(cptr_el2),
		.mdcr = read_sysreg(mdcr_el2),
		.hstr = read_sysreg(hstr_el2),
		.elr = read_sysreg(elr_el2),
		.spsr = read_sysreg(spsr_el2),
	};
	write_sysreg(vbar_el2, exception_vectors);
	isb();
	/* the same values on every CPU */
	hypervisor_phys_base = phys;
	boot_tables_phys = hv_virt_to_phys(boot_tables);
	leave_phys = hv_virt_to_phys(leave_identity);
	/* behind the areas of all CPUs */
	system_config = (struct jailhouse_system *)percpu_area(hypervisor_header.max_cpus);
	write_sysreg(tpidr_el2, cpu);
	public->cpu_id = cpu;
	public->arch.mpidr = read_sysreg(mpidr_el1) & MPIDR_AFFINITY;

	err = setup_early(cpu);
	if (err) {
		return err;
	}
	return address_space_build(area, cpu);
}

/**
 * Second C function of each CPU, in the final address space.
 * @return: only on failure
 */
int __used cpu_start(unsigned int cpu);
int cpu_start(unsigned int cpu)
{
	int err = setup_cpu(cpu);

	if (!err) {
		arch_cpu_activate();
	}
	return err;
}

/* First CPU, in the shared address space. */
int arch_init_early(void)
{
	u64 features = read_sysreg(id_aa64mmfr0_el1);

	if (GRANULE_4K(features) == GRANULE_4K_MISSING) {
		return refuse_feature(-EIO, JAILHOUSE_FEATURE_PAGES_4K);
	}
	vtcr_value = paging_stage2_init(PHYS_RANGE(features));
	return gic_init();
}

int arch_cpu_init(unsigned int cpu)
{
	(void)cpu;
	if ((vtcr_value >> 16 & 7) > PHYS_RANGE(read_sysreg(id_aa64mmfr0_el1))) {
		return refuse_feature(-EIO, JAILHOUSE_FEATURE_PHYS_BITS);
	}
	vcpu_init_control();
	return gic_cpu_init(this_cpu());
}

void __noreturn arch_cpu_activate(void)
{
	write_sysreg(elr_el2, this_arch()->linux_state.elr);
	write_sysreg(spsr_el2, this_arch()->linux_state.spsr);
	guest_regs()->x[0] = 0;
	vcpu_update_cell();
	hypervisor_header.stage = JAILHOUSE_STAGE_ENABLED;
	vcpu_enter();
}

/* ---- out ---- */

static void restore_el2(const struct linux_state *state)
{
	write_sysreg(hcr_el2, state->hcr);
	write_sysreg(cptr_el2, state->cptr);
	write_sysreg(mdcr_el2, state->mdcr);
	write_sysreg(hstr_el2, state->hstr);
	write_sysreg(vttbr_el2, 0);
	isb();
	asm volatile("tlbi alle1; dsb nsh; isb" : : : "memory");
}

/** The CPU was refused: back to where Linux called. */
void __noreturn __used leave_to_linux(const struct guest_regs *regs, long result,
				      struct arch_percpu *area);
void leave_to_linux(const struct guest_regs *regs, long result, struct arch_percpu *area)
{
	struct linux_state *state = &area->linux_state;

	if (area->gic_taken) {
		gic_cpu_shutdown();
	}
	restore_el2(state);
	write_sysreg(elr_el2, state->elr);
	write_sysreg(spsr_el2, state->spsr);
	leave_el2(regs, result, state->sctlr, state->vbar);
}

void __noreturn arch_leave_to_linux(int result)
{
	struct linux_state *state = &this_arch()->linux_state;

	gic_cpu_shutdown();
	restore_el2(state);
	leave_el2(guest_regs(), result, state->sctlr, state->vbar);
}

const struct uart *arch_find_uart(unsigned int type)
{
	return type == JAILHOUSE_CON_TYPE_PL011 ? &uart_pl011 : NULL;
}

void __noreturn arch_stop(void)
{
	for (;;) {
		wait_for_interrupt();
	}
}
