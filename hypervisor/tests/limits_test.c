/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Both sides of each limit, and what each rule leaves alone: changes of the
 * checker that no other test notices.
 */

#include "world.h"

#define FREE   0x3b000000ULL
#define GUEST  0x10000000ULL
#define NEW    CELL_NUM_MEMORY
#define SHMEM  0x40000000ULL
#define DEVICE (&world->cell.pci_devices[CELL_DEVICE])
#define CAP    (&world->cell.pci_caps[0])
#define X86    (&world->system.platform_info.x86)
#define UNITS  (world->system.platform_info.iommu_units)

/* ---- the file ---- */

/* A descriptor with nothing but one array that fills the file. */
static int parse_plain(u32 size, u32 cpu_set_size, struct config_cell *cell)
{
	struct world *world = world_new();
	struct jailhouse_cell_desc *desc = calloc(1, size);
	int err;

	cr_assert_not_null(desc);
	memcpy(desc, &world->cell.desc, offsetof(struct jailhouse_cell_desc, cpu_set_size));
	desc->cpu_set_size = cpu_set_size;
	desc->num_stream_ids =
		(size - sizeof(*desc) - cpu_set_size) / sizeof(union jailhouse_stream_id);
	err = config_parse_cell(cell, desc, size, NULL);
	free(world);
	return err;
}

Test(limits, descriptor_alone)
{
	struct config_cell cell;

	cr_expect_eq(parse_plain(sizeof(*cell.desc), 0, &cell), 0);
	free((void *)cell.desc);
}

Test(limits, largest_cpu_set)
{
	struct config_cell cell;
	u32 size = sizeof(*cell.desc) + CONFIG_MAX_CPU_SET_SIZE;

	cr_expect_eq(parse_plain(size, CONFIG_MAX_CPU_SET_SIZE, &cell), 0);
	free((void *)cell.desc);
}

Test(limits, largest_cell)
{
	struct world *world = world_new();
	struct blob system_blob = build_system(world);
	struct config_system system;
	struct config_cell cell;
	const struct config_check check = { .system = &system, .why = &world->why };

	cr_assert_eq(config_parse_system(&system, system_blob.bytes, system_blob.size, NULL, NULL),
		     0);
	cr_assert_eq(parse_plain(CONFIG_MAX_CELL_SIZE, 0, &cell), 0);
	cr_expect_eq(cell.config_size, CONFIG_MAX_CELL_SIZE);
	/* it is not too large: the next rule refuses it */
	expect_refused(world, config_check_cell(&check, &cell), EINVAL, JAILHOUSE_REASON_NO_CPU,
		       JAILHOUSE_OBJECT_CELL, 0);
	free((void *)cell.desc);
	free(system_blob.bytes);
}

Test(limits, all_iommu_units)
{
	struct world *world = world_new();
	struct blob blob;
	struct config_system system;

	for (u32 n = 0; n < JAILHOUSE_MAX_IOMMU_UNITS; n++) {
		UNITS[n].base = 0xfd000000 + n * 0x4000;
	}
	memset(X86, 0xff, sizeof(*X86));
	blob = build_system(world);
	cr_assert_eq(config_parse_system(&system, blob.bytes, blob.size, NULL, NULL), 0);
	cr_expect_eq(system.num_iommus, JAILHOUSE_MAX_IOMMU_UNITS);
	free(blob.bytes);
	free(world);
}

/* ---- cells ---- */

CELL_REFUSED(limits, name_with_remains_of_another_one, EEXIST, NAME_EXISTS, CELL, 0)
{
	strcpy(world->cell.desc.name, "other");
	world->cell.desc.name[10] = 'x';
}

CELL_ACCEPTED(limits, ids_of_their_own)
{
	world->with_platform = true;
	world->platform.ids_assigned = true;
}

ROOT_REFUSED(limits, cpus_that_are_there_but_did_not_enter, EINVAL, CPU_COUNT, CELL, 0)
{
	static const u8 present[] = { 0xf };

	world->with_platform = true;
	world->platform.cpu_set = present;
	world->platform.cpu_set_size = sizeof(present);
	world->platform.num_cpus = 3;
}

Test(limits, test_device_says_where)
{
	struct world *world = world_new();

	world->cell.desc.flags |= JAILHOUSE_CELL_TEST_DEVICE;
	add_memory(&world->cell, FREE, 0x101000, 0x1000, RW);
	cr_expect_eq(check_world_cell(world), -EINVAL);
	cr_expect_eq(world->why.code, JAILHOUSE_REASON_MEM_INTERCEPTED);
	cr_expect_eq(world->why.found, 0x101000u);
	free(world);
}

/* ---- memory ---- */

CELL_ACCEPTED(limits, execute_only)
{
	add_memory(&world->cell, FREE, GUEST, 0x1000, JAILHOUSE_MEM_EXECUTE);
}

/* Regions may be listed twice, but not nearly. */
static void add_twice(struct world *world, u64 phys, u64 virt, u64 size)
{
	u64 flags = RW | JAILHOUSE_MEM_ROOTSHARED;

	add_memory(&world->cell, FREE, GUEST, 0x2000, flags);
	add_memory(&world->cell, phys, virt, size, flags);
}

CELL_REFUSED(limits, listed_twice_from_elsewhere, EINVAL, MEM_OVERLAP, MEMORY, NEW + 1)
{
	add_twice(world, FREE + 0x10000, GUEST, 0x2000);
}

CELL_REFUSED(limits, listed_twice_with_another_size, EINVAL, MEM_OVERLAP, MEMORY, NEW + 1)
{
	add_twice(world, FREE, GUEST, 0x1000);
}

CELL_REFUSED(limits, listed_twice_at_another_place, EINVAL, MEM_OVERLAP, MEMORY, NEW + 1)
{
	add_twice(world, FREE, GUEST + 0x1000, 0x2000);
}

CELL_REFUSED(limits, section_listed_as_memory, EINVAL, MEM_OVERLAP, MEMORY, NEW)
{
	add_memory(&world->cell, SHMEM, SHMEM, 0x1000, JAILHOUSE_MEM_READ);
}

/* ---- interrupt controllers ---- */

static void add_second_chip(struct plan *plan, u32 pins)
{
	u32 n = plan->desc.num_irqchips++;

	plan->irqchips[n] =
		(struct jailhouse_irqchip){ .address = 0xfec10000, .pin_bitmap = { pins } };
}

CELL_ACCEPTED(limits, same_pins_of_two_chips)
{
	add_second_chip(&world->root, ~0U);
	add_second_chip(&world->cell, 1 << 10);
}

CELL_REFUSED(limits, pin_of_the_second_chip, EBUSY, PIN_TAKEN, IRQCHIP, 1)
{
	add_second_chip(&world->root, ~0U);
	add_second_chip(&world->cell, 1 << 3);
	add_second_chip(&world->other, 1 << 3);
}

ROOT_ACCEPTED(limits, as_many_chips_as_possible)
{
	for (u32 n = 0; n < CONFIG_MAX_IRQCHIPS; n++) {
		world->root.irqchips[n].address = 0xfec00000 + n * 0x1000;
	}
	world->root.desc.num_irqchips = CONFIG_MAX_IRQCHIPS;
}

Test(limits, pin_behind_the_last_of_an_entry)
{
	struct world *world = world_new_arm(3);

	world->cell.irqchips[0].pin_base = 64;
	memset(world->cell.irqchips[0].pin_bitmap, 0, 16);
	world->cell.irqchips[0].pin_bitmap[3] = 1; /* pin 160: 128 behind the other's base */
	expect_accepted(world, check_world_cell(world));
}

Test(limits, pin_base_says_what_is_possible)
{
	struct world *world = world_new_arm(3);

	world->cell.irqchips[0].pin_base = 928;
	cr_expect_eq(check_world_cell(world), -EINVAL);
	cr_expect_eq(world->why.expected, 896u);
	free(world);
}

/* ---- PCI ---- */

CELL_ACCEPTED(limits, first_capability)
{
	CAP->start = 0x40;
}

CELL_ACCEPTED(limits, first_extended_capability)
{
	world->cell.pci_caps[1] = (struct jailhouse_pci_capability){
		.id = PCI_EXT_CAP_ID_ERR | JAILHOUSE_PCI_EXT_CAP,
		.start = 0x100,
		.len = 8,
	};
	world->cell.desc.num_pci_caps++;
	DEVICE->num_caps = 2;
}

CELL_ACCEPTED(limits, most_msi_vectors)
{
	DEVICE->num_msi_vectors = 32;
}

static void make_msix(struct world *world, u16 vectors, u64 address, u16 size)
{
	DEVICE->num_msi_vectors = 0;
	DEVICE->num_msix_vectors = vectors;
	DEVICE->msix_address = address;
	DEVICE->msix_region_size = size;
	CAP->id = vectors ? PCI_CAP_ID_MSIX : PCI_CAP_ID_PM;
	CAP->len = 12;
}

CELL_ACCEPTED(limits, most_msix_vectors)
{
	make_msix(world, 2048, 0xfe000000, 0x8000);
}

CELL_REFUSED(limits, table_behind_the_address_space, EINVAL, MSIX_ADDRESS, PCI_DEVICE, CELL_DEVICE)
{
	make_msix(world, 4, CONFIG_MAX_GUEST_ADDRESS - 0xf, 0x1000);
}

/* Without vectors or without an address there is no table to be checked. */
CELL_ACCEPTED(limits, address_without_vectors)
{
	make_msix(world, 0, 0xfee00008, 0);
}

CELL_ACCEPTED(limits, vectors_without_address)
{
	make_msix(world, 4, 0, 0);
}

CELL_ACCEPTED(limits, address_of_a_virtual_device)
{
	world->cell.pci_devices[CELL_IVSHMEM].msix_address = 0xfee00008;
}

static void give_table(struct plan *plan, u32 device, u64 address, u16 vectors)
{
	plan->pci_devices[device].num_msix_vectors = vectors;
	plan->pci_devices[device].msix_address = address;
	plan->pci_devices[device].msix_region_size = 0x1000;
}

CELL_ACCEPTED(limits, no_table_where_another_one_is)
{
	make_msix(world, 0, 0xfe000000, 0x1000);
	give_table(&world->root, ROOT_AHCI, 0xfe000000, 4);
}

CELL_ACCEPTED(limits, memory_where_no_table_is)
{
	give_table(&world->other, 0, FREE, 0);
	give_table(&world->root, ROOT_IVSHMEM, FREE, 2);
	add_memory(&world->cell, FREE, GUEST, 0x1000, RW);
}

/* A virtual function has no owner in the hardware. */
CELL_ACCEPTED(limits, virtual_function_where_another_cell_has_a_physical_one)
{
	world->other.pci_devices[0].bdf = world->cell.pci_devices[CELL_IVSHMEM].bdf;
}

/* ---- platform ---- */

ROOT_ACCEPTED(limits, last_values_of_x86)
{
	X86->apic_mode = JAILHOUSE_APIC_MODE_X2APIC;
	X86->pm_timer_address = 0xfffc;
	X86->vtd_interrupt_limit = 0x8000;
}

ROOT_ACCEPTED(limits, console_of_the_last_type)
{
	world->system.debug_console.type = JAILHOUSE_CON_TYPE_8250;
}

ROOT_ACCEPTED(limits, hypervisor_at_the_end)
{
	world->system.hypervisor_memory.phys_start = CONFIG_MAX_PHYS_ADDRESS - 0x5fffff;
}

Test(limits, hypervisor_says_where_it_ends)
{
	struct world *world = world_new();

	world->system.hypervisor_memory.phys_start = CONFIG_MAX_PHYS_ADDRESS - 0x5fefff;
	cr_expect_eq(check_world_system(world), -EINVAL);
	cr_expect_eq(world->why.code, JAILHOUSE_REASON_MEM_BEYOND);
	cr_expect_eq(world->why.found, CONFIG_MAX_PHYS_ADDRESS + 0x1000);
	free(world);
}

/* Some byte must be left behind image, CPUs and configuration. */
Test(limits, hypervisor_that_is_just_full)
{
	for (u32 spare = 0; spare < 2; spare++) {
		struct world *world = world_new();
		struct blob blob = build_system(world);

		world->with_platform = true;
		world->platform.percpu_size = 0x1000;
		world->platform.core_size =
			world->system.hypervisor_memory.size - 4 * 0x1000 - blob.size - spare;
		free(blob.bytes);
		if (spare) {
			expect_accepted(world, check_world_system(world));
		} else {
			expect_refused(world, check_world_system(world), EINVAL,
				       JAILHOUSE_REASON_HV_MEMORY_SMALL, JAILHOUSE_OBJECT_HV_MEMORY,
				       0);
		}
	}
}

Test(limits, every_iommu_of_arm)
{
	for (u32 type = JAILHOUSE_IOMMU_SMMUV3; type <= JAILHOUSE_IOMMU_ARM_MMU500; type++) {
		struct world *world = world_new_arm(3);

		UNITS[0].type = type;
		expect_accepted(world, check_world_system(world));
	}
}

static void use_cache(struct world *world, u32 start, u32 size)
{
	world->with_platform = true;
	world->platform.vendor = CONFIG_VENDOR_INTEL;
	UNITS[0].type = JAILHOUSE_IOMMU_INTEL;
	world->cell.caches[0] = (struct jailhouse_cache){ .start = start,
							  .size = size,
							  .type = JAILHOUSE_CACHE_L3 };
	world->cell.desc.num_cache_regions = 1;
}

CELL_ACCEPTED(limits, all_of_the_cache)
{
	use_cache(world, 0, 64);
}

CELL_ACCEPTED(limits, last_part_of_the_cache)
{
	use_cache(world, 63, 1);
}

CELL_REFUSED(limits, behind_the_cache, EINVAL, CACHE, CACHE, 0)
{
	use_cache(world, 64, 1);
}

/* ---- links, records ---- */

CELL_REFUSED(limits, front_ends_of_the_first_protocol, EINVAL, SHMEM_PROTOCOL, PCI_DEVICE,
	     CELL_IVSHMEM)
{
	world->root.pci_devices[ROOT_IVSHMEM].shmem_protocol = JAILHOUSE_SHMEM_PROTO_VIRTIO_FRONT;
	world->cell.pci_devices[CELL_IVSHMEM].shmem_protocol = JAILHOUSE_SHMEM_PROTO_VIRTIO_FRONT;
}

Test(limits, longest_name_in_a_record)
{
	struct world *world = world_new();

	memset(world->cell.desc.name, 'x', JAILHOUSE_CELL_NAME_MAXLEN);
	world->cell.cpus[0] = 0;
	memset(&world->why, 0xff, sizeof(world->why));
	cr_expect_eq(check_world_cell(world), -EINVAL);
	cr_expect_str_eq(world->why.cell, world->cell.desc.name);
	cr_expect_eq(strlen(world->why.cell), JAILHOUSE_CELL_NAME_MAXLEN);
	free(world);
}

/* ---- shared memory ---- */

#define LINK (&world->cell.pci_devices[CELL_IVSHMEM])

/* One is enough; it is not what the other end says. */
CELL_REFUSED(limits, link_with_one_end, EINVAL, SHMEM_LINK, PCI_DEVICE, CELL_IVSHMEM)
{
	LINK->shmem_peers = 1;
	LINK->shmem_dev_id = 0;
	world->cell.memory[CELL_SHMEM + 2].flags |= JAILHOUSE_MEM_WRITE;
}

/* Of all their sections it lacks some: that is what is wrong, and not their number. */
CELL_REFUSED(limits, link_with_most_ends, EINVAL, SHMEM_REGIONS, PCI_DEVICE, CELL_IVSHMEM)
{
	LINK->shmem_peers = IVSHMEM_MAX_PEERS;
}

/* The table is large enough; only the next section does not follow it. */
CELL_REFUSED(limits, state_table_of_the_least_size, EINVAL, SHMEM_GAP, MEMORY, CELL_SHMEM + 1)
{
	world->cell.memory[CELL_SHMEM].size = LINK->shmem_peers * sizeof(u32);
	world->cell.memory[CELL_SHMEM].flags |= JAILHOUSE_MEM_IO_32;
}

/* ---- consoles ---- */

CELL_WARNED(limits, console_whose_registers_pass_the_last_port, CONSOLE_PORTS)
{
	world->cell.pio[world->cell.desc.num_pio_regions++] =
		(struct jailhouse_pio){ .base = 0xfffc, .length = 4 };
	world->cell.desc.console = (struct jailhouse_console){ .address = 0xfffc,
							       .type = JAILHOUSE_CON_TYPE_8250,
							       .flags = JAILHOUSE_CON_ACCESS_PIO };
}

ROOT_WARNED(limits, type_of_console_behind_the_last, CONSOLE_TYPE)
{
	world->system.debug_console.type = JAILHOUSE_CON_TYPE_SCIF + 1;
}

Test(limits, last_type_of_console)
{
	struct world *world = world_new_arm(3);

	world->system.debug_console.type = JAILHOUSE_CON_TYPE_SCIF;
	expect_accepted(world, check_world_system(world));
}

/* ---- what a warning shows ---- */

/* It shows what is meant, and nothing else. */
static void expect_shown(struct world *world, int err, u64 found)
{
	cr_expect_eq(err, 0);
	cr_expect_eq(world->warning.found, found, "found 0x%llx", world->warning.found);
	free(world);
}

Test(limits, unknown_flags_are_shown)
{
	struct world *world = world_new();

	world->system.flags |= 0x8000;
	expect_shown(world, check_world_system(world), 0x8000);
	world = world_new();
	world->cell.memory[CELL_REGISTERS].flags |= 1ULL << 40;
	expect_shown(world, check_world_cell(world), 1ULL << 40);
}

Test(limits, rights_of_a_section_are_shown)
{
	struct world *world = world_new();

	world->cell.memory[CELL_SHMEM + 2].flags |= JAILHOUSE_MEM_WRITE;
	cr_expect_eq(check_world_cell(world), -EINVAL);
	cr_expect_eq(world->why.found, JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE);
	cr_expect_eq(world->why.expected, JAILHOUSE_MEM_READ);
	free(world);
}
