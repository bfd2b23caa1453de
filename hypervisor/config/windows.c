/* SPDX-License-Identifier: GPL-2.0-only */

/* Register windows that the hypervisor keeps for itself or emulates. */

#include <config/internal.h>

#define LOCAL_APIC_ADDRESS 0xfee00000ULL
#define GICD_V2_SIZE	   0x1000
#define GICC_V2_SIZE	   0x2000
#define GICD_V3_SIZE	   0x10000
#define GICR_V3_SIZE	   0x20000

/** How far the enumeration has come: windows still to skip. */
struct walk {
	u32 skip;
	struct config_window *window;
};

/* True if this window is the one that was asked for. */
static bool visit(struct walk *walk, u16 object, u32 index, u64 start, u64 size)
{
	if (!size) {
		return false;
	}
	if (walk->skip) {
		walk->skip--;
		return false;
	}
	*walk->window = (struct config_window){
		.object = object, .index = index, .start = start, .size = size
	};
	return true;
}

static bool visit_x86(const struct config_system *system, struct walk *walk)
{
	if (visit(walk, JAILHOUSE_OBJECT_LOCAL_APIC, 0, LOCAL_APIC_ADDRESS, PAGE_SIZE)) {
		return true;
	}
	for (u32 n = 0; n < system->root.num_irqchips; n++) {
		if (visit(walk, JAILHOUSE_OBJECT_IRQCHIP, n, system->root.irqchips[n].address,
			  PAGE_SIZE)) {
			return true;
		}
	}
	return false;
}

static bool visit_arm(const struct config_system *system, struct walk *walk)
{
	const typeof(system->desc->platform_info.arm) *arm = &system->desc->platform_info.arm;
	bool v2 = arm->gic_version == 2;
	/* cells see the redistributors of all CPUs, whoever owns these */
	u64 redistributors = (u64)config_cpu_end(&system->root) * GICR_V3_SIZE;
	const struct {
		u64 start;
		u64 size;
	} windows[] = {
		{ arm->gicd_base, v2 ? GICD_V2_SIZE : GICD_V3_SIZE },
		{ arm->gicc_base, v2 ? GICC_V2_SIZE : 0 },
		{ arm->gich_base, v2 ? GICC_V2_SIZE : 0 },
		{ arm->gicv_base, v2 ? GICC_V2_SIZE : 0 },
		{ arm->gicr_base, v2 ? 0 : redistributors },
	};

	for (u32 n = 0; n < ARRAY_SIZE(windows); n++) {
		if (visit(walk, JAILHOUSE_OBJECT_GIC, n, windows[n].start, windows[n].size)) {
			return true;
		}
	}
	return false;
}

static bool visit_iommus(const struct config_system *system, struct walk *walk)
{
	for (u32 n = 0; n < system->num_iommus; n++) {
		const struct jailhouse_iommu *unit = &system->desc->platform_info.iommu_units[n];

		if (visit(walk, JAILHOUSE_OBJECT_IOMMU, n, unit->base, unit->size)) {
			return true;
		}
	}
	return false;
}

bool config_get_window(const struct config_system *system, u32 n, struct config_window *window)
{
	struct walk walk = { .skip = n, .window = window };

	if (system->desc->architecture == JAILHOUSE_X86 ? visit_x86(system, &walk)
							: visit_arm(system, &walk)) {
		return true;
	}
	if (visit(&walk, JAILHOUSE_OBJECT_MMCONFIG, 0,
		  system->desc->platform_info.pci_mmconfig_base,
		  config_mmconfig_size(system->desc))) {
		return true;
	}
	return visit_iommus(system, &walk);
}

bool config_hits_window(const struct jailhouse_memory *region, const struct config_window *window)
{
	if (ranges_overlap(region->virt_start, region->size, window->start, window->size)) {
		return true;
	}
	return !is_comm(region) &&
	       ranges_overlap(region->phys_start, region->size, window->start, window->size);
}

bool config_hits_hypervisor(const struct config_system *system,
			    const struct jailhouse_memory *region)
{
	const struct jailhouse_memory *hypervisor = &system->desc->hypervisor_memory;

	return !is_comm(region) && ranges_overlap(region->phys_start, region->size,
						  hypervisor->phys_start, hypervisor->size);
}
