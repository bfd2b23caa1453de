// SPDX-License-Identifier: GPL-2.0-only
/* ARM part of cells. */
#include <core/arch.h>
#include <core/reason.h>
#include <core/setup.h>
#include <asm/arm64.h>
#include <asm/gic.h>
#include <asm/paging_arm64.h>

#define VMID_SHIFT 48
#define LAST_VMID  255

/* which states EL1 can be in */
#define ID_AA64PFR0_EL1(value) ((value) >> 4 & 0xf)
#define EL1_AARCH32	       2

u32 arch_region_flags(const struct jailhouse_memory *region)
{
	u64 flags = region->flags;

	/* configurations for this architecture need not name EXECUTE, but registers are no code */
	return (flags & JAILHOUSE_MEM_READ ? PT_READ : 0) |
	       (flags & JAILHOUSE_MEM_WRITE ? PT_WRITE : 0) |
	       (flags & JAILHOUSE_MEM_IO ? PT_DEVICE : PT_EXECUTE) |
	       (flags & JAILHOUSE_MEM_NO_HUGEPAGES ? PT_NO_HUGEPAGE : 0);
}

/* The CPU translates no more addresses than these. */
static int check_addresses(const struct cell *cell)
{
	for (unsigned int n = 0; n < cell->config.num_memory; n++) {
		const struct jailhouse_memory *region = &cell->config.memory[n];

		if (region->size &&
		    MAX(region->virt_start, region->phys_start) + region->size > stage2_limit) {
			refuse(-EINVAL, JAILHOUSE_REASON_MEM_BEYOND, cell,
			       MAX(region->virt_start, region->phys_start) + region->size - 1,
			       stage2_limit - 1);
			last_reason.object = JAILHOUSE_OBJECT_MEMORY;
			last_reason.index = n;
			last_reason.field = JAILHOUSE_FIELD_VIRT_START;
			return -EINVAL;
		}
	}
	return 0;
}

static bool wants_aarch32(const struct cell *cell)
{
	return cell != &root_cell && cell->config.desc->flags & JAILHOUSE_CELL_AARCH32;
}

int arch_cell_create(struct cell *cell)
{
	u32 id = cell == &root_cell ? 0 : cell->config.desc->id;
	int err;

	/* the root cell comes before the limit is known */
	err = cell == &root_cell ? 0 : check_addresses(cell);
	if (err) {
		return err;
	}
	if (wants_aarch32(cell) && ID_AA64PFR0_EL1(read_sysreg(id_aa64pfr0_el1)) != EL1_AARCH32) {
		return refuse_feature(-EINVAL, JAILHOUSE_FEATURE_AARCH32);
	}
	if (id > LAST_VMID) {
		return refuse(-E2BIG, JAILHOUSE_REASON_COUNT, cell, id, LAST_VMID);
	}
	cell->stage2.format = &paging_stage2;
	cell->stage2.root = page_alloc(1);
	if (!cell->stage2.root) {
		return refuse_memory(1);
	}
	cell->arch.vttbr = hv_virt_to_phys(cell->stage2.root) | (u64)id << VMID_SHIFT;
	cell->arch.hcr = HCR_VM | HCR_SWIO | HCR_FMO | HCR_IMO | HCR_TSC | HCR_TIDCP | HCR_TACR |
			 HCR_APK | HCR_API | (wants_aarch32(cell) ? 0 : HCR_RW);
	/*
	 * Root keeps memory tags, its handler of errors and their records; cells have no tags,
	 * errors are told.
	 */
	cell->arch.hcr |= cell == &root_cell ? this_arch()->linux_state.hcr & HCR_ATA
					     : HCR_AMO | HCR_TERR | HCR_TLOR;
	return 0;
}

void arch_cell_destroy(struct cell *cell)
{
	if (cell->stage2.root) {
		paging_destroy(&cell->stage2);
		page_free(cell->stage2.root, 1);
		cell->stage2.root = NULL;
	}
}

int arch_root_cell_init(void)
{
	int err = check_addresses(&root_cell);

	err = err ?: hide_hypervisor_memory();
	return err ?: address_space_hide_private();
}

unsigned int arch_mmio_count(struct cell *cell)
{
	/* regions of devices that come and go with other cells, in the root cell */
	return cell == &root_cell ? 64 : 0;
}

void arch_cell_move_ports(struct cell *cell, bool take)
{
	(void)cell;
	(void)take;
}

void arch_warn_siblings(struct cell *cell)
{
	(void)cell;
}

void arch_fill_comm_region(struct cell *cell)
{
	const typeof(system_config->platform_info.arm) *arm = &system_config->platform_info.arm;
	struct jailhouse_comm_region *comm = &cell->comm_page->comm;

	comm->gic_version = arm->gic_version;
	comm->gicd_base = arm->gicd_base;
	comm->gicc_base = arm->gicc_base;
	comm->gicr_base = arm->gicr_base;
	comm->vpci_irq_base = cell->config.desc->vpci_irq_base;
}

/*
 * Its CPUs stand still: they count as switched off from now on, so that a CPU
 * that takes its time is not switched off again after another one switched it on.
 * Cells begin with their caches off and must find what was loaded through root's.
 */
void arch_cell_reset(struct cell *cell)
{
	unsigned int cpu;

	for_each_cpu (cpu, &cell->cpus) {
		percpu_of(cpu)->arch.power = POWER_OFF;
	}
	for (unsigned int n = 0; n < cell->config.num_memory; n++) {
		const struct jailhouse_memory *region = &cell->config.memory[n];

		if (!(region->flags & (JAILHOUSE_MEM_IO | JAILHOUSE_MEM_COMM_REGION)) &&
		    !config_is_subpage(region)) {
			clean_memory(region->phys_start, region->size);
		}
	}
	clean_memory(hv_virt_to_phys(cell->comm_page), PAGE_SIZE);
}

void arch_commit(struct cell *cell)
{
	u64 own = read_sysreg(vttbr_el2);

	write_sysreg(vttbr_el2, cell->arch.vttbr);
	isb();
	/* on all CPUs, which saves their own flushing */
	asm volatile("dsb ishst; tlbi vmalls12e1is; dsb ish; isb" : : : "memory");
	write_sysreg(vttbr_el2, own);
	isb();
}
