/* SPDX-License-Identifier: GPL-2.0-only */

/* Cells as such: names, ids, CPUs, flags. */

#include "world.h"

CELL_ACCEPTED(cells, valid)
{
	(void)world;
}

ROOT_ACCEPTED(cells, valid_root)
{
	(void)world;
}

Test(cells, valid_arm)
{
	for (u8 gic = 2; gic <= 3; gic++) {
		struct world *world = world_new_arm(gic);

		expect_accepted(world, check_world_system(world));
		world = world_new_arm(gic);
		expect_accepted(world, check_world_cell(world));
	}
}

Test(cells, no_record_and_no_warnings_wanted)
{
	struct world *world = world_new();
	struct blob system_blob = build_system(world), blob;
	struct config_system system;
	struct config_cell cell;
	struct config_check check = { .system = &system };

	world->cell.desc.flags = 0x100;
	world->cell.memory[CELL_RAM].flags |= 1ULL << 40;
	blob = build_cell(&world->cell);
	cr_assert_eq(config_parse_system(&system, system_blob.bytes, system_blob.size, NULL, NULL),
		     0);
	cr_assert_eq(config_parse_cell(&cell, blob.bytes, blob.size, NULL), 0);
	cr_expect_eq(config_check_cell(&check, &cell), 0);
	cell.desc = &system.desc->root_cell;
	cr_expect_lt(config_check_cell(&check, &cell), 0);
	free(system_blob.bytes);
	free(blob.bytes);
	free(world);
}

CELL_REFUSED(cells, architecture_of_the_system, EINVAL, ARCHITECTURE, CELL, 0)
{
	world->cell.desc.architecture = JAILHOUSE_ARM;
}

ROOT_REFUSED(cells, architecture_of_the_machine, EINVAL, ARCHITECTURE, SYSTEM, 0)
{
	world->with_platform = true;
	world->platform.architecture_known = true;
	world->platform.architecture = JAILHOUSE_ARM64;
}

CELL_REFUSED(cells, name_of_root, EEXIST, NAME_EXISTS, CELL, 0)
{
	strcpy(world->cell.desc.name, "root");
}

CELL_REFUSED(cells, name_of_other, EEXIST, NAME_EXISTS, CELL, 0)
{
	strcpy(world->cell.desc.name, "other");
}

CELL_REFUSED(cells, name_of_31_characters, EEXIST, NAME_EXISTS, CELL, 0)
{
	memset(world->cell.desc.name, 'x', JAILHOUSE_CELL_NAME_MAXLEN);
	memcpy(world->other.desc.name, world->cell.desc.name, sizeof(world->cell.desc.name));
}

CELL_ACCEPTED(cells, name_that_begins_alike)
{
	strcpy(world->cell.desc.name, "othe");
}

CELL_REFUSED(cells, name_empty, EINVAL, NAME_EMPTY, CELL, 0)
{
	world->cell.desc.name[0] = 0;
}

ROOT_REFUSED(cells, root_name_empty, EINVAL, NAME_EMPTY, CELL, 0)
{
	world->root.desc.name[0] = 0;
}

CELL_REFUSED(cells, id_of_other, EEXIST, ID_EXISTS, CELL, 0)
{
	world->with_platform = true;
	world->platform.ids_assigned = true;
	world->cell.desc.id = world->other.desc.id;
}

/* files all carry id 0 */
CELL_ACCEPTED(cells, id_not_assigned_yet)
{
	world->cell.desc.id = world->other.desc.id;
}

Test(cells, too_large)
{
	struct world *world = world_new();
	struct blob system_blob = build_system(world);
	u32 size = CONFIG_MAX_CELL_SIZE + 4;
	struct jailhouse_cell_desc *desc = calloc(1, size);
	struct config_system system;
	struct config_cell cell;
	struct config_check check = { .system = &system, .why = &world->why };

	*desc = world->cell.desc;
	desc->cpu_set_size = 0;
	desc->num_memory_regions = 0;
	desc->num_irqchips = 0;
	desc->num_pio_regions = 0;
	desc->num_pci_devices = 0;
	desc->num_pci_caps = 0;
	desc->num_stream_ids = (size - sizeof(*desc)) / sizeof(union jailhouse_stream_id);
	cr_assert_eq(config_parse_system(&system, system_blob.bytes, system_blob.size, NULL, NULL),
		     0);
	cr_assert_eq(config_parse_cell(&cell, desc, size, NULL), 0);
	expect_refused(world, config_check_cell(&check, &cell), E2BIG, JAILHOUSE_REASON_TOO_LARGE,
		       JAILHOUSE_OBJECT_CELL, 0);
	free(desc);
	free(system_blob.bytes);
}

/* ---- CPUs ---- */

CELL_REFUSED(cpus, none, EINVAL, NO_CPU, CELL, 0)
{
	world->cell.cpus[0] = 0;
}

CELL_REFUSED(cpus, empty_bitmap, EINVAL, NO_CPU, CELL, 0)
{
	world->cell.desc.cpu_set_size = 0;
}

CELL_REFUSED(cpus, not_in_root, EBUSY, CPU_NOT_IN_ROOT, CPU, 4)
{
	world->cell.cpus[0] |= 1 << 4;
}

/* the root cell's bitmap is shorter */
CELL_REFUSED(cpus, beyond_root, EBUSY, CPU_NOT_IN_ROOT, CPU, 127)
{
	world->cell.desc.cpu_set_size = 16;
	world->cell.cpus[15] = 0x80;
}

CELL_REFUSED(cpus, taken, EBUSY, CPU_TAKEN, CPU, 2)
{
	world->cell.cpus[0] |= 1 << 2;
}

CELL_ACCEPTED(cpus, bitmap_of_one_byte)
{
	world->cell.desc.cpu_set_size = 1;
}

ROOT_REFUSED(cpus, root_without, EINVAL, ROOT_WITHOUT_CPU, CELL, 0)
{
	world->root.cpus[0] = 0;
}

CELL_REFUSED(cpus, first_one_of_x86, EINVAL, DRV_CPU_ZERO, CPU, 0)
{
	world->cell.cpus[0] |= 1;
}

Test(cpus, root_keeps_one)
{
	struct world *world = world_new_arm(3);

	world->cell.cpus[0] = world->root.cpus[0] & ~world->other.cpus[0];
	expect_refused(world, check_world_cell(world), EBUSY, JAILHOUSE_REASON_ROOT_KEEPS_CPU,
		       JAILHOUSE_OBJECT_CELL, 0);
}

Test(cpus, first_one_of_arm)
{
	struct world *world = world_new_arm(3);

	world->cell.cpus[0] |= 1;
	world->root.cpus[0] |= 1 << 4;
	expect_accepted(world, check_world_cell(world));
}

static void set_present(struct world *world, const u8 *cpus)
{
	world->with_platform = true;
	world->platform.cpu_set = cpus;
	world->platform.cpu_set_size = 1;
}

ROOT_REFUSED(cpus, present_but_not_in_root, EINVAL, CPU_MISSING, CPU, 4)
{
	static const u8 cpus = 0x1f;

	set_present(world, &cpus);
}

ROOT_REFUSED(cpus, in_root_but_absent, EINVAL, CPU_ABSENT, CPU, 3)
{
	static const u8 cpus = 0x07;

	set_present(world, &cpus);
}

ROOT_ACCEPTED(cpus, root_matches)
{
	static const u8 cpus = 0x0f;

	set_present(world, &cpus);
	world->platform.num_cpus = 4;
}

ROOT_REFUSED(cpus, root_count, EINVAL, CPU_COUNT, CELL, 0)
{
	world->with_platform = true;
	world->platform.num_cpus = 3;
}

Test(cpus, counted)
{
	struct world *world = world_new();
	struct blob blob = build_system(world);
	struct config_system system;

	cr_assert_eq(config_parse_system(&system, blob.bytes, blob.size, NULL, NULL), 0);
	cr_expect_eq(config_count_cpus(&system.root), 4u);
	cr_expect(config_has_cpu(&system.root, 3));
	cr_expect_not(config_has_cpu(&system.root, 4));
	cr_expect_not(config_has_cpu(&system.root, 0xffffffff));
	free(blob.bytes);
	free(world);
}

/* ---- flags and what belongs to them ---- */

CELL_WARNED(cells, unknown_flags, FLAGS)
{
	world->cell.desc.flags = 0x100;
}

ROOT_WARNED(cells, unknown_root_flags, FLAGS)
{
	world->root.desc.flags = 0x100;
}

CELL_WARNED(cells, without_comm, NO_COMM)
{
	world->cell.memory[CELL_COMM].size = 0;
}

CELL_WARNED(cells, reset_address_outside, RESET_ADDRESS)
{
	world->cell.desc.cpu_reset_address = 0x200000;
}

CELL_WARNED(cells, reset_address_not_executable, RESET_ADDRESS)
{
	world->cell.memory[CELL_RAM].flags &= ~(u64)JAILHOUSE_MEM_EXECUTE;
}

CELL_ACCEPTED(cells, test_device)
{
	world->cell.desc.flags = JAILHOUSE_CELL_TEST_DEVICE;
}

CELL_REFUSED(cells, test_device_without_comm, EINVAL, TEST_DEVICE_NO_COMM, CELL, 0)
{
	world->cell.desc.flags = JAILHOUSE_CELL_TEST_DEVICE;
	world->cell.memory[CELL_COMM].size = 0;
}

CELL_REFUSED(cells, test_device_covered, EINVAL, MEM_INTERCEPTED, MEMORY, CELL_NUM_MEMORY)
{
	world->cell.desc.flags = JAILHOUSE_CELL_TEST_DEVICE;
	add_memory(&world->cell, 0x3b000000, 0x101000, 0x1000, RW);
}
