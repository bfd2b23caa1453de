/* SPDX-License-Identifier: GPL-2.0-only */

/* The platform part of a system configuration. */

#include "world.h"

#define HV   (&world->system.hypervisor_memory)
#define INFO (&world->system.platform_info)
#define UNIT (&world->system.platform_info.iommu_units[0])

ROOT_REFUSED(platform, hv_size_zero, EINVAL, HV_MEMORY_SIZE, HV_MEMORY, 0)
{
	HV->size = 0;
}

ROOT_REFUSED(platform, hv_size_unaligned, EINVAL, HV_MEMORY_SIZE, HV_MEMORY, 0)
{
	HV->size -= 8;
}

ROOT_REFUSED(platform, hv_unaligned, EINVAL, MEM_UNALIGNED, HV_MEMORY, 0)
{
	HV->phys_start += 0x10;
}

ROOT_REFUSED(platform, hv_wraps, EINVAL, MEM_WRAPS, HV_MEMORY, 0)
{
	HV->phys_start = ~0xfffULL;
	HV->size = 0x2000;
}

ROOT_REFUSED(platform, hv_beyond, EINVAL, MEM_BEYOND, HV_MEMORY, 0)
{
	HV->phys_start = CONFIG_MAX_PHYS_ADDRESS + 1;
}

ROOT_ACCEPTED(platform, hv_other_fields_ignored)
{
	HV->virt_start = 0x123;
	HV->flags = ~0ULL;
}

static void set_image(struct world *world, u64 core_size, u64 percpu_size)
{
	world->with_platform = true;
	world->platform.core_size = core_size;
	world->platform.percpu_size = percpu_size;
}

ROOT_ACCEPTED(platform, hv_has_room)
{
	set_image(world, 0x200000, 0x80000);
}

ROOT_REFUSED(platform, hv_image_fills_it, EINVAL, HV_MEMORY_SMALL, HV_MEMORY, 0)
{
	set_image(world, HV->size, 0);
}

ROOT_REFUSED(platform, hv_no_room_for_cpus, EINVAL, HV_MEMORY_SMALL, HV_MEMORY, 0)
{
	set_image(world, 0x200000, 0x100000);
}

Test(platform, hv_room_counts_up_to_the_highest_cpu)
{
	struct world *world = world_new();
	int err;

	set_image(world, 0x100000, 0x10000);
	world->root.cpus[0] = 0x01;
	world->root.cpus[7] = 0x80;
	world->system.hypervisor_memory.size = 0x500000;
	err = check_world_system(world);
	cr_expect_eq(world->why.cpu, 64u);
	/* 1 MiB, 64 * 64 KiB, and a page for the configuration */
	cr_expect_eq(world->why.expected, 0x501000u);
	expect_refused(world, err, EINVAL, JAILHOUSE_REASON_HV_MEMORY_SMALL,
		       JAILHOUSE_OBJECT_HV_MEMORY, 0);
}

ROOT_REFUSED(platform, hv_over_local_apic, EINVAL, HV_MEMORY_WINDOW, HV_MEMORY, 0)
{
	HV->phys_start = 0xfee00000;
}

ROOT_REFUSED(platform, hv_over_mmconfig, EINVAL, HV_MEMORY_WINDOW, HV_MEMORY, 0)
{
	HV->phys_start = 0xbffff000;
}

/* ---- windows ---- */

ROOT_REFUSED(platform, mmconfig_unaligned, EINVAL, MMCONFIG, MMCONFIG, 0)
{
	INFO->pci_mmconfig_base += 0x1000;
}

ROOT_REFUSED(platform, mmconfig_wraps, EINVAL, MEM_WRAPS, MMCONFIG, 0)
{
	INFO->pci_mmconfig_base = ~0xfffffULL;
}

ROOT_REFUSED(platform, mmconfig_over_local_apic, EINVAL, PLATFORM_WINDOW, MMCONFIG, 0)
{
	INFO->pci_mmconfig_base = 0xf0000000;
}

ROOT_ACCEPTED(platform, mmconfig_up_to_the_last_bus)
{
	INFO->pci_mmconfig_base = 0xf0000000;
	INFO->pci_mmconfig_end_bus = 0xeb;
}

ROOT_ACCEPTED(platform, no_mmconfig)
{
	INFO->pci_mmconfig_base = 0;
}

Test(platform, mmconfig_size)
{
	struct jailhouse_system system = { 0 };

	cr_expect_eq(config_mmconfig_size(&system), 0u);
	system.platform_info.pci_mmconfig_base = 0x100000;
	cr_expect_eq(config_mmconfig_size(&system), 0x100000u);
	system.platform_info.pci_mmconfig_end_bus = 0xff;
	cr_expect_eq(config_mmconfig_size(&system), 0x10000000u);
}

/* ---- IOMMU units ---- */

ROOT_REFUSED(iommu, type_of_arm, EINVAL, IOMMU_TYPE, IOMMU, 0)
{
	UNIT->type = JAILHOUSE_IOMMU_SMMUV3;
}

static void set_vendor(struct world *world, enum config_vendor vendor)
{
	world->with_platform = true;
	world->platform.vendor = vendor;
}

ROOT_REFUSED(iommu, intel_unit_on_amd, EINVAL, IOMMU_TYPE, IOMMU, 0)
{
	set_vendor(world, CONFIG_VENDOR_AMD);
	UNIT->type = JAILHOUSE_IOMMU_INTEL;
}

ROOT_REFUSED(iommu, amd_unit_on_intel, EINVAL, IOMMU_TYPE, IOMMU, 0)
{
	set_vendor(world, CONFIG_VENDOR_INTEL);
}

ROOT_ACCEPTED(iommu, amd_unit_on_amd)
{
	set_vendor(world, CONFIG_VENDOR_AMD);
}

Test(iommu, x86_unit_on_arm)
{
	struct world *world = world_new_arm(3);

	UNIT->type = JAILHOUSE_IOMMU_AMD;
	expect_refused(world, check_world_system(world), EINVAL, JAILHOUSE_REASON_IOMMU_TYPE,
		       JAILHOUSE_OBJECT_IOMMU, 0);
}

ROOT_ACCEPTED(iommu, unused_entry)
{
	UNIT->type = 0;
	UNIT->size = 0;
}

ROOT_REFUSED(iommu, size_zero, EINVAL, IOMMU_SIZE, IOMMU, 0)
{
	UNIT->size = 0;
}

ROOT_REFUSED(iommu, size_no_power_of_two, EINVAL, IOMMU_SIZE, IOMMU, 0)
{
	UNIT->size = 0x3000;
}

ROOT_REFUSED(iommu, second_unit, EINVAL, IOMMU_TYPE, IOMMU, 1)
{
	INFO->iommu_units[1] = *UNIT;
	INFO->iommu_units[1].base += 0x10000;
	INFO->iommu_units[1].type = 99;
}

ROOT_REFUSED(iommu, units_overlap, EINVAL, PLATFORM_WINDOW, IOMMU, 1)
{
	INFO->iommu_units[1] = *UNIT;
}

ROOT_WARNED(iommu, unit_behind_the_end_of_the_list, IOMMU_IGNORED)
{
	INFO->iommu_units[7] = *UNIT;
}

ROOT_WARNED(iommu, unit_without_base, IOMMU_IGNORED)
{
	UNIT->base = 0;
}

/* ---- x86 and ARM ---- */

ROOT_REFUSED(platform, apic_mode, EINVAL, APIC_MODE, SYSTEM, 0)
{
	INFO->x86.apic_mode = JAILHOUSE_APIC_MODE_X2APIC + 1;
}

ROOT_REFUSED(platform, pm_timer, EINVAL, PM_TIMER, SYSTEM, 0)
{
	INFO->x86.pm_timer_address = 0xfffd;
}

ROOT_REFUSED(platform, vtd_limit, EINVAL, VTD_LIMIT, SYSTEM, 0)
{
	INFO->x86.vtd_interrupt_limit = 0x8001;
}

Test(platform, gic_version)
{
	struct world *world = world_new_arm(3);

	world->system.platform_info.arm.gic_version = 4;
	expect_refused(world, check_world_system(world), EINVAL, JAILHOUSE_REASON_GIC_VERSION,
		       JAILHOUSE_OBJECT_SYSTEM, 0);
}

ROOT_WARNED(platform, unknown_flags, FLAGS)
{
	world->system.flags = 2;
}

ROOT_WARNED(platform, console_of_arm, CONSOLE_TYPE)
{
	world->system.debug_console.type = JAILHOUSE_CON_TYPE_PL011;
}

/* ---- cache partitions ---- */

#define CACHE (&world->cell.caches[0])

static void add_cache(struct world *world, enum config_vendor vendor)
{
	set_vendor(world, vendor);
	world->cell.desc.num_cache_regions = 1;
	CACHE->type = JAILHOUSE_CACHE_L3;
	CACHE->start = 4;
	CACHE->size = 4;
}

CELL_ACCEPTED(cache, valid)
{
	add_cache(world, CONFIG_VENDOR_INTEL);
}

CELL_REFUSED(cache, type, EINVAL, CACHE, CACHE, 0)
{
	add_cache(world, CONFIG_VENDOR_INTEL);
	CACHE->type = JAILHOUSE_CACHE_L3_CODE;
}

CELL_REFUSED(cache, size_zero, EINVAL, CACHE, CACHE, 0)
{
	add_cache(world, CONFIG_VENDOR_INTEL);
	CACHE->size = 0;
}

CELL_REFUSED(cache, beyond_mask, EINVAL, CACHE, CACHE, 0)
{
	add_cache(world, CONFIG_VENDOR_INTEL);
	CACHE->start = 0xffffffff;
}

CELL_REFUSED(cache, two, EINVAL, CACHE, CACHE, 0)
{
	add_cache(world, CONFIG_VENDOR_INTEL);
	world->cell.desc.num_cache_regions = 2;
}

CELL_ACCEPTED(cache, ignored_on_amd)
{
	add_cache(world, CONFIG_VENDOR_AMD);
	CACHE->size = 0;
}

CELL_WARNED(cache, vendor_unknown, CACHE)
{
	add_cache(world, CONFIG_VENDOR_UNKNOWN);
	CACHE->size = 0;
}

/* ---- found by mutations that a second checker refused ---- */

static void arm_refused(struct world *world, u16 code, u16 object, u32 index)
{
	expect_refused(world, check_world_system(world), EINVAL, code, object, index);
}

Test(platform, maintenance_irq_below)
{
	struct world *world = world_new_arm(3);

	world->system.platform_info.arm.maintenance_irq = 15;
	arm_refused(world, JAILHOUSE_REASON_MAINTENANCE_IRQ, JAILHOUSE_OBJECT_SYSTEM, 0);
}

Test(platform, maintenance_irq_above)
{
	struct world *world = world_new_arm(3);

	world->system.platform_info.arm.maintenance_irq = 32;
	arm_refused(world, JAILHOUSE_REASON_MAINTENANCE_IRQ, JAILHOUSE_OBJECT_SYSTEM, 0);
}

Test(platform, gic_unaligned)
{
	struct world *world = world_new_arm(3);

	world->system.platform_info.arm.gicr_base += 0x100;
	arm_refused(world, JAILHOUSE_REASON_MEM_UNALIGNED, JAILHOUSE_OBJECT_GIC, 4);
}

ROOT_REFUSED(platform, mmconfig_beyond, EINVAL, MEM_BEYOND, MMCONFIG, 0)
{
	INFO->pci_mmconfig_base = CONFIG_MAX_PHYS_ADDRESS + 1;
}

static void console_at(struct world *world, u64 address, u32 size)
{
	world->system.debug_console.address = address;
	world->system.debug_console.size = size;
	world->system.debug_console.type = JAILHOUSE_CON_TYPE_8250;
	world->system.debug_console.flags = JAILHOUSE_CON_ACCESS_MMIO;
}

ROOT_REFUSED(platform, console_in_hv_memory, EINVAL, HV_MEMORY_WINDOW, HV_MEMORY, 0)
{
	console_at(world, HV->phys_start, 0x1000);
}

ROOT_REFUSED(platform, console_reaches_hv_memory, EINVAL, HV_MEMORY_WINDOW, HV_MEMORY, 0)
{
	console_at(world, HV->phys_start - 0x1000, 0x1001);
}

ROOT_REFUSED(platform, console_wraps, EINVAL, MEM_WRAPS, CONSOLE, 0)
{
	console_at(world, ~0xffULL, 0x1000);
}

ROOT_REFUSED(platform, console_beyond, EINVAL, MEM_WRAPS, CONSOLE, 0)
{
	console_at(world, CONFIG_MAX_PHYS_ADDRESS, 2);
}

ROOT_REFUSED(platform, clock_gate_unaligned, EINVAL, MEM_UNALIGNED, CONSOLE, 0)
{
	world->system.debug_console.clock_reg = 0xfe001002;
}

ROOT_REFUSED(platform, clock_gate_beyond, EINVAL, MEM_BEYOND, CONSOLE, 0)
{
	world->system.debug_console.clock_reg = CONFIG_MAX_PHYS_ADDRESS + 1;
}

ROOT_REFUSED(platform, clock_gate_in_hv_memory, EINVAL, HV_MEMORY_WINDOW, HV_MEMORY, 0)
{
	world->system.debug_console.clock_reg = HV->phys_start + HV->size - 4;
}

ROOT_ACCEPTED(platform, clock_gate_behind_hv_memory)
{
	world->system.debug_console.clock_reg = HV->phys_start + HV->size;
}

ROOT_ACCEPTED(platform, console_ends_before_hv_memory)
{
	console_at(world, HV->phys_start - 0x1000, 0x1000);
}

ROOT_ACCEPTED(platform, console_of_ports_is_no_memory)
{
	console_at(world, HV->phys_start, 0x1000);
	world->system.debug_console.flags = JAILHOUSE_CON_ACCESS_PIO;
}

ROOT_ACCEPTED(platform, no_console_is_nowhere)
{
	console_at(world, HV->phys_start, 0x1000);
	world->system.debug_console.type = JAILHOUSE_CON_TYPE_NONE;
}
