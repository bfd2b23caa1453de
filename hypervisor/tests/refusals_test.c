/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Where all refusals are asked for, one does not hide the others. That the first of
 * them is the one that the hypervisor gives is looked at in each other test (world.c).
 */

#include "world.h"

/* The world is freed. */
static void expect_refusals(struct world *world, int result, u32 count)
{
	cr_expect_neq(result, 0);
	cr_expect_eq(world->num_refusals, count, "%u refusals, expected %u", world->num_refusals,
		     count);
	free(world);
}

Test(refusals, of_different_kinds)
{
	struct world *world = world_new();

	world->cell.cpus[0] = 0;
	world->cell.memory[CELL_RAM].phys_start += 0x800;
	world->cell.pci_devices[CELL_DEVICE].num_msi_vectors = 33;
	world->cell.pio[0].base = 0xffff;
	expect_refusals(world, check_world_cell(world), 4);
}

Test(refusals, of_one_region)
{
	struct world *world = world_new();
	const struct jailhouse_memory *hypervisor = &world->system.hypervisor_memory;

	/* not aligned, in the hypervisor's memory, and over another region */
	world->cell.memory[CELL_REGISTERS] = (struct jailhouse_memory){
		.phys_start = hypervisor->phys_start + 0x800,
		.virt_start = world->cell.memory[CELL_RAM].virt_start,
		.size = 0x1000,
		.flags = RW,
	};
	expect_refusals(world, check_world_cell(world), 3);
}

Test(refusals, of_each_region)
{
	struct world *world = world_new();

	for (u32 n = 0; n < 4; n++) {
		add_memory(&world->cell, 0x800, 0x300000000ULL + n * 0x1000, 0x1000, RW);
	}
	expect_refusals(world, check_world_cell(world), 4);
}

Test(refusals, of_system_and_root_cell)
{
	struct world *world = world_new();

	world->system.platform_info.x86.apic_mode = 7;
	world->system.platform_info.pci_mmconfig_base += 0x1000;
	world->root.memory[ROOT_LOW_RAM].virt_start += 0x1000;
	expect_refusals(world, check_world_system(world), 3);
}

/* What is not there is not looked at: capabilities and sections behind the end of their array. */
Test(refusals, of_what_is_not_there)
{
	struct world *world = world_new();

	world->cell.pci_devices[CELL_DEVICE].caps_start = 0xffff;
	world->cell.pci_devices[CELL_DEVICE].num_caps = 0xffff;
	world->cell.pci_devices[CELL_IVSHMEM].shmem_regions_start = 0xfffffff0;
	expect_refusals(world, check_world_cell(world), 2);
}

/* The driver looks at the CPUs before the hypervisor looks at the name. */
Test(refusals, of_a_cell_without_a_name)
{
	struct world *world = world_new();

	world->cell.desc.name[0] = 0;
	world->cell.cpus[0] = 0;
	expect_refusals(world, check_world_cell(world), 2);
}

/* Of a file that is another one than was meant nothing more is said. */
Test(refusals, of_another_file)
{
	struct world *world = world_new();

	world->cell.desc.architecture = JAILHOUSE_ARM64;
	world->cell.cpus[0] = 0;
	world->cell.memory[CELL_RAM].phys_start += 0x800;
	expect_refusals(world, check_world_cell(world), 1);
}
