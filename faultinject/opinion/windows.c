// SPDX-License-Identifier: GPL-2.0-only
/* Registers that the hypervisor keeps for itself, and who must stay away from them. */
#include <stdlib.h>

#include "rules.h"

#define MIB	      0x100000ULL
#define LOCAL_APIC    0xfee00000
#define PAGE	      0x1000
#define GICV2_GICD    0x1000
#define GICV2_OTHERS  0x2000
#define GICV3_GICD    0x10000
#define REDISTRIBUTOR 0x20000

static void add_window(struct world *world, const char *name, uint64_t start, uint64_t size,
		       bool seen_by_cells)
{
	struct window *window = &world->windows[world->num_windows++];

	*window = (struct window){ name, span(start, size), seen_by_cells };
}

static void add_x86_windows(struct world *world)
{
	add_window(world, "local APIC", LOCAL_APIC, PAGE, true);
	for (uint32_t n = 0; n < world->root.desc.num_irqchips; n++) {
		add_window(world, "IOAPIC", world->root.irqchips[n].address, PAGE, true);
	}
}

/* Cells get the redistributors of all CPUs, whoever owns these. */
static uint64_t redistributors_size(const struct world *world)
{
	uint64_t highest = 0;

	for (uint32_t cpu = 0; cpu < cpu_room(&world->root); cpu++) {
		if (has_cpu(&world->root, cpu)) {
			highest = cpu;
		}
	}
	return (highest + 1) * REDISTRIBUTOR;
}

static void add_arm_windows(struct world *world)
{
	uint8_t version = world->system.platform_info.arm.gic_version;

	if (version == 2) {
		add_window(world, "GICD", world->system.platform_info.arm.gicd_base, GICV2_GICD,
			   true);
		add_window(world, "GICC", world->system.platform_info.arm.gicc_base, GICV2_OTHERS,
			   true);
		add_window(world, "GICH", world->system.platform_info.arm.gich_base, GICV2_OTHERS,
			   true);
		add_window(world, "GICV", world->system.platform_info.arm.gicv_base, GICV2_OTHERS,
			   true);
	} else {
		add_window(world, "GICD", world->system.platform_info.arm.gicd_base, GICV3_GICD,
			   true);
		add_window(world, "GICR", world->system.platform_info.arm.gicr_base,
			   redistributors_size(world), true);
	}
}

/* Counting stops at the first unit without an address. */
static void add_iommus(struct world *world)
{
	for (size_t n = 0; n < JAILHOUSE_MAX_IOMMU_UNITS; n++) {
		const struct jailhouse_iommu *unit = &world->system.platform_info.iommu_units[n];

		if (unit->base == 0) {
			return;
		}
		add_window(world, "IOMMU", unit->base, unit->size, false);
	}
}

void find_windows(struct world *world)
{
	uint64_t buses = (uint64_t)world->system.platform_info.pci_mmconfig_end_bus + 1;
	/* one for PCI, four at most for a GIC, or the local APIC */
	size_t most = 5 + JAILHOUSE_MAX_IOMMU_UNITS + world->root.desc.num_irqchips;

	world->windows = calloc(most, sizeof(*world->windows));
	if (world->windows == NULL) {
		abort();
	}
	if (world->system.platform_info.pci_mmconfig_base != 0) {
		add_window(world, "PCI MMCONFIG", world->system.platform_info.pci_mmconfig_base,
			   buses * MIB, true);
	}
	if (world->system.architecture == JAILHOUSE_X86) {
		add_x86_windows(world);
	} else {
		add_arm_windows(world);
	}
	add_iommus(world);
}

static bool reaches(const struct jailhouse_memory *region, const struct window *window)
{
	bool physically = !has_flag(region, JAILHOUSE_MEM_COMM_REGION) &&
			  meet(physical(region), window->span);

	return physically || (window->seen_by_cells && meet(guest_physical(region), window->span));
}

static void windows_are_not_mapped(struct opinion *o, const struct world *world,
				   const struct cell *cell)
{
	for (size_t w = 0; w < world->num_windows; w++) {
		for (uint32_t n = 0; n < cell->desc.num_memory_regions; n++) {
			if (reaches(&cell->regions[n], &world->windows[w])) {
				object(o, "region %u reaches into the %s", n,
				       world->windows[w].name);
			}
		}
	}
}

static void windows_are_apart(struct opinion *o, const struct world *world)
{
	for (size_t a = 0; a < world->num_windows; a++) {
		for (size_t b = 0; b < a; b++) {
			if (meet(world->windows[a].span, world->windows[b].span)) {
				object(o, "%s and %s lie in the same place", world->windows[a].name,
				       world->windows[b].name);
			}
		}
	}
}

static void windows_spare_hypervisor(struct opinion *o, const struct world *world)
{
	for (size_t n = 0; n < world->num_windows; n++) {
		if (meet(world->windows[n].span, physical(&world->system.hypervisor_memory))) {
			object(o, "the %s lies in the hypervisor's memory", world->windows[n].name);
		}
	}
}

/* They trap by pages. */
static void windows_are_aligned(struct opinion *o, const struct world *world)
{
	for (size_t n = 0; n < world->num_windows; n++) {
		const struct window *window = &world->windows[n];

		if (window->seen_by_cells && window->span.start % PAGE != 0) {
			object(o, "the %s does not begin with a page", window->name);
		}
	}
}

static void windows_end_within_bus(struct opinion *o, const struct world *world)
{
	for (size_t n = 0; n < world->num_windows; n++) {
		const struct span *span = &world->windows[n].span;

		if (span->start != span->end && span->end > (wide)1 << 52) {
			object(o, "the %s ends beyond all physical addresses",
			       world->windows[n].name);
		}
	}
}

static const struct rule rules[] = {
	{ "window-mapped", "linux 5.3, additions 1", NULL, windows_are_not_mapped },
	{ "windows-apart", "design 4", windows_are_apart, NULL },
	{ "window-hypervisor", "design 4", windows_spare_hypervisor, NULL },
	{ "window-aligned", "cell 3.1.5, 3.2.4", windows_are_aligned, NULL },
	{ "window-end", "design 4", windows_end_within_bus, NULL },
};

const struct rules window_rules = RULES(rules);
