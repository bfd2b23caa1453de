// SPDX-License-Identifier: GPL-2.0-only
/* Accesses to pages that are not mapped: emulated devices, or violations. */
#include <core/memory.h>
#include <core/panic.h>
#include <asm/apic_regs.h>
#include <asm/guest.h>
#include <asm/vcpu.h>
#include <asm/x86.h>

void memory_violation(u64 address, bool is_write, enum access_kind kind)
{
	fatal("Invalid MMIO/RAM %s, addr: 0x%016llx size: %d", is_write ? "write" : "read",
	      (unsigned long long)address, 0);
	memory_explain(this_cell(), address, is_write);
	(void)kind;
}

bool handle_mmio(union guest_regs *regs, u64 address, bool is_write)
{
	(void)regs;
	memory_violation(address, is_write, ACCESS_DATA);
	return false;
}
