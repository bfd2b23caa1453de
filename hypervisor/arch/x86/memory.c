// SPDX-License-Identifier: GPL-2.0-only
/* What is x86's own in the hypervisor's address space. */
#include <core/address_space.h>
#include <core/arch.h>
#include <core/reason.h>
#include <core/setup.h>
#include <asm/paging_x86.h>
#include <asm/x86.h>

struct page_table hv_table = { .format = &paging_x86 };

/*
 * Linux may change its copy of the trampoline while the hypervisor runs; the
 * way out of the hypervisor leads over this copy, at the same address.
 */
static int map_trampoline(void)
{
	void *copy = page_alloc(1);

	if (!copy) {
		return refuse_memory(1);
	}
	memcpy(copy, (void *)hypervisor_header.trampoline_virt, PAGE_SIZE);
	return paging_map(&hv_table, hypervisor_header.trampoline_virt, hv_virt_to_phys(copy),
			  PAGE_SIZE, PT_READ | PT_EXECUTE)
		       ? refuse_memory(1)
		       : 0;
}

int arch_init_memory(void)
{
	int err;

	hypervisor_phys_base = system_config->hypervisor_memory.phys_start;
	if (cpuid(0x80000001, 0).edx & (1U << 26)) {
		paging_x86.leaf_levels |= 1 << 2; /* 1 GiB pages */
	}
	err = address_space_init(~0UL);
	return err ?: map_trampoline();
}

void guest_window_update(struct cell *cell)
{
	u64 *root = this_arch()->root_table;

	for (unsigned int n = 0; n < GUEST_WINDOW_SLOTS; n++) {
		root[GUEST_WINDOW_SLOT + n] = paging_x86_read_only(cell->stage2.root[n]);
	}
	write_cr3(read_cr3());
}

static void clear(char *start, u64 size)
{
	memset(start, 0, size);
}

void arch_clear_memory(u64 phys, u64 size)
{
	over_window(phys, size, clear);
}
