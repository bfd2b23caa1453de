// SPDX-License-Identifier: GPL-2.0-only
/* The hypervisor's address space on x86: see asm/layout.h. */
#include <core/arch.h>
#include <core/reason.h>
#include <core/sections.h>
#include <core/setup.h>
#include <asm/paging_x86.h>
#include <asm/x86.h>

#define LARGE_PAGE  0x200000UL
#define SHARED_SLOT 511

const unsigned long percpu_size = PERCPU_AREA_SIZE;
u64 hypervisor_phys_base;
struct page_table hv_table = { .format = &paging_x86 };

/* pools may be as large as the address ranges that they manage */
static unsigned long mem_bitmap[(256UL << 20) / PAGE_SIZE / 64];
static unsigned long remap_bitmap[REMAP_PAGES / 64];

u64 hv_virt_to_phys(const volatile void *virt)
{
	return (unsigned long)virt - HYPERVISOR_BASE + hypervisor_phys_base;
}

void *hv_phys_to_virt(u64 phys)
{
	return (void *)(phys - hypervisor_phys_base + HYPERVISOR_BASE);
}

struct arch_percpu *percpu_area(unsigned int cpu)
{
	return (struct arch_percpu *)(__core_end + cpu * percpu_size);
}

struct percpu *percpu_of(unsigned int cpu)
{
	return (struct percpu *)(__core_end + cpu * percpu_size + sizeof(struct arch_percpu));
}

/* ---- the shared part ---- */

static int map_linear(const void *start, const void *end, u32 flags)
{
	return paging_map(&hv_table, (u64)start, hv_virt_to_phys(start),
			  PAGE_ALIGN((u64)end) - (u64)start, flags);
}

/*
 * Linux may change its copy of the trampoline while the hypervisor runs; the
 * way out of the hypervisor leads over this copy, at the same address.
 */
static int map_trampoline(void)
{
	void *copy = page_alloc(1);

	if (!copy) {
		return -ENOMEM;
	}
	memcpy(copy, (void *)hypervisor_header.trampoline_virt, PAGE_SIZE);
	return paging_map(&hv_table, hypervisor_header.trampoline_virt, hv_virt_to_phys(copy),
			  PAGE_SIZE, PT_READ | PT_EXECUTE);
}

static int build_shared_table(void)
{
	const char *end = (char *)HYPERVISOR_BASE + system_config->hypervisor_memory.size;
	int err;

	hv_table.root = page_alloc(1);
	if (!hv_table.root) {
		return -ENOMEM;
	}
	err = map_linear(&hypervisor_header, __text_start, PT_READ | PT_WRITE);
	err = err ?: map_linear(__text_start, __text_end, PT_READ | PT_EXECUTE);
	err = err ?: map_linear(__rodata_start, __rodata_end, PT_READ);
	err = err ?: map_linear(__rodata_end, end, PT_READ | PT_WRITE);
	return err ?: map_trampoline();
}

int arch_init_memory(void)
{
	unsigned long pool_start;
	u64 size = system_config->hypervisor_memory.size;

	hypervisor_phys_base = system_config->hypervisor_memory.phys_start;
	pool_start =
		PAGE_ALIGN((unsigned long)system_config +
			   jailhouse_system_config_size((struct jailhouse_system *)system_config));
	if (size > sizeof(mem_bitmap) * 8 * PAGE_SIZE || pool_start >= HYPERVISOR_BASE + size) {
		return refuse(-ENOMEM, JAILHOUSE_REASON_HV_MEMORY_SMALL, NULL, size,
			      pool_start - HYPERVISOR_BASE);
	}
	mem_pool = (struct page_pool){
		.base = pool_start,
		.pages = (HYPERVISOR_BASE + size - pool_start) / PAGE_SIZE,
		.bitmap = mem_bitmap,
	};
	remap_pool = (struct page_pool){
		.base = REMAP_BASE,
		.pages = REMAP_PAGES,
		.bitmap = remap_bitmap,
	};
	if (cpuid(0x80000001, 0).edx & (1U << 26)) {
		paging_x86.leaf_levels |= 1 << 2; /* 1 GiB pages */
	}
	return build_shared_table() ? refuse_memory(1) : 0;
}

/*
 * Private data was reached over the shared mapping while CPUs started; from
 * now on each CPU sees its own only.
 */
int address_space_hide_private(void)
{
	int err = 0;

	for (unsigned int cpu = 0; cpu < hypervisor_header.max_cpus && !err; cpu++) {
		err = paging_unmap(&hv_table, (u64)percpu_area(cpu), sizeof(struct arch_percpu));
	}
	return err;
}

/* ---- each CPU's own part ---- */

/*
 * Built by hand: these tables live in the CPU's private area, not in the pool,
 * so that no other CPU can look through them.
 */
u64 address_space_build(struct arch_percpu *area, unsigned int cpu)
{
	u64 phys = hv_virt_to_phys(area);
	unsigned long slot = PERCPU_BASE >> 39;

	area->root_table[SHARED_SLOT] = hv_table.root[SHARED_SLOT];
	area->root_table[slot] = paging_x86.table(hv_virt_to_phys(area->private_pdpt));
	area->private_pdpt[0] = paging_x86.table(hv_virt_to_phys(area->private_pd));
	area->private_pd[0] = paging_x86.table(hv_virt_to_phys(area->private_pt));
	for (unsigned int n = 0; n < PERCPU_PRIVATE_PAGES; n++) {
		area->private_pt[(PERCPU_BASE >> PAGE_SHIFT) % 512 + n] =
			paging_x86.leaf(phys + n * PAGE_SIZE, PT_READ | PT_WRITE, 0);
	}
	area->public = percpu_of(cpu);
	area->vmcb_phys = hv_virt_to_phys(area) + __builtin_offsetof(struct arch_percpu, vmcb);
	return hv_virt_to_phys(area->root_table);
}

void guest_window_update(struct cell *cell)
{
	u64 *root = this_arch()->root_table;

	for (unsigned int n = 0; n < GUEST_WINDOW_SLOTS; n++) {
		root[GUEST_WINDOW_SLOT + n] = paging_x86_read_only(cell->stage2.root[n]);
	}
	write_cr3(read_cr3());
}

/* ---- device registers and shared memory ---- */

static void *map_remap(u64 phys, unsigned long size, u32 flags)
{
	unsigned long pages = PAGES((phys & PAGE_OFFS_MASK) + size);
	unsigned long virt = pool_take(&remap_pool, pages, 1);

	if (!virt) {
		return NULL;
	}
	if (paging_map(&hv_table, virt, phys & PAGE_MASK, pages * PAGE_SIZE,
		       PT_READ | PT_WRITE | flags)) {
		pool_give(&remap_pool, virt, pages);
		return NULL;
	}
	return (void *)(virt + (phys & PAGE_OFFS_MASK));
}

void *device_map(u64 phys, unsigned long size)
{
	return map_remap(phys, size, PT_DEVICE);
}

void *ram_map(u64 phys, unsigned long size)
{
	return map_remap(phys, size, 0);
}

void device_unmap(void *virt, unsigned long size)
{
	unsigned long start = (unsigned long)virt & PAGE_MASK;
	unsigned long pages = PAGES(((unsigned long)virt & PAGE_OFFS_MASK) + size);

	paging_unmap(&hv_table, start, pages * PAGE_SIZE);
	for (unsigned long n = 0; n < pages; n++) {
		invlpg((void *)(start + n * PAGE_SIZE));
	}
	pool_give(&remap_pool, start, pages);
}

/* ---- short accesses to physical memory ---- */

void arch_clear_memory(u64 phys, u64 size)
{
	u64 *window = &this_arch()->private_pd[(TEMPORARY_BASE >> 21) % 512];
	u64 offset, length;

	while (size) {
		offset = phys % LARGE_PAGE;
		length = MIN(size, LARGE_PAGE - offset);
		*window = paging_x86.leaf(phys - offset, PT_READ | PT_WRITE, 1);
		invlpg((void *)TEMPORARY_BASE);
		memset((char *)TEMPORARY_BASE + offset, 0, length);
		phys += length;
		size -= length;
	}
	*window = 0;
	invlpg((void *)TEMPORARY_BASE);
}
