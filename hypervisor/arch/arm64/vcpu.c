// SPDX-License-Identifier: GPL-2.0-only
/* State of a CPU: what its cell has of it, and how it begins. */
#include <core/arch.h>
#include <core/panic.h>
#include <asm/arm64.h>
#include <asm/gic.h>

/* fields of identification registers, and of that of counters */
#define BREAKPOINTS(dfr0)      (((dfr0) >> 12 & 0xf) + 1)
#define WATCHPOINTS(dfr0)      (((dfr0) >> 20 & 0xf) + 1)
#define PMU_VERSION(dfr0)      ((dfr0) >> 8 & 0xf)
#define PMU_INSTRUCTIONS(dfr1) ((dfr1) >> 36 & 0xf)
#define PMU_COUNTERS(pmcr)     ((pmcr) >> 11 & 0x1f)
#define PAUTH(isar1)	       ((isar1)&0xff000ff0) /* GPI, GPA, API, APA */
#define PAUTH_3(isar2)	       ((isar2)&0xff00)	    /* APA3, GPA3 */
#define RAS(pfr0)	       ((pfr0) >> 28 & 0xf)
#define SVE(pfr0)	       ((pfr0) >> 32 & 0xf)
#define AMU(pfr0)	       ((pfr0) >> 44 & 0xf)
#define SME(pfr1)	       ((pfr1) >> 24 & 0xf)
#define FPMR(pfr2)	       ((pfr2) >> 32 & 0xf)
#define TRANSLATION_2(mmfr3)   ((mmfr3)&0xf) /* TCR2_EL1 */
#define CONTROL_2(mmfr3)       ((mmfr3)&0xf0)
#define INDIRECTION(mmfr3)     ((mmfr3)&0xf00)	 /* PIR_EL1, PIRE0_EL1 */
#define OVERLAY(mmfr3)	       ((mmfr3)&0xf0000) /* POR_EL0 */

#define FPEXC_ENABLED  (1U << 30)
#define CPTR_SVE_TRAPS (1U << 8)
#define CPTR_SME_TRAPS (1U << 12)

/* of CPTR_EL2 and MDCR_EL2: counters for EL1; traps of trace and of profiling, which go on by
 * themselves */
#define CPTR_TTA      (1U << 20)
#define MDCR_COUNTERS 0x1f
#define MDCR_TPMS     (1U << 14)
#define MDCR_TTRF     (1U << 19)

/* of HSTR_EL2: what implementations have in AArch32, which the trap of HCR_EL2 leaves out */
#define HSTR_T15 (1U << 15)

u64 vtcr_value;

static struct control_state read_control(void)
{
	return (struct control_state){
		.hcr = read_sysreg(hcr_el2),
		.vttbr = read_sysreg(vttbr_el2),
		.vtcr = read_sysreg(vtcr_el2),
		.hstr = read_sysreg(hstr_el2),
		.cptr = read_sysreg(cptr_el2),
		.mdcr = read_sysreg(mdcr_el2),
		.cnthctl = read_sysreg(cnthctl_el2),
		.cntvoff = read_sysreg(cntvoff_el2),
		.vpidr = read_sysreg(vpidr_el2),
		.vmpidr = read_sysreg(vmpidr_el2),
	};
}

bool arch_repair_control(void)
{
	const struct control_state expected = this_arch()->control, found = read_control();

	if (this_cpu()->flush || memcmp(&expected, &found, sizeof(found)) == 0) {
		return false;
	}
	vcpu_update_cell();
	return true;
}

void arch_verify_control(void)
{
	if (arch_repair_control()) {
		panic_control_changed();
		wait_for_start();
	}
}

void vcpu_init_control(void)
{
	this_arch()->control = read_control();
}

void vcpu_update_cell(void)
{
	const struct control_state *control = &this_arch()->control;
	const struct arch_cell *cell = &this_cell()->arch;
	bool is_root = this_cell() == &root_cell;
	u64 debug = this_arch()->linux_state.mdcr;

	write_sysreg(vtcr_el2, vtcr_value);
	write_sysreg(vttbr_el2, cell->vttbr);
	write_sysreg(hcr_el2, cell->hcr);
	write_sysreg(hstr_el2, is_root ? 0 : HSTR_T15);
	write_sysreg(cptr_el2, this_arch()->linux_state.cptr | (is_root ? 0 : CPTR_TTA));
	write_sysreg(mdcr_el2, is_root ? debug : (debug & MDCR_COUNTERS) | MDCR_TPMS | MDCR_TTRF);
	/* the same for all cells, as Linux had them */
	write_sysreg(cnthctl_el2, control->cnthctl);
	write_sysreg(cntvoff_el2, control->cntvoff);
	write_sysreg(vpidr_el2, control->vpidr);
	write_sysreg(vmpidr_el2, control->vmpidr);
	isb();
	vcpu_init_control();
	asm volatile("tlbi vmalls12e1; dsb nsh; ic iallu; dsb nsh; isb" : : : "memory");
}

static void clear_counters(void)
{
	write_sysreg(pmcr_el0, 6); /* all counters to zero and off */
	write_sysreg(pmcntenclr_el0, 0xffffffff);
	write_sysreg(pmintenclr_el1, 0xffffffff);
	write_sysreg(pmovsclr_el0, 0xffffffff);
	write_sysreg(pmuserenr_el0, 0);
	write_sysreg(pmccfiltr_el0, 0);
	for (u64 n = PMU_COUNTERS(read_sysreg(pmcr_el0)); n > 0; n--) {
		write_sysreg(pmselr_el0, n - 1);
		isb();
		write_sysreg(pmxevtyper_el0, 0);
	}
	write_sysreg(pmselr_el0, 0);
	if (PMU_INSTRUCTIONS(read_sysreg(id_aa64dfr1_el1))) {
		write_sysreg(PMICNTR_EL0, 0);
		write_sysreg(PMICFILTR_EL0, 0);
	}
}

static void clear_translation(void)
{
	u64 features = read_sysreg(ID_AA64MMFR3_EL1);

	if (TRANSLATION_2(features)) {
		write_sysreg(TCR2_EL1, 0);
	}
	if (CONTROL_2(features)) {
		write_sysreg(SCTLR2_EL1, 0);
	}
	if (INDIRECTION(features)) {
		write_sysreg(PIR_EL1, 0);
		write_sysreg(PIRE0_EL1, 0);
	}
	if (OVERLAY(features)) {
		write_sysreg(POR_EL0, 0);
	}
}

/* What came with later versions of the architecture, vectors apart. */
static void clear_extensions(u64 features)
{
	clear_translation();
	if (PAUTH(read_sysreg(id_aa64isar1_el1)) || PAUTH_3(read_sysreg(ID_AA64ISAR2_EL1))) {
		clear_keys();
	}
	if (RAS(features)) {
		/* errors that were put off: root has the first, cells have the second */
		write_sysreg(DISR_EL1, 0);
		write_sysreg(VDISR_EL2, 0);
	}
	if (AMU(features)) {
		write_sysreg(AMUSERENR_EL0, 0);
	}
	if (FPMR(read_sysreg(ID_AA64PFR2_EL1))) {
		write_sysreg(FPMR_EL0, 0);
	}
}

/* What a CPU may not hand on, as far as it has it and Linux' stub lets the hypervisor at it. */
static void clear_state(void)
{
	u64 debug = read_sysreg(id_aa64dfr0_el1), traps = read_sysreg(cptr_el2);
	u64 features = read_sysreg(id_aa64pfr0_el1);

	clear_registers();
	clear_extensions(features);
	clear_debug_interface();
	clear_debug(BREAKPOINTS(debug), WATCHPOINTS(debug));
	if (PMU_VERSION(debug) != 0 && PMU_VERSION(debug) != 0xf) {
		clear_counters();
	}
	if (SME(read_sysreg(id_aa64pfr1_el1)) && !(traps & CPTR_SME_TRAPS)) {
		clear_matrix();
	}
	clear_vectors();
	if (SVE(features) && !(traps & CPTR_SVE_TRAPS)) {
		clear_predicates();
	}
}

void vcpu_reset(u64 entry, u64 context)
{
	struct guest_regs *regs = guest_regs();
	bool aarch32 = this_cell()->config.desc->flags & JAILHOUSE_CELL_AARCH32;

	memset(regs, 0, sizeof(*regs));
	regs->x[0] = context;
	write_sysreg(sctlr_el1, SCTLR_EL1_RESET);
	write_sysreg(cpacr_el1, CPACR_FP_ENABLED);
	clear_state();
	flush_predictors();
	if (aarch32) {
		clear_aarch32();
		write_sysreg(fpexc32_el2, FPEXC_ENABLED);
	}
	gic_cpu_reset();
	write_sysreg(elr_el2, entry & ~1ULL);
	write_sysreg(spsr_el2, !aarch32	   ? SPSR_EL1H_MASKED
			       : entry & 1 ? SPSR_SVC_MASKED | SPSR_T32
					   : SPSR_SVC_MASKED);
	vcpu_update_cell();
}
