// SPDX-License-Identifier: GPL-2.0-only
/* The hypervisor's address space on arm64: see asm/layout.h. */
#include <core/arch.h>
#include <core/reason.h>
#include <core/sections.h>
#include <core/setup.h>
#include <asm/arm64.h>
#include <asm/paging_arm64.h>

#define LARGE_PAGE  0x200000UL
#define SHARED_SLOT 511
#define SLOT(virt)  ((virt) >> 39)

const unsigned long percpu_size = PERCPU_AREA_SIZE;
static struct page_table hv_table = { .format = &paging_el2 };

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
	return err ?: map_linear(__rodata_end, end, PT_READ | PT_WRITE);
}

int arch_init_memory(void)
{
	unsigned long pool_start, boot_end = HYPERVISOR_BASE + BOOT_TABLES * LARGE_PAGE;
	unsigned int cpu;
	u64 size = system_config->hypervisor_memory.size;

	pool_start =
		PAGE_ALIGN((unsigned long)system_config +
			   jailhouse_system_config_size((struct jailhouse_system *)system_config));
	if (size > sizeof(mem_bitmap) * 8 * PAGE_SIZE || pool_start >= HYPERVISOR_BASE + size ||
	    pool_start >= boot_end) {
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
	if (build_shared_table()) {
		return refuse_memory(1);
	}
	/* the boot tables have no device registers and no private data */
	cpu = read_sysreg(tpidr_el2);
	write_sysreg(ttbr0_el2, address_space_build(percpu_area(cpu), cpu));
	isb();
	asm volatile("tlbi alle2; dsb nsh; isb" : : : "memory");
	return 0;
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
	asm volatile("dsb ishst; tlbi alle2is; dsb ish; isb" : : : "memory");
	return err;
}

/* The hypervisor's memory looks to the root cell like zeros that cannot be changed. */
int hide_hypervisor_memory(void)
{
	u64 start = system_config->hypervisor_memory.phys_start;
	u64 end = start + system_config->hypervisor_memory.size;
	u64 console = start + hypervisor_header.console_page;
	void *zeros = page_alloc(1);
	int err = zeros ? 0 : -ENOMEM;

	for (u64 page = start; page < end && !err; page += PAGE_SIZE) {
		bool show =
			page == console && SYS_FLAGS_VIRTUAL_DEBUG_CONSOLE(system_config->flags);

		err = paging_map(&root_cell.stage2, page, show ? page : hv_virt_to_phys(zeros),
				 PAGE_SIZE, PT_READ);
	}
	return err ? refuse_memory(1) : 0;
}

/* ---- each CPU's own part ---- */

/*
 * Built by hand: these tables live in the CPU's private area, not in the pool,
 * so that no other CPU can look through them.
 */
u64 address_space_build(struct arch_percpu *area, unsigned int cpu)
{
	u64 phys = hv_virt_to_phys(area);

	area->root_table[SHARED_SLOT] = hv_table.root[SHARED_SLOT];
	area->root_table[SLOT(PERCPU_BASE)] = paging_el2.table(hv_virt_to_phys(area->private_l1));
	area->private_l1[0] = paging_el2.table(hv_virt_to_phys(area->private_l2));
	area->private_l2[0] = paging_el2.table(hv_virt_to_phys(area->private_l3));
	for (unsigned int n = 0; n < PERCPU_PRIVATE_PAGES; n++) {
		area->private_l3[(PERCPU_BASE >> PAGE_SHIFT) % 512 + n] =
			paging_el2.leaf(phys + n * PAGE_SIZE, PT_READ | PT_WRITE, 0);
	}
	area->public = percpu_of(cpu);
	dsb();
	return hv_virt_to_phys(area->root_table);
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
	dsb();
	isb();
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
		flush_hypervisor_page(start + n * PAGE_SIZE);
	}
	pool_give(&remap_pool, start, pages);
}

/* ---- short accesses to physical memory ---- */

static void set_window(u64 descriptor)
{
	u64 *window = &this_arch()->private_l2[TEMPORARY_BASE / LARGE_PAGE % 512];

	/* the old mapping must be gone before the new one is made */
	*window = 0;
	flush_hypervisor_page(TEMPORARY_BASE);
	*window = descriptor;
	dsb();
	isb();
}

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

static void clear_and_clean(char *start, u64 size)
{
	memset(start, 0, size);
	clean_lines(start, size);
}

static void over_window(u64 phys, u64 size, void (*step)(char *start, u64 size))
{
	u64 offset, length;

	while (size) {
		offset = phys % LARGE_PAGE;
		length = MIN(size, LARGE_PAGE - offset);
		set_window(paging_el2.leaf(phys - offset, PT_READ | PT_WRITE, 1));
		step((char *)TEMPORARY_BASE + offset, length);
		phys += length;
		size -= length;
	}
	set_window(0);
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

bool guest_copy(void *dest, u64 address, unsigned long size)
{
	u8 *to = dest;
	bool readable = true;
	u64 phys = 0;

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
	return readable;
}
