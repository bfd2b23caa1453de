// SPDX-License-Identifier: GPL-2.0-only
#include <core/arch.h>
#include <core/console.h>
#include <core/panic.h>
#include <asm/arm64.h>
#include <asm/dump.h>

#define ULL(value) ((unsigned long long)(value))

void dump_registers(const struct guest_regs *regs, u64 sp, u64 elr)
{
	u64 esr = read_sysreg(esr_el2), spsr = read_sysreg(spsr_el2);

	printk(" pc: %016llx   lr: %016lx spsr: %08llx     EL%lld\n", ULL(read_sysreg(elr_el2)),
	       (unsigned long)regs->x[30], ULL(spsr),
	       spsr & SPSR_AARCH32 ? 1LL : (long long)(spsr >> 2 & 3));
	printk(" sp: %016llx  elr: %016llx  esr: %02llx %01llx %07llx\n", ULL(sp), ULL(elr),
	       ULL(esr >> 26 & 0x3f), ULL(esr >> 25 & 1), ULL(esr & 0x1ffffff));
	/* a line at a time, as other CPUs print, too */
	for (unsigned int n = 0; n < 30; n += 3) {
		printk("%sx%d: %016lx  %sx%d: %016lx  %sx%d: %016lx\n", n < 10 ? " " : "", n,
		       (unsigned long)regs->x[n], n + 1 < 10 ? " " : "", n + 1,
		       (unsigned long)regs->x[n + 1], n + 2 < 10 ? " " : "", n + 2,
		       (unsigned long)regs->x[n + 2]);
	}
	printk("\n");
}

void arch_dump_guest(void)
{
	const struct guest_regs *regs = guest_regs();
	u64 spsr = read_sysreg(spsr_el2), sp;

	if (spsr & SPSR_AARCH32) {
		sp = (spsr & SPSR_MODE) == SPSR_MODE_SVC ? regs->x[19] : regs->x[13];
	} else {
		/* bit 0 of the mode selects the stack of the exception level */
		sp = spsr & 1 ? read_sysreg(sp_el1) : read_sysreg(sp_el0);
	}

	printk("Cell state before exception:\n");
	dump_registers(regs, sp, read_sysreg(elr_el1));
	panic_dump_guest_code(read_sysreg(elr_el2));
	panic_dump_guest_stack(sp, spsr & SPSR_AARCH32 ? 4 : 8);
}
