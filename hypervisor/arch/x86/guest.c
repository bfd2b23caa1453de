// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's memory as the guest sees it. Everything is read through the
 * cell's own stage-2 tables, which are part of this CPU's address space
 * (asm/layout.h): what the cell may not read, the hypervisor cannot read here
 * either; the fault is caught.
 */
#include <core/arch.h>
#include <core/memory.h>
#include <core/percpu.h>
#include <asm/guest.h>
#include <asm/vcpu.h>
#include <asm/x86.h>

#define PTE_PRESENT (1ULL << 0)
#define PTE_LARGE   (1ULL << 7)
#define PTE_PHYS    0x000ffffffffff000ULL

#define WINDOW_SIZE ((u64)GUEST_WINDOW_SLOTS << 39)

bool guest_copy(void *dest, u64 address, unsigned long size)
{
	const void *from = (void *)(GUEST_WINDOW + address);

	if (address >= WINDOW_SIZE || size > WINDOW_SIZE - address) {
		return false;
	}
	asm volatile goto("1: rep movsb\n" FIXUP("1b", "%l[fault]")
			  : "+D"(dest), "+S"(from), "+c"(size)
			  :
			  : "memory"
			  : fault);
	return true;
fault:
	return false;
}

/* One aligned read of a page-table entry. */
static bool load64(u64 address, u64 *value)
{
	u64 loaded;

	if (address >= WINDOW_SIZE) {
		return false;
	}
	asm volatile goto("1: movq (%1), %0\n" FIXUP("1b", "%l[fault]")
			  : "=r"(loaded)
			  : "r"(GUEST_WINDOW + address)
			  : "memory"
			  : fault);
	*value = loaded;
	return true;
fault:
	return false;
}

static bool load32(u64 address, u64 *value)
{
	u64 pair;

	if (!load64(address & ~7ULL, &pair)) {
		return false;
	}
	*value = (u32)(address & 4 ? pair >> 32 : pair);
	return true;
}

/* Long mode and PAE: 512 entries of 64 bits in each table but PAE's top one. */
static u64 walk_64bit(u64 linear, unsigned int levels)
{
	u64 entry = vcpu_cr3() & (levels == 3 ? 0xffffffe0 : PTE_PHYS);
	u64 offset_mask;

	for (unsigned int level = levels; level > 0; level--) {
		u64 index = (linear >> (3 + 9 * level)) & (levels == 3 && level == 3 ? 3 : 511);

		if (!load64((entry & (level == levels ? ~0ULL : PTE_PHYS)) + index * 8, &entry) ||
		    !(entry & PTE_PRESENT)) {
			return GUEST_INVALID;
		}
		if (level == 1 ||
		    (level < 4 && entry & PTE_LARGE && !(levels == 3 && level == 3))) {
			offset_mask = (1ULL << (3 + 9 * level)) - 1;
			return (entry & PTE_PHYS & ~offset_mask) | (linear & offset_mask);
		}
	}
	return GUEST_INVALID;
}

static u64 walk_32bit(u64 linear)
{
	u64 entry;

	if (!load32((vcpu_cr3() & 0xfffff000) + (linear >> 22) * 4, &entry) ||
	    !(entry & PTE_PRESENT)) {
		return GUEST_INVALID;
	}
	if (entry & PTE_LARGE && vcpu_cr4() & X86_CR4_PSE) {
		/* bits 20:13 are bits 39:32 of the address */
		return (entry & 0xffc00000) | (entry & 0x1fe000) << 19 | (linear & 0x3fffff);
	}
	if (!load32((entry & 0xfffff000) + ((linear >> 12) & 1023) * 4, &entry) ||
	    !(entry & PTE_PRESENT)) {
		return GUEST_INVALID;
	}
	return (entry & 0xfffff000) | (linear & 0xfff);
}

u64 guest_translate(u64 linear)
{
	if (!(vcpu_cr0() & X86_CR0_PG)) {
		return (u32)linear;
	}
	if (vcpu_efer() & EFER_LMA) {
		return walk_64bit(linear, vcpu_cr4() & X86_CR4_LA57 ? 5 : 4);
	}
	return vcpu_cr4() & X86_CR4_PAE ? walk_64bit((u32)linear, 3) : walk_32bit((u32)linear);
}

bool guest_read(void *dest, u64 virt, unsigned long size)
{
	u64 address = guest_translate(virt);

	return address != GUEST_INVALID &&
	       memory_find_ram(this_cell(), address) != PAGING_INVALID &&
	       guest_copy(dest, address, size);
}

static unsigned int fetch_in_page(u8 *bytes, u64 linear, unsigned int size)
{
	u64 address = guest_translate(linear);

	return address != GUEST_INVALID && guest_copy(bytes, address, size) ? size : 0;
}

unsigned int guest_fetch(u8 *bytes, unsigned int size)
{
	bool long_mode = vcpu_in_64bit_mode();
	u64 linear = long_mode ? vcpu_rip() : (u32)(vcpu_cs_base() + vcpu_rip());
	unsigned int first = MIN(size, PAGE_SIZE - (linear & PAGE_OFFS_MASK));
	unsigned int fetched = fetch_in_page(bytes, linear, first);

	if (fetched == first && first < size) {
		fetched += fetch_in_page(bytes + first,
					 long_mode ? linear + first : (u32)(linear + first),
					 size - first);
	}
	return fetched;
}
