// SPDX-License-Identifier: GPL-2.0-only
/* State of a CPU: what its cell has of it, and how it begins. */
#include <core/arch.h>
#include <asm/arm64.h>
#include <asm/gic.h>

/* fields of identification registers */
#define BREAKPOINTS(dfr0) (((dfr0) >> 12 & 0xf) + 1)
#define WATCHPOINTS(dfr0) (((dfr0) >> 20 & 0xf) + 1)
#define PMU_VERSION(dfr0) ((dfr0) >> 8 & 0xf)
#define PAUTH(isar1)	  ((isar1)&0xff000ff0) /* GPI, GPA, API, APA */
#define SVE(pfr0)	  ((pfr0) >> 32 & 0xf)

#define FPEXC_ENABLED  (1U << 30)
#define CPTR_SVE_TRAPS (1U << 8)

u64 vtcr_value;

void vcpu_update_cell(void)
{
	const struct arch_cell *cell = &this_cell()->arch;

	write_sysreg(vtcr_el2, vtcr_value);
	write_sysreg(vttbr_el2, cell->vttbr);
	write_sysreg(hcr_el2, cell->hcr);
	write_sysreg(hstr_el2, 0);
	isb();
	asm volatile("tlbi vmalls12e1; dsb nsh; ic iallu; dsb nsh; isb" : : : "memory");
}

/* ---- what a CPU may not hand on ---- */

#define CLEAR_BREAKPOINT(n)                                                                        \
	case n:                                                                                    \
		write_sysreg(dbgbcr##n##_el1, 0);                                                  \
		write_sysreg(dbgbvr##n##_el1, 0);                                                  \
		break
#define CLEAR_WATCHPOINT(n)                                                                        \
	case n:                                                                                    \
		write_sysreg(dbgwcr##n##_el1, 0);                                                  \
		write_sysreg(dbgwvr##n##_el1, 0);                                                  \
		break
#define FOR_ALL_16(macro)                                                                          \
	macro(0);                                                                                  \
	macro(1);                                                                                  \
	macro(2);                                                                                  \
	macro(3);                                                                                  \
	macro(4);                                                                                  \
	macro(5);                                                                                  \
	macro(6);                                                                                  \
	macro(7);                                                                                  \
	macro(8);                                                                                  \
	macro(9);                                                                                  \
	macro(10);                                                                                 \
	macro(11);                                                                                 \
	macro(12);                                                                                 \
	macro(13);                                                                                 \
	macro(14);                                                                                 \
	macro(15)

static void clear_debug(void)
{
	u64 features = read_sysreg(id_aa64dfr0_el1);

	write_sysreg(mdscr_el1, 0);
	for (unsigned int n = 0; n < BREAKPOINTS(features); n++) {
		switch (n) {
			FOR_ALL_16(CLEAR_BREAKPOINT);
		}
	}
	for (unsigned int n = 0; n < WATCHPOINTS(features); n++) {
		switch (n) {
			FOR_ALL_16(CLEAR_WATCHPOINT);
		}
	}
	if (PMU_VERSION(features) != 0 && PMU_VERSION(features) != 0xf) {
		write_sysreg(pmcr_el0, 6); /* all counters to zero and off */
		write_sysreg(pmcntenclr_el0, 0xffffffff);
		write_sysreg(pmintenclr_el1, 0xffffffff);
		write_sysreg(pmovsclr_el0, 0xffffffff);
		write_sysreg(pmuserenr_el0, 0);
		write_sysreg(pmselr_el0, 0);
	}
}

static void clear_keys(void)
{
	if (!(PAUTH(read_sysreg(id_aa64isar1_el1)))) {
		return;
	}
#define CLEAR_KEY(n)                                                                               \
	asm volatile("msr S3_0_C2_C" #n "_0, xzr; msr S3_0_C2_C" #n "_1, xzr;"                     \
		     "msr S3_0_C2_C" #n "_2, xzr; msr S3_0_C2_C" #n "_3, xzr")
	CLEAR_KEY(1);
	CLEAR_KEY(2);
	asm volatile("msr S3_0_C2_C3_0, xzr; msr S3_0_C2_C3_1, xzr");
}

/* Writing a vector register zeroes all of the longer one that contains it. */
static void clear_vectors(void)
{
	fpu_clear();
	if (SVE(read_sysreg(id_aa64pfr0_el1)) && !(read_sysreg(cptr_el2) & CPTR_SVE_TRAPS)) {
		sve_clear();
		write_sysreg(S3_0_C1_C2_0, 0); /* ZCR_EL1 */
	}
}

static void clear_translation(void)
{
	write_sysreg(ttbr0_el1, 0);
	write_sysreg(ttbr1_el1, 0);
	write_sysreg(tcr_el1, 0);
	write_sysreg(mair_el1, 0);
	write_sysreg(amair_el1, 0);
	write_sysreg(contextidr_el1, 0);
	write_sysreg(par_el1, 0);
	write_sysreg(csselr_el1, 0);
	asm volatile("tlbi vmalls12e1; dsb nsh; ic iallu; dsb nsh; isb" : : : "memory");
}

static void clear_exceptions(void)
{
	write_sysreg(vbar_el1, 0);
	write_sysreg(esr_el1, 0);
	write_sysreg(far_el1, 0);
	write_sysreg(afsr0_el1, 0);
	write_sysreg(afsr1_el1, 0);
	write_sysreg(elr_el1, 0);
	write_sysreg(spsr_el1, 0);
	write_sysreg(sp_el0, 0);
	write_sysreg(sp_el1, 0);
	write_sysreg(tpidr_el0, 0);
	write_sysreg(tpidrro_el0, 0);
	write_sysreg(tpidr_el1, 0);
}

static void clear_aarch32(void)
{
	write_sysreg(spsr_abt, 0);
	write_sysreg(spsr_und, 0);
	write_sysreg(spsr_irq, 0);
	write_sysreg(spsr_fiq, 0);
	write_sysreg(dacr32_el2, 0);
	write_sysreg(ifsr32_el2, 0);
	write_sysreg(fpexc32_el2, FPEXC_ENABLED);
}

static void clear_timers(void)
{
	write_sysreg(cntkctl_el1, 0);
	write_sysreg(cntp_ctl_el0, 0);
	write_sysreg(cntp_cval_el0, 0);
	write_sysreg(cntv_ctl_el0, 0);
	write_sysreg(cntv_cval_el0, 0);
}

void vcpu_reset(u64 entry, u64 context)
{
	struct guest_regs *regs = guest_regs();
	bool aarch32 = this_cell()->config.desc->flags & JAILHOUSE_CELL_AARCH32;

	memset(regs, 0, sizeof(*regs));
	regs->x[0] = context;
	write_sysreg(sctlr_el1, SCTLR_EL1_RESET);
	write_sysreg(cpacr_el1, CPACR_FP_ENABLED);
	clear_translation();
	clear_exceptions();
	clear_timers();
	clear_debug();
	clear_keys();
	clear_vectors();
	if (aarch32) {
		clear_aarch32();
	}
	gic_cpu_reset();
	write_sysreg(elr_el2, entry & ~1ULL);
	write_sysreg(spsr_el2, !aarch32	   ? SPSR_EL1H_MASKED
			       : entry & 1 ? SPSR_SVC_MASKED | SPSR_T32
					   : SPSR_SVC_MASKED);
	vcpu_update_cell();
}
