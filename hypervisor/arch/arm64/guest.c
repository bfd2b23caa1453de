// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's memory as the guest sees it. The CPU walks the tables of both
 * stages, as they may be in any state when a CPU is parked.
 */
#include <core/arch.h>
#include <core/memory.h>
#include <core/percpu.h>
#include <asm/arm64.h>

static u64 translated(u64 virt)
{
	u64 par = read_sysreg(par_el1);

	return par & PAR_FAULT ? PAGING_INVALID : (par & PAR_ADDRESS) | (virt & PAGE_OFFS_MASK);
}

/* What the tables say must be what the configuration says. */
static u64 physical_address(u64 virt)
{
	u64 address = translate_stage1(virt) ? translated(virt) : PAGING_INVALID;
	u64 phys = translate_stages(virt) ? translated(virt) : PAGING_INVALID;

	if (address == PAGING_INVALID || phys != memory_find_ram(this_cell(), address)) {
		return PAGING_INVALID;
	}
	return phys;
}

bool guest_read(void *dest, u64 virt, unsigned long size)
{
	/* the guest's, and where it goes on */
	u64 par = read_sysreg(par_el1), elr = read_sysreg(elr_el2), spsr = read_sysreg(spsr_el2);
	u64 phys = physical_address(virt);
	bool readable = phys != PAGING_INVALID && read_physical(dest, phys, size);

	write_sysreg(par_el1, par);
	write_sysreg(elr_el2, elr);
	write_sysreg(spsr_el2, spsr);
	return readable;
}
