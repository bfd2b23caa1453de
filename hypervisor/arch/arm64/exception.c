// SPDX-License-Identifier: GPL-2.0-only
/* Exceptions of the hypervisor itself. */
#include <core/arch.h>
#include <core/panic.h>
#include <asm/arm64.h>
#include <asm/dump.h>

#define EC_ILLEGAL_STATE  0x0e
#define EC_DATA_ABORT_EL2 0x25
#define KIND_SYNCHRONOUS  0
#define KIND_ERROR	  3

struct fixup {
	u64 from, to;
};

extern const struct fixup __fixups_start[], __fixups_end[];

static bool fix_up(void)
{
	u64 pc = read_sysreg(elr_el2);

	for (const struct fixup *fixup = __fixups_start; fixup < __fixups_end; fixup++) {
		if (fixup->from == pc) {
			write_sysreg(elr_el2, fixup->to);
			return true;
		}
	}
	return false;
}

/* The address is mapped, but nothing answers there: the cell's fault. */
static void __noreturn blame_cell(void)
{
	struct arch_percpu *self = this_arch();
	u64 syndrome = read_sysreg(esr_el2);

	self->emulating = false;
	write_sysreg(elr_el2, self->exit.elr);
	write_sysreg(spsr_el2, self->exit.spsr);
	write_sysreg(esr_el2, self->exit.esr);
	panic_begin();
	printk("\nFATAL: forbidden access (exception class 0x%02x)\n", EC_DATA_ABORT);
	hint("the device did not answer the access that the hypervisor made for the cell (syndrome 0x%llx)",
	     (unsigned long long)syndrome);
	panic_park();
	wait_for_start();
}

/* The cell's registers would have been loaded next, and the state with them was none. */
static void __noreturn blame_state(void)
{
	panic_begin();
	printk("\nFATAL: the cell cannot go on: no such processor state (exception class 0x%02x)\n",
	       EC_ILLEGAL_STATE);
	hint("its saved state was changed while the hypervisor had the CPU: memory error, or a defect of the hypervisor");
	panic_park();
	wait_for_start();
}

void __used own_exception(const struct guest_regs *regs, unsigned int kind);
void own_exception(const struct guest_regs *regs, unsigned int kind)
{
	static const char *const names[] = { "synchronous abort", "interrupt", "fast interrupt",
					     "system error" };
	u64 sp = (u64)regs + 2 * FRAME_SIZE;

	if (kind == KIND_ERROR && this_arch()->parked) {
		return; /* drop_system_error() */
	}
	if (kind == KIND_SYNCHRONOUS && fix_up()) {
		return;
	}
	/* emulators may notice first that EL2 has no code there */
	if (kind == KIND_SYNCHRONOUS && read_sysreg(spsr_el2) & SPSR_ILLEGAL) {
		blame_state();
	}
	if (kind == KIND_SYNCHRONOUS && this_arch()->emulating &&
	    ESR_EC(read_sysreg(esr_el2)) == EC_DATA_ABORT_EL2) {
		blame_cell();
	}
	panic_begin();
	printk("FATAL: Unhandled HYP exception: %s from EL2\n", names[kind & 3]);
	printk("Fault address: 0x%llx\n", (unsigned long long)read_sysreg(far_el2));
	dump_registers(regs, sp, read_sysreg(elr_el2));
	panic_dump_code(read_sysreg(elr_el2));
	panic_dump_stack(sp, PERCPU_BASE, PERCPU_BASE + STACK_SIZE);
	panic_stop();
}
