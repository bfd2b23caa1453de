// SPDX-License-Identifier: GPL-2.0-only
/* Memory regions of cells: mapping, moving between cells, clearing. */
#include <core/arch.h>
#include <core/console.h>
#include <core/lent.h>
#include <core/memory.h>
#include <core/panic.h>
#include <core/reason.h>
#include <core/unit.h>

#define END(region) ((region)->phys_start + (region)->size)

/** A region that traps; lent by root unless it is shared. */
struct subpage {
	const struct jailhouse_memory *region;
	struct lent lent;
};

/* What to add to a region's flags, ready to paste. */
static void explain_subpage(const struct jailhouse_memory *region, u64 missing, bool unaligned)
{
	static const char *const widths[] = {
		"", " | JAILHOUSE_MEM_IO_8", " | JAILHOUSE_MEM_IO_16",
		[4] = " | JAILHOUSE_MEM_IO_32", [8] = " | JAILHOUSE_MEM_IO_64"
	};

	hint("the region at 0x%llx, size 0x%llx, has flags that do not allow it; add to them:%s%s%s",
	     region->virt_start, region->size, widths[missing >> JAILHOUSE_MEM_IO_WIDTH_SHIFT],
	     missing & JAILHOUSE_MEM_WRITE  ? " | JAILHOUSE_MEM_WRITE"
	     : missing & JAILHOUSE_MEM_READ ? " | JAILHOUSE_MEM_READ"
					    : "",
	     unaligned ? " | JAILHOUSE_MEM_IO_UNALIGNED" : "");
}

static enum mmio_result subpage_access(void *opaque, struct mmio_access *access)
{
	const struct subpage *subpage = opaque;
	const struct jailhouse_memory *region = subpage->region;
	u64 needed = ((u64)access->size << JAILHOUSE_MEM_IO_WIDTH_SHIFT) |
		     (access->is_write ? JAILHOUSE_MEM_WRITE : JAILHOUSE_MEM_READ);
	bool unaligned = access->address & (access->size - 1) &&
			 !(region->flags & JAILHOUSE_MEM_IO_UNALIGNED);

	if ((region->flags & needed) != needed || unaligned) {
		fatal("Invalid MMIO %s, address: %lx, size: %x",
		      access->is_write ? "write" : "read",
		      (unsigned long)(region->phys_start + access->address), access->size);
		explain_subpage(region, needed & ~region->flags, unaligned);
		return MMIO_DENIED;
	}

	mmio_perform(subpage->lent.device + access->address, access);
	return MMIO_HANDLED;
}

unsigned int memory_count_subpages(const struct cell *cell)
{
	unsigned int count = 0;

	for (unsigned int n = 0; n < cell->config.num_memory; n++) {
		count += config_is_subpage(&cell->config.memory[n]);
	}
	return count;
}

int memory_alloc_mmio(struct cell *cell, unsigned int count)
{
	unsigned int subpages = memory_count_subpages(cell);

	/* one more, so that find() may look at the element behind the last */
	cell->mmio_max = count + subpages;
	cell->mmio_pages = PAGES((cell->mmio_max + 1) * sizeof(struct mmio_region) +
				 subpages * sizeof(struct subpage));
	cell->mmio = page_alloc(cell->mmio_pages);
	if (!cell->mmio) {
		return refuse_memory(cell->mmio_pages);
	}
	cell->subpages = (struct subpage *)&cell->mmio[cell->mmio_max + 1];
	return 0;
}

void memory_free_mmio(struct cell *cell)
{
	page_free(cell->mmio, cell->mmio_pages);
	cell->mmio = NULL;
	cell->mmio_count = 0;
}

static void drop_subpage(struct subpage *subpage)
{
	lent_remove(&subpage->lent);
	device_unmap((void *)subpage->lent.device, subpage->lent.size);
	subpage->region = NULL;
}

static int map_subpage(struct cell *cell, const struct jailhouse_memory *region)
{
	struct subpage *subpage = cell->subpages;
	int err;

	while (subpage->region) {
		subpage++;
	}
	subpage->lent = (struct lent){
		.start = region->phys_start,
		.size = region->size,
		.device = device_map(region->phys_start, region->size),
	};
	if (!subpage->lent.device) {
		return refuse_memory(PAGES(region->size));
	}
	subpage->region = region;
	err = cell != &root_cell && memory_is_exclusive(region) ? lent_add(&subpage->lent) : 0;
	err = err ?: mmio_register(cell, region->virt_start, region->size, subpage_access, subpage);
	if (err) {
		drop_subpage(subpage);
	}
	return err;
}

static void unmap_subpage(struct cell *cell, const struct jailhouse_memory *region)
{
	unsigned int count = memory_count_subpages(cell);

	for (unsigned int n = 0; n < count; n++) {
		struct subpage *subpage = &cell->subpages[n];

		if (subpage->region == region) {
			mmio_unregister(cell, region->virt_start);
			drop_subpage(subpage);
			return;
		}
	}
}

int memory_map(struct cell *cell, const struct jailhouse_memory *region)
{
	u64 phys = region->phys_start;

	if (region->size == 0) {
		return 0;
	}
	if (region->flags & JAILHOUSE_MEM_COMM_REGION) {
		phys = hv_virt_to_phys(cell->comm_page);
	} else if (config_is_subpage(region)) {
		return map_subpage(cell, region);
	}
	if (paging_map(&cell->stage2, region->virt_start, phys, region->size,
		       arch_region_flags(region))) {
		return refuse_memory(1);
	}
	return 0;
}

int memory_unmap(struct cell *cell, const struct jailhouse_memory *region)
{
	if (config_is_subpage(region)) {
		unmap_subpage(cell, region);
		return 0;
	}
	return paging_unmap(&cell->stage2, region->virt_start, region->size);
}

bool memory_is_exclusive(const struct jailhouse_memory *region)
{
	return region->size != 0 &&
	       !(region->flags & (JAILHOUSE_MEM_COMM_REGION | JAILHOUSE_MEM_ROOTSHARED));
}

/* Registers are neither executed nor loaded nor given to devices. */
static bool is_ram(const struct jailhouse_memory *region)
{
	return region->flags &
		       (JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_LOADABLE | JAILHOUSE_MEM_DMA) &&
	       !(region->flags & (JAILHOUSE_MEM_IO | JAILHOUSE_MEM_COMM_REGION)) &&
	       !config_is_subpage(region);
}

u64 memory_find_ram(const struct cell *cell, u64 address)
{
	for (unsigned int n = 0; n < cell->config.num_memory; n++) {
		const struct jailhouse_memory *region = &cell->config.memory[n];

		if (is_ram(region) && address - region->virt_start < region->size) {
			return region->phys_start + (address - region->virt_start);
		}
	}
	return PAGING_INVALID;
}

/* What does not consist of whole pages is taken when it is mapped: see lent.h. */
int memory_take_from_root(const struct jailhouse_memory *region)
{
	if (config_is_subpage(region)) {
		return 0;
	}
	return paging_unmap(&root_cell.stage2, region->phys_start, region->size) ? refuse_memory(1)
										 : 0;
}

/*
 * What traps in the root cell (its MSI-X tables, sub-page regions) must go on
 * trapping, and so must what is lent.
 */
static int keep_trapped(u64 start, u64 end)
{
	int err = lent_unmap(start, end);

	for (unsigned int n = 0; n < root_cell.mmio_count && !err; n++) {
		u64 first = MAX(start, root_cell.mmio[n].start & PAGE_MASK);
		u64 last = MIN(end, PAGE_ALIGN(root_cell.mmio[n].start + root_cell.mmio[n].size));

		if (first < last) {
			err = paging_unmap(&root_cell.stage2, first, last - first);
		}
	}
	return err;
}

int memory_give_pages_to_root(u64 first, u64 behind)
{
	u64 start, end;
	int err = 0;

	for (unsigned int n = 0; n < root_cell.config.num_memory && !err; n++) {
		const struct jailhouse_memory *root = &root_cell.config.memory[n];

		if (config_is_subpage(root) || root->flags & JAILHOUSE_MEM_COMM_REGION) {
			continue;
		}
		start = MAX(first, root->phys_start);
		end = MIN(behind, END(root));
		if (start < end) {
			err = paging_map(&root_cell.stage2, start, start, end - start,
					 arch_region_flags(root));
			err = err ?: keep_trapped(start, end);
			paging_merge(&root_cell.stage2, start, end - start);
		}
	}
	return err ? refuse_memory(1) : 0;
}

int memory_give_to_root(const struct jailhouse_memory *region)
{
	if (config_is_subpage(region)) {
		return 0;
	}
	return memory_give_pages_to_root(region->phys_start, END(region));
}

void memory_clear_cell(struct cell *cell)
{
	u64 start, end;

	for (unsigned int n = 0; n < cell->config.num_memory; n++) {
		const struct jailhouse_memory *region = &cell->config.memory[n];

		/* sections of a link are cleared by it, while other ends use them */
		if (!memory_is_exclusive(region) || region->flags & JAILHOUSE_MEM_IO ||
		    config_is_shmem(&cell->config, n)) {
			continue;
		}
		for (unsigned int r = 0; r < root_cell.config.num_memory; r++) {
			const struct jailhouse_memory *root = &root_cell.config.memory[r];

			start = MAX(region->phys_start, root->phys_start);
			end = MIN(END(region), END(root));
			if (root->flags & JAILHOUSE_MEM_EXECUTE && start < end) {
				arch_clear_memory(start, end - start);
			}
		}
	}
}
