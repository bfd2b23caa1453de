// SPDX-License-Identifier: GPL-2.0-only
/* Accesses to pages that are not mapped: emulated devices, or violations. */
#include <core/memory.h>
#include <core/panic.h>
#include <asm/apic_regs.h>
#include <asm/guest.h>
#include <asm/vcpu.h>
#include <asm/x86.h>
#include "decode.h"

/* most instructions on device registers are no longer: saves the second page walk */
#define FIRST_FETCH 8

static void report_violation(u64 address, bool is_write, unsigned int size)
{
	fatal("Invalid MMIO/RAM %s, addr: 0x%016llx size: %d", is_write ? "write" : "read",
	      (unsigned long long)address, size);
}

void memory_violation(u64 address, bool is_write, enum access_kind kind)
{
	report_violation(address, is_write, 0);
	switch (kind) {
	case ACCESS_FETCH:
		memory_explain(this_cell(), address, JAILHOUSE_MEM_EXECUTE);
		break;
	case ACCESS_TABLE_WALK:
		hint("walk of the guest's own page tables: CR3 or a table entry points outside of the cell");
		break;
	case ACCESS_EVENT:
		hint("while an exception or interrupt was delivered: stack or descriptor table outside of the cell");
		break;
	default:
		memory_explain(this_cell(), address,
			       is_write ? JAILHOUSE_MEM_WRITE : JAILHOUSE_MEM_READ);
	}
}

/* Fetches as much as the instruction needs. @return: as decode_mmio() */
static int fetch_and_decode(u8 *bytes, struct insn *insn)
{
	enum cpu_mode mode = vcpu_code_bits() / 8;
	unsigned int wanted = FIRST_FETCH, available;
	int result;

	do {
		available = guest_fetch(bytes, wanted);
		result = decode_mmio(bytes, available, mode, insn);
		if (result <= 0 || available < wanted) {
			break;
		}
		wanted = MIN(MAX((unsigned int)result, 2 * FIRST_FETCH - 1), INSN_MAX_LENGTH);
	} while (true);
	return available == 0 ? -EIO : result;
}

static void report_undecodable(const u8 *bytes, int error, u64 address, bool is_write)
{
	if (mmio_is_trapped(this_cell(), address)) {
		if (error == -EIO) {
			fatal("unable to get MMIO instruction");
			hint("the instruction at RIP cannot be read through the cell's own page tables and memory");
			return;
		}
		fatal("unsupported instruction (0x%02x 0x%02x 0x%02x 0x%02x)", bytes[0], bytes[1],
		      bytes[2], bytes[3]);
		hint("address 0x%llx is emulated; only MOV, MOVZX and MOVSX without LOCK, REP and segment prefixes are",
		     (unsigned long long)address);
		return;
	}
	memory_violation(address, is_write, ACCESS_DATA);
}

/*
 * What was decoded must be what the processor reported: the bytes could have
 * changed in between.
 */
static bool consistent(const struct insn *insn, const union guest_regs *regs, u64 address,
		       bool is_write)
{
	u64 base = 0, linear;

	if (!insn->long_mode) {
		base = insn->segment == INSN_SS ? vcpu_ss_base() : vcpu_ds_base();
	}
	linear = insn_linear_address(insn, regs->by_index, vcpu_rip() + insn->length, base);
	if (likely(insn->is_write == is_write && !((linear ^ address) & PAGE_OFFS_MASK))) {
		return true;
	}
	fatal("inconsistent access, expected %s instruction", is_write ? "write" : "read");
	hint("the instruction at RIP addresses 0x%llx, the access went to 0x%llx: was the code changed?",
	     (unsigned long long)linear, (unsigned long long)address);
	return false;
}

static bool write_xapic(const struct mmio_access *access)
{
	unsigned int offset = access->address & PAGE_OFFS_MASK;

	if (access->size != 4) {
		fatal("Unsupported APIC access width %d", access->size);
		hint("registers of the local APIC are 32 bits wide");
		return false;
	}
	if (offset & 0xf) {
		fatal("Unhandled APIC access, offset %d, is_write: %d", offset, 1);
		hint("registers of the local APIC are aligned to 16 bytes");
		return false;
	}
	return apic_mmio_write(offset >> 4, access->value) == REG_DONE;
}

static bool emulate(struct mmio_access *access)
{
	u64 address = access->address;

	if (!using_x2apic && (address & PAGE_MASK) == XAPIC_BASE) {
		count_exit(JAILHOUSE_CPU_STAT_VMEXITS_XAPIC);
		return write_xapic(access);
	}
	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_MMIO);
	switch (mmio_dispatch(access)) {
	case MMIO_HANDLED:
		return true;
	case MMIO_DENIED:
		return false;
	default:
		report_violation(address, access->is_write, access->size);
		memory_explain(this_cell(), address,
			       access->is_write ? JAILHOUSE_MEM_WRITE : JAILHOUSE_MEM_READ);
		return false;
	}
}

bool handle_mmio(union guest_regs *regs, u64 address, bool is_write)
{
	u8 bytes[INSN_MAX_LENGTH] = { 0 };
	struct mmio_access access;
	struct insn insn;
	int error;

	if (using_x2apic && (address & PAGE_MASK) == XAPIC_BASE) {
		fatal("xAPIC access in x2APIC mode");
		hint("the local APIC is reached by MSRs 0x800-0x83f here");
		return false;
	}
	error = fetch_and_decode(bytes, &insn);
	if (unlikely(error)) {
		report_undecodable(bytes, error, address, is_write);
		return false;
	}
	if (!consistent(&insn, regs, address, is_write)) {
		return false;
	}
	access = (struct mmio_access){
		.address = address,
		.size = insn.width,
		.is_write = is_write,
		.value = is_write ? insn_store_value(&insn, regs->by_index) : 0,
	};
	if (!emulate(&access)) {
		return false;
	}
	if (!is_write) {
		insn_store_result(&insn, regs->by_index, access.value);
	}
	vcpu_skip(insn.length);
	return true;
}
