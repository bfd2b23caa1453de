// SPDX-License-Identifier: GPL-2.0-only
/* The hypervisor's own address space: see asm/layout.h. */
#include <core/address_space.h>
#include <core/arch.h>
#include <core/reason.h>
#include <core/sections.h>
#include <core/setup.h>

#define SHARED_SLOT 511
#define SLOT(virt)  ((u64)(virt) >> 39)
/* what a table of large pages maps */
#define GIGABYTE (512 * LARGE_PAGE)

extern char hypervisor_entry[];
extern struct jailhouse_virt_console console_page;

struct jailhouse_header __section(".header") hypervisor_header = {
	.signature = { 'J', 'A', 'I', 'L', 'H', 'O', 'U', 'S' },
	.core_size = (unsigned long)__core_end - HYPERVISOR_BASE,
	.percpu_size = PERCPU_AREA_SIZE,
	.entry = (unsigned long)hypervisor_entry - HYPERVISOR_BASE,
	.console_page = (unsigned long)&console_page - HYPERVISOR_BASE,
	.text_start = (unsigned long)__text_start - HYPERVISOR_BASE,
	.text_end = (unsigned long)__text_end - HYPERVISOR_BASE,
	.extension = JAILHOUSE_HEADER_EXTENSION,
	.stats_offset = sizeof(struct arch_percpu) + __builtin_offsetof(struct percpu, stats),
	.num_stats = JAILHOUSE_NUM_CPU_STATS,
};

const unsigned long percpu_size = PERCPU_AREA_SIZE;
u64 hypervisor_phys_base;

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

int address_space_init(unsigned long mapped_end)
{
	unsigned long pool_start;
	u64 size = system_config->hypervisor_memory.size;

	pool_start =
		PAGE_ALIGN((unsigned long)system_config +
			   jailhouse_system_config_size((struct jailhouse_system *)system_config));
	if (size > sizeof(mem_bitmap) * 8 * PAGE_SIZE || pool_start >= HYPERVISOR_BASE + size ||
	    pool_start >= mapped_end) {
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
	return build_shared_table() ? refuse_memory(1) : 0;
}

static void flush_pages(unsigned long start, unsigned long pages)
{
	for (unsigned long n = 0; n < pages; n++) {
		flush_hypervisor_page(start + n * PAGE_SIZE);
	}
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
		flush_pages((u64)percpu_area(cpu), PERCPU_PRIVATE_PAGES);
	}
	return err;
}

static int show_to_root(u64 start, u64 end, u64 phys)
{
	return paging_map(&root_cell.stage2, start, phys, end - start,
			  PT_READ | PT_USER | PT_REPEAT);
}

/* The hypervisor's memory looks to the root cell like zeros that cannot be changed. */
int hide_hypervisor_memory(void)
{
	u64 start = system_config->hypervisor_memory.phys_start;
	u64 end = start + system_config->hypervisor_memory.size;
	u64 console = start + hypervisor_header.console_page;
	void *zeros = page_alloc(1);
	int err = zeros ? show_to_root(start, end, hv_virt_to_phys(zeros)) : -ENOMEM;

	if (!err && SYS_FLAGS_VIRTUAL_DEBUG_CONSOLE(system_config->flags)) {
		err = show_to_root(console, console + PAGE_SIZE, console);
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
	const struct paging_format *format = hv_table.format;
	u64 phys = hv_virt_to_phys(area);

	area->root_table[SHARED_SLOT] = hv_table.root[SHARED_SLOT];
	area->root_table[SLOT(PERCPU_BASE)] =
		format->table(hv_virt_to_phys(area->private_tables[2]));
	area->private_tables[2][(PERCPU_BASE / GIGABYTE) % 512] =
		format->table(hv_virt_to_phys(area->private_tables[1]));
	area->private_tables[1][0] = format->table(hv_virt_to_phys(area->private_tables[0]));
	for (unsigned int n = 0; n < PERCPU_PRIVATE_PAGES; n++) {
		area->private_tables[0][(PERCPU_BASE >> PAGE_SHIFT) % 512 + n] =
			format->leaf(phys + n * PAGE_SIZE, PT_READ | PT_WRITE, 0);
	}
	area->public = percpu_of(cpu);
	memory_barrier();
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
	flush_pages(virt, pages);
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
	flush_pages(start, pages);
	pool_give(&remap_pool, start, pages);
}

/* ---- short accesses to physical memory ---- */

void set_window(u64 leaf)
{
	u64 *window = &this_arch()->private_tables[1][TEMPORARY_BASE / LARGE_PAGE % 512];

	/* the old mapping must be gone before the new one is made */
	*window = 0;
	flush_hypervisor_page(TEMPORARY_BASE);
	*window = leaf;
	flush_hypervisor_page(TEMPORARY_BASE);
}

void over_window(u64 phys, u64 size, void (*step)(char *start, u64 size))
{
	u64 offset, length;

	while (size) {
		offset = phys % LARGE_PAGE;
		length = MIN(size, LARGE_PAGE - offset);
		set_window(hv_table.format->leaf(phys - offset, PT_READ | PT_WRITE, 1));
		step((char *)TEMPORARY_BASE + offset, length);
		phys += length;
		size -= length;
	}
	set_window(0);
}
