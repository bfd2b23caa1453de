// SPDX-License-Identifier: GPL-2.0-only
/* What is arm64's own in the hypervisor's address space. */
#include <core/address_space.h>
#include <core/arch.h>
#include <core/setup.h>
#include <asm/arm64.h>
#include <asm/paging_arm64.h>

struct page_table hv_table = { .format = &paging_el2 };

int arch_init_memory(void)
{
	unsigned int cpu = read_sysreg(tpidr_el2);
	int err = address_space_init(HYPERVISOR_BASE + BOOT_TABLES * LARGE_PAGE);

	if (err) {
		return err;
	}
	/* the boot tables have no device registers and no private data */
	write_sysreg(ttbr0_el2, address_space_build(percpu_area(cpu), cpu));
	isb();
	asm volatile("tlbi alle2; dsb nsh; isb" : : : "memory");
	return 0;
}

/* ---- caches ---- */

#define DCZID_PROHIBITED (1UL << 4)

static unsigned long line_size(void)
{
	return 4UL << (read_sysreg(ctr_el0) >> 16 & 0xf);
}

static void clean_lines(char *start, u64 size)
{
	unsigned long line = line_size();
	char *end = start + size;

	for (char *at = (char *)((u64)start & ~(line - 1)); at < end; at += line) {
		asm volatile("dc civac, %0" : : "r"(at) : "memory");
	}
	dsb();
}

/* DC ZVA: a block of DCZID_EL0's size at once. */
static void clear_blocks(char *start, u64 size)
{
	unsigned long dczid = read_sysreg(dczid_el0), block = 4UL << (dczid & 0xf);

	if (dczid & DCZID_PROHIBITED || ((u64)start | size) % block) {
		memset(start, 0, size);
		return;
	}
	for (char *at = start; at < start + size; at += block) {
		asm volatile("dc zva, %0" : : "r"(at) : "memory");
	}
}

static void clear_and_clean(char *start, u64 size)
{
	clear_blocks(start, size);
	clean_lines(start, size);
}

void arch_clear_memory(u64 phys, u64 size)
{
	over_window(phys, size, clear_and_clean);
}

void clean_memory(u64 phys, u64 size)
{
	over_window(phys, size, clean_lines);
}

/* ---- guest memory ---- */

/* What root calls memory need not be: nothing may answer there. */
static bool load_byte(u8 *to, const volatile u8 *from)
{
	u32 value;

	asm goto volatile("1: ldrb %w0, [%1]\n" FIXUP("1b", "%l[fault]")
			  : "=r"(value)
			  : "r"(from)
			  : "memory"
			  : fault);
	*to = value;
	return true;
fault:
	return false;
}

bool read_physical(void *dest, u64 phys, unsigned long size)
{
	u8 *to = dest;
	bool readable = true;

	set_window(paging_el2.leaf(phys & ~(LARGE_PAGE - 1), PT_READ, 1));
	for (unsigned long n = 0; n < size && readable; n++) {
		readable = load_byte(to + n, (u8 *)TEMPORARY_BASE + (phys + n) % LARGE_PAGE);
	}
	set_window(0);
	return readable;
}

bool guest_copy(void *dest, u64 address, unsigned long size)
{
	u8 *to = dest;
	bool readable = true;
	/* a load that faults overwrites where the guest goes on */
	u64 phys = 0, elr = read_sysreg(elr_el2), spsr = read_sysreg(spsr_el2);

	for (unsigned long n = 0; n < size && readable; n++) {
		if (n == 0 || !((address + n) & PAGE_OFFS_MASK)) {
			if (address + n >= stage2_limit) {
				return false;
			}
			phys = paging_translate(&this_cell()->stage2, address + n) - n;
			if (phys + n == PAGING_INVALID) {
				readable = false;
				break;
			}
			set_window(paging_el2.leaf((phys + n) & ~(LARGE_PAGE - 1), PT_READ, 1));
		}
		readable = load_byte(to + n, (u8 *)TEMPORARY_BASE + (phys + n) % LARGE_PAGE);
	}
	set_window(0);
	write_sysreg(elr_el2, elr);
	write_sysreg(spsr_el2, spsr);
	return readable;
}
