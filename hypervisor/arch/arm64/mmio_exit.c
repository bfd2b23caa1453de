// SPDX-License-Identifier: GPL-2.0-only
/* Accesses to what is not mapped: emulated devices, or violations. */
#include <core/memory.h>
#include <core/panic.h>
#include <asm/arm64.h>

#define HPFAR_ADDRESS(hpfar) (((hpfar)&0xffffffffff0ULL) << 8)
#define NO_ADDRESS	     (~0ULL)
/* all of the status but the level of a fault of translation */
#define ISS_NO_TRANSLATION (0x3f & ~STATUS_LEVEL)

/* After a fault of permissions the CPU need not tell the guest-physical address. */
static u64 translate(u64 virt, bool is_write)
{
	u64 par, saved = read_sysreg(par_el1);

	translate_for_guest(virt, is_write);
	par = read_sysreg(par_el1);
	write_sysreg(par_el1, saved);
	return par & PAR_FAULT ? NO_ADDRESS : (par & PAR_ADDRESS) | (virt & PAGE_OFFS_MASK);
}

static u64 page_address(u64 virt)
{
	return HPFAR_ADDRESS(read_sysreg(hpfar_el2)) | (virt & PAGE_OFFS_MASK);
}

/* The guest-physical address of an abort, NO_ADDRESS if it has none. */
static u64 fault_address(u32 iss)
{
	u64 virt = read_sysreg(far_el2);

	switch (ISS_STATUS(iss) & ~STATUS_LEVEL) {
	case STATUS_PERMISSION:
		if (!(iss & ISS_TABLE_WALK)) {
			return translate(virt, iss & ISS_WRITE && !(iss & ISS_CACHE));
		}
		break;
	case STATUS_TRANSLATION:
	case STATUS_ACCESS_FLAG:
		break;
	default:
		return NO_ADDRESS;
	}
	return page_address(virt);
}

static void report(u64 address, bool is_write, unsigned int size)
{
	panic_begin();
	printk("Unhandled data %s at 0x%lx(%d)\n", is_write ? "write" : "read",
	       (unsigned long)address, size);
}

static enum trap_result report_violation(u64 address, bool is_write, unsigned int size)
{
	report(address, is_write, size);
	memory_explain(this_cell(), address, is_write ? JAILHOUSE_MEM_WRITE : JAILHOUSE_MEM_READ);
	return TRAP_FORBIDDEN;
}

/* @return: false if the abort is not that of one plain load or store */
static bool is_emulable(u32 iss)
{
	return iss & ISS_VALID && !(iss & (ISS_CACHE | ISS_TABLE_WALK));
}

static enum trap_result report_odd(u64 address, u32 iss)
{
	if (address == NO_ADDRESS) {
		report(read_sysreg(far_el2), iss & ISS_WRITE, 0);
		hint("not a fault of translation but an error (status 0x%x), at this virtual address",
		     ISS_STATUS(iss));
		return TRAP_FORBIDDEN;
	}
	if (iss & ISS_TABLE_WALK) {
		report(address, iss & ISS_WRITE, 0);
		hint("walk of the guest's own translation tables: a table is outside of the cell");
		return TRAP_FORBIDDEN;
	}
	if (mmio_is_trapped(this_cell(), address)) {
		report(address, iss & ISS_WRITE, 0);
		hint("the address is emulated: only single loads and stores of general registers without write-back are");
		return TRAP_FORBIDDEN;
	}
	return report_violation(address, iss & ISS_WRITE, 0);
}

static u64 loaded_value(u64 value, u32 iss)
{
	unsigned int unused = 64 - 8 * ISS_SIZE(iss);

	value = iss & ISS_SIGN_EXTEND ? (u64)((s64)(value << unused) >> unused)
				      : value << unused >> unused;
	return iss & ISS_64BIT ? value : (u32)value;
}

/* If the access fails, the registers of this exit are overwritten by the failure's. */
static void begin_emulation(struct arch_percpu *self)
{
	self->exit.elr = read_sysreg(elr_el2);
	self->exit.spsr = read_sysreg(spsr_el2);
	self->exit.esr = read_sysreg(esr_el2);
	self->emulating = true;
}

static void end_emulation(struct arch_percpu *self)
{
	/* an error of the device comes now or never */
	dsb();
	self->emulating = false;
}

static enum trap_result emulate(struct guest_regs *regs, u64 address, u32 iss)
{
	struct arch_percpu *self = this_arch();
	unsigned int reg = ISS_REGISTER(iss);
	struct mmio_access access = {
		.address = address,
		.size = ISS_SIZE(iss),
		.is_write = iss & ISS_WRITE,
		.value = reg != 31 ? regs->x[reg] : 0,
	};
	enum mmio_result result;

	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_MMIO);
	begin_emulation(self);
	result = mmio_dispatch(&access);
	end_emulation(self);
	if (unlikely(result != MMIO_HANDLED)) {
		return result == MMIO_DENIED
			       ? TRAP_FORBIDDEN
			       : report_violation(address, access.is_write, access.size);
	}
	if (!access.is_write && reg != 31) {
		regs->x[reg] = loaded_value(access.value, iss);
	}
	if (likely(!(self->exit.spsr & SPSR_AARCH32))) {
		write_sysreg(elr_el2, self->exit.elr + 4);
	} else {
		skip_instruction();
	}
	return TRAP_HANDLED;
}

enum trap_result handle_data_abort(struct guest_regs *regs, u32 iss)
{
	u64 address;

	/* what devices are accessed by: one plain load or store of what is not mapped */
	if (likely((iss & (ISS_VALID | ISS_CACHE | ISS_TABLE_WALK | ISS_NO_TRANSLATION)) ==
		   (ISS_VALID | STATUS_TRANSLATION))) {
		return emulate(regs, page_address(read_sysreg(far_el2)), iss);
	}
	address = fault_address(iss);
	return address != NO_ADDRESS && is_emulable(iss) ? emulate(regs, address, iss)
							 : report_odd(address, iss);
}

enum trap_result handle_instruction_abort(u32 iss)
{
	u64 address = fault_address(iss & ~ISS_WRITE);

	fatal("instruction abort at 0x%lx",
	      (unsigned long)(address == NO_ADDRESS ? read_sysreg(far_el2) : address));
	if (address == NO_ADDRESS) {
		hint("not a fault of translation but an error (status 0x%x), at this virtual address",
		     ISS_STATUS(iss));
	} else if (iss & ISS_TABLE_WALK) {
		hint("walk of the guest's own translation tables: a table is outside of the cell");
	} else {
		memory_explain(this_cell(), address, JAILHOUSE_MEM_EXECUTE);
	}
	return TRAP_FORBIDDEN;
}
