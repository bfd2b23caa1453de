/* SPDX-License-Identifier: GPL-2.0-only */

/* Memory regions: by themselves, against each other, against other cells. */

#include "world.h"

#define FREE  0x3b000000ULL /* RAM that no cell of the world uses */
#define GUEST 0x10000000ULL /* guest-physical addresses that no cell uses */
#define NEW   CELL_NUM_MEMORY
#define WIDTH JAILHOUSE_MEM_IO_32

/* Bodies: one more region for the cell. */
#define ADD(phys, virt, size, flags) add_memory(&world->cell, (phys), (virt), (size), (flags))
#define ADD_ROOT(start, size, flags) add_memory(&world->root, (start), (start), (size), (flags))
#define ADD_OTHER(phys, virt, size, flags)                                                         \
	add_memory(&world->other, (phys), (virt), (size), (flags))

CELL_ACCEPTED(memory, one_more)
{
	ADD(FREE, GUEST, 0x1000, RW);
}

CELL_ACCEPTED(memory, unused_slot)
{
	ADD(0x3a000123, 0xfee00001, 0, ~0ULL);
}

CELL_ACCEPTED(memory, last_guest_page)
{
	ADD(FREE, CONFIG_MAX_GUEST_ADDRESS - 0xfff, 0x1000, RW);
}

CELL_REFUSED(memory, phys_wraps, EINVAL, MEM_WRAPS, MEMORY, NEW)
{
	ADD(~0xfffULL, GUEST, 0x2000, RW);
}

CELL_REFUSED(memory, virt_wraps, EINVAL, MEM_WRAPS, MEMORY, NEW)
{
	ADD(FREE, ~0xfffULL, 0x2000, RW);
}

CELL_REFUSED(memory, size_wraps, EINVAL, MEM_WRAPS, MEMORY, NEW)
{
	ADD(FREE, GUEST, ~0ULL, RW | WIDTH);
}

CELL_REFUSED(memory, comm_wraps, EINVAL, MEM_WRAPS, MEMORY, CELL_COMM)
{
	world->cell.memory[CELL_COMM].virt_start = ~0xfULL;
}

CELL_REFUSED(memory, virt_beyond, E2BIG, MEM_BEYOND, MEMORY, NEW)
{
	ADD(FREE, CONFIG_MAX_GUEST_ADDRESS - 0xfff, 0x2000, RW);
}

CELL_REFUSED(memory, phys_beyond, EINVAL, MEM_BEYOND, MEMORY, NEW)
{
	ADD(CONFIG_MAX_PHYS_ADDRESS - 0xfff, GUEST, 0x2000, RW);
}

CELL_REFUSED(memory, phys_unaligned, EINVAL, MEM_UNALIGNED, MEMORY, NEW)
{
	ADD(FREE + 0x800, GUEST, 0x1000, RW);
}

CELL_REFUSED(memory, hypervisor_first_page, EINVAL, MEM_HYPERVISOR, MEMORY, NEW)
{
	ADD(0x39fff000, GUEST, 0x2000, RW);
}

CELL_REFUSED(memory, hypervisor_last_bytes, EINVAL, MEM_HYPERVISOR, MEMORY, NEW)
{
	ADD(0x3a5ffff8, GUEST + 0xff8, 8, RW | WIDTH);
}

CELL_REFUSED(memory, hypervisor_inside, EINVAL, MEM_HYPERVISOR, MEMORY, NEW)
{
	ADD(0, GUEST, 0x80000000, RW);
}

CELL_ACCEPTED(memory, hypervisor_address_as_guest_address)
{
	ADD(FREE, 0x3a000000, 0x1000, RW);
}

ROOT_REFUSED(memory, root_hypervisor, EINVAL, MEM_HYPERVISOR, MEMORY, ROOT_LOW_RAM)
{
	world->root.memory[ROOT_LOW_RAM].size += 0x1000;
}

ROOT_REFUSED(memory, root_not_identity, EINVAL, MEM_NOT_IDENTITY, MEMORY, ROOT_REGISTERS)
{
	world->root.memory[ROOT_REGISTERS].virt_start += 0x1000;
}

ROOT_ACCEPTED(memory, root_in_any_order)
{
	struct jailhouse_memory first = world->root.memory[ROOT_LOW_RAM];

	world->root.memory[ROOT_LOW_RAM] = world->root.memory[ROOT_REGISTERS];
	world->root.memory[ROOT_REGISTERS] = first;
}

/* ---- sub-page regions ---- */

CELL_WARNED(subpage, page_that_root_maps, SUBPAGE_IN_ROOT)
{
	ADD(FREE + 0x10, GUEST + 0x10, 0x10, RW | WIDTH);
}

CELL_ACCEPTED(subpage, shared_with_root)
{
	ADD(FREE + 0x10, GUEST + 0x10, 0x10, RW | WIDTH | JAILHOUSE_MEM_ROOTSHARED);
}

CELL_ACCEPTED(subpage, neighbours_in_one_page)
{
	ADD_ROOT(0xfe000000, 0x10, RW | WIDTH);
	ADD_ROOT(0xfe000010, 0x10, RW | WIDTH);
	ADD(0xfe000000, GUEST, 0x10, RW | WIDTH);
	ADD(0xfe000010, GUEST + 0x10, 0x10, RW | WIDTH);
}

CELL_REFUSED(subpage, page_offset, EINVAL, MEM_PAGE_OFFSET, MEMORY, NEW)
{
	ADD(FREE + 0x10, GUEST + 0x20, 0x10, RW | WIDTH);
}

CELL_REFUSED(subpage, loadable, EINVAL, MEM_SUBPAGE_FLAGS, MEMORY, NEW)
{
	ADD(FREE + 0x10, GUEST + 0x10, 0x10, RW | WIDTH | JAILHOUSE_MEM_LOADABLE);
}

CELL_WARNED(subpage, no_width, SUBPAGE_WIDTH)
{
	ADD(FREE + 0x10, GUEST + 0x10, 0x10, RW);
}

Test(subpage, recognised)
{
	struct jailhouse_memory region = { .phys_start = 0x800, .size = 0x1000 };

	cr_expect_not(config_is_subpage(&region));
	region.size = 0xfff;
	cr_expect(config_is_subpage(&region));
	region.size = 0x1000;
	region.virt_start = 1;
	cr_expect(config_is_subpage(&region));
}

/* ---- communication region ---- */

CELL_ACCEPTED(comm, over_ram)
{
	world->cell.memory[CELL_RAM].size = 0x200000;
	world->other.memory[0].phys_start = FREE;
}

CELL_ACCEPTED(comm, phys_start_ignored)
{
	world->cell.memory[CELL_COMM].phys_start = 0x3a000001;
}

CELL_REFUSED(comm, two_pages, EINVAL, COMM_SIZE, MEMORY, CELL_COMM)
{
	world->cell.memory[CELL_COMM].size = 0x2000;
}

CELL_REFUSED(comm, part_of_a_page, EINVAL, COMM_SIZE, MEMORY, CELL_COMM)
{
	world->cell.memory[CELL_COMM].size = 0x800;
}

CELL_REFUSED(comm, unaligned, EINVAL, MEM_UNALIGNED, MEMORY, CELL_COMM)
{
	world->cell.memory[CELL_COMM].virt_start += 8;
}

CELL_REFUSED(comm, twice, EINVAL, COMM_TWICE, MEMORY, NEW)
{
	ADD(0, GUEST, 0x1000, COMM);
}

CELL_REFUSED(comm, over_local_apic, EINVAL, MEM_INTERCEPTED, MEMORY, CELL_COMM)
{
	world->cell.memory[CELL_COMM].virt_start = 0xfee00000;
}

/* ---- windows that the hypervisor intercepts ---- */

CELL_REFUSED(windows, local_apic, EINVAL, MEM_INTERCEPTED, MEMORY, NEW)
{
	ADD(0xfee00000, GUEST, 0x1000, RW);
}

CELL_REFUSED(windows, local_apic_guest, EINVAL, MEM_INTERCEPTED, MEMORY, NEW)
{
	ADD(FREE, 0xfee00000, 0x1000, RW);
}

CELL_REFUSED(windows, ioapic, EINVAL, MEM_INTERCEPTED, MEMORY, NEW)
{
	ADD(0xfec00000, GUEST, 0x1000, RW);
}

CELL_REFUSED(windows, mmconfig_last_page, EINVAL, MEM_INTERCEPTED, MEMORY, NEW)
{
	ADD(0xbffff000, GUEST, 0x1000, RW);
}

CELL_WARNED(windows, behind_mmconfig, MEM_NOT_IN_ROOT)
{
	ADD(0xc0000000, 0xc0000000, 0x1000, RW);
}

CELL_REFUSED(windows, iommu, EINVAL, MEM_INTERCEPTED, MEMORY, NEW)
{
	ADD(0xfed83000, GUEST, 0x1000, RW);
}

ROOT_REFUSED(windows, root_ioapic, EINVAL, MEM_INTERCEPTED, MEMORY, ROOT_NUM_MEMORY)
{
	ADD_ROOT(0xfe000000, 0x00d00000, RW);
}

static void expect_arm_window(u8 gic, u64 address, u16 object, u32 index)
{
	struct world *world = world_new_arm(gic);
	int err;

	ADD(FREE, address, 0x1000, RW);
	err = check_world_cell(world);
	cr_expect_eq(world->why.other_object, object);
	cr_expect_eq(world->why.other_index, index);
	expect_refused(world, err, EINVAL, JAILHOUSE_REASON_MEM_INTERCEPTED,
		       JAILHOUSE_OBJECT_MEMORY, NEW);
}

Test(windows, gicv2)
{
	expect_arm_window(2, 0x08000000, JAILHOUSE_OBJECT_GIC, 0);
	expect_arm_window(2, 0x08011000, JAILHOUSE_OBJECT_GIC, 1);
	expect_arm_window(2, 0x08031000, JAILHOUSE_OBJECT_GIC, 2);
	expect_arm_window(2, 0x08041000, JAILHOUSE_OBJECT_GIC, 3);
	expect_arm_window(2, 0xfed80000, JAILHOUSE_OBJECT_IOMMU, 0);
}

Test(windows, gicv3)
{
	expect_arm_window(3, 0x0800f000, JAILHOUSE_OBJECT_GIC, 0);
	expect_arm_window(3, 0x080bf000, JAILHOUSE_OBJECT_GIC, 4);
	/* the redistributor of the last CPU */
	expect_arm_window(3, 0x0811f000, JAILHOUSE_OBJECT_GIC, 4);
	expect_arm_window(3, 0xb0000000, JAILHOUSE_OBJECT_MMCONFIG, 0);
}

Test(windows, enumerated)
{
	struct world *world = world_new();
	struct blob blob = build_system(world);
	struct config_system system;
	struct config_window window;
	static const u16 expected[] = { JAILHOUSE_OBJECT_LOCAL_APIC, JAILHOUSE_OBJECT_IRQCHIP,
					JAILHOUSE_OBJECT_MMCONFIG, JAILHOUSE_OBJECT_IOMMU };

	cr_assert_eq(config_parse_system(&system, blob.bytes, blob.size, NULL, NULL), 0);
	for (u32 n = 0; n < ARRAY_SIZE(expected); n++) {
		cr_assert(config_get_window(&system, n, &window), "window %u", n);
		cr_expect_eq(window.object, expected[n]);
	}
	cr_expect_not(config_get_window(&system, ARRAY_SIZE(expected), &window));
	free(blob.bytes);
	free(world);
}

/* ---- regions of one cell ---- */

CELL_REFUSED(overlap, guest_addresses, EINVAL, MEM_OVERLAP, MEMORY, NEW)
{
	ADD(FREE, 0xff000, 0x2000, RW);
}

CELL_REFUSED(overlap, inside, EINVAL, MEM_OVERLAP, MEMORY, NEW)
{
	ADD(FREE, 0x1000, 0x1000, RW);
}

CELL_REFUSED(overlap, identical, EINVAL, MEM_OVERLAP, MEMORY, NEW)
{
	world->cell.memory[NEW] = world->cell.memory[CELL_RAM];
	world->cell.desc.num_memory_regions++;
}

CELL_ACCEPTED(overlap, identical_and_shared)
{
	ADD(FREE, GUEST, 0x1000, RW | JAILHOUSE_MEM_ROOTSHARED);
	ADD(FREE, GUEST, 0x1000, RW | JAILHOUSE_MEM_ROOTSHARED);
}

CELL_WARNED(overlap, alias, MEM_ALIAS)
{
	ADD(0x3a600000, GUEST, 0x1000, RW);
}

ROOT_REFUSED(overlap, root, EINVAL, MEM_OVERLAP, MEMORY, ROOT_NUM_MEMORY)
{
	ADD_ROOT(0x1000, 0x1000, RW);
}

/* ---- regions of different cells ---- */

CELL_REFUSED(sharing, ram, EBUSY, MEM_SHARED, MEMORY, NEW)
{
	ADD(0x3a8ff000, GUEST, 0x1000, RW);
}

CELL_REFUSED(sharing, ram_identical, EBUSY, MEM_SHARED, MEMORY, NEW)
{
	ADD(FREE, GUEST, 0x1000, RW);
	ADD_OTHER(FREE, GUEST, 0x1000, RW);
}

CELL_REFUSED(sharing, one_side_only, EBUSY, MEM_SHARED, MEMORY, NEW)
{
	ADD(FREE, GUEST, 0x1000, RW | JAILHOUSE_MEM_ROOTSHARED);
	ADD_OTHER(FREE, GUEST, 0x1000, RW);
}

CELL_ACCEPTED(sharing, root_too)
{
	ADD(FREE, GUEST, 0x1000, RW | JAILHOUSE_MEM_ROOTSHARED);
	ADD_OTHER(FREE, GUEST, 0x2000, RW | JAILHOUSE_MEM_ROOTSHARED);
}

CELL_WARNED(sharing, registers, MEM_SHARED)
{
	ADD_OTHER(0xfed00000, 0xfed00000, 0x1000, RW);
}

CELL_WARNED(sharing, registers_flagged_io, MEM_SHARED)
{
	ADD(FREE, GUEST, 0x1000, RW | JAILHOUSE_MEM_IO);
	ADD_OTHER(FREE, GUEST, 0x1000, RW | JAILHOUSE_MEM_IO);
}

CELL_REFUSED(sharing, registers_partly, EBUSY, MEM_SHARED, MEMORY, CELL_REGISTERS)
{
	ADD_OTHER(0xfed00000, 0xfed00000, 0x10, RW | WIDTH);
}

CELL_REFUSED(sharing, registers_with_dma, EBUSY, MEM_SHARED, MEMORY, CELL_REGISTERS)
{
	ADD_OTHER(0xfed00000, 0xfed00000, 0x1000, RW | JAILHOUSE_MEM_DMA);
}

/* another link has another address */
CELL_REFUSED(sharing, shmem_of_another_link, EINVAL, SHMEM_OTHER_LINK, PCI_DEVICE, CELL_IVSHMEM)
{
	world->root.desc.num_pci_devices = ROOT_IVSHMEM;
	for (u32 n = 0; n < 4; n++) {
		struct jailhouse_memory *region = &world->cell.memory[CELL_SHMEM + n];

		region->flags &= ~(u64)JAILHOUSE_MEM_ROOTSHARED;
		ADD_OTHER(region->phys_start, region->virt_start, region->size, region->flags);
	}
	world->other.pci_devices[1] = world->cell.pci_devices[CELL_IVSHMEM];
	world->other.pci_devices[1].bdf = BDF(0x0d, 0);
	world->other.pci_devices[1].shmem_regions_start = 2;
	world->other.desc.num_pci_devices++;
}

/* ---- warnings ---- */

CELL_WARNED(memory, unknown_flags, FLAGS)
{
	world->cell.memory[CELL_RAM].flags |= 1ULL << 40;
}

CELL_WARNED(memory, no_access, MEM_NO_ACCESS)
{
	ADD(FREE, GUEST, 0x1000, 0);
}

CELL_WARNED(memory, write_only, MEM_NO_ACCESS)
{
	ADD(FREE, GUEST, 0x1000, JAILHOUSE_MEM_WRITE);
}

CELL_WARNED(memory, executed_and_shared, MEM_EXEC_SHARED)
{
	world->cell.memory[CELL_RAM].flags |= JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_ROOTSHARED;
}

CELL_WARNED(memory, not_in_root, MEM_NOT_IN_ROOT)
{
	ADD(0xd0000000, 0xd0000000, 0x1000, RW);
}

CELL_WARNED(memory, partly_in_root, MEM_NOT_IN_ROOT)
{
	ADD(0xfed00000, GUEST, 0x2000, RW);
	world->cell.memory[CELL_REGISTERS].size = 0;
}

CELL_ACCEPTED(memory, in_two_regions_of_root)
{
	ADD_ROOT(0x50001000, 0x1000, RW);
	ADD_ROOT(0x50000000, 0x1000, RW);
	ADD(0x50000000, GUEST, 0x2000, RW);
}

/* ---- found by mutations that a second checker refused: the page may lie over RAM alone ---- */

CELL_REFUSED(memory, comm_over_registers, EINVAL, MEM_OVERLAP, MEMORY, NEW)
{
	u64 comm = world->cell.memory[CELL_COMM].virt_start;

	ADD(FREE, comm, 0x1000, RW | JAILHOUSE_MEM_IO);
}

CELL_REFUSED(memory, comm_over_the_same_shared_registers, EINVAL, MEM_OVERLAP, MEMORY, NEW)
{
	struct jailhouse_memory *comm = &world->cell.memory[CELL_COMM];

	comm->flags |= JAILHOUSE_MEM_ROOTSHARED;
	ADD(comm->phys_start, comm->virt_start, comm->size,
	    RW | JAILHOUSE_MEM_IO | JAILHOUSE_MEM_ROOTSHARED);
}

CELL_REFUSED(memory, comm_over_part_of_a_page, EINVAL, MEM_OVERLAP, MEMORY, NEW)
{
	u64 comm = world->cell.memory[CELL_COMM].virt_start;

	ADD(FREE, comm, 0x100, RW | JAILHOUSE_MEM_IO_32);
}

CELL_REFUSED(memory, comm_over_roots_memory, EINVAL, MEM_OVERLAP, MEMORY, NEW)
{
	u64 comm = world->cell.memory[CELL_COMM].virt_start;

	ADD(FREE, comm, 0x1000, RW | JAILHOUSE_MEM_ROOTSHARED);
}

/* ---- one more region ---- */

/* Asked beforehand the checker says what it says of a configuration that has the region. */
static void expect_foreseen(struct world *world, u64 address, u64 size, u64 flags)
{
	struct blob system_blob = build_system(world), blob = build_cell(&world->cell),
		    other_blob = build_cell(&world->other);
	struct jailhouse_memory region = { address, address, size, flags };
	struct jailhouse_reason why = { 0 };
	struct config_system system;
	struct config_cell cell, other;
	const struct config_cell *others[] = { &other };
	const struct config_check check = {
		.system = &system, .others = others, .num_others = 1, .why = &why
	};
	u32 count = world->cell.desc.num_memory_regions;
	int foreseen, err;

	cr_assert_eq(config_parse_system(&system, system_blob.bytes, system_blob.size, NULL, NULL),
		     0);
	cr_assert_eq(config_parse_cell(&other, other_blob.bytes, other_blob.size, NULL), 0);
	cr_assert_eq(config_parse_cell(&cell, blob.bytes, blob.size, NULL), 0);
	foreseen = config_check_extra(&check, &cell, &region);
	add_memory(&world->cell, address, address, size, flags);
	world->num_warnings = 0;
	err = check_world_cell(world);
	cr_expect_eq(foreseen, err, "0x%llx: %d (reason %d), not %d (reason %d)", address, foreseen,
		     why.code, err, world->why.code);
	cr_expect(!err || why.code == world->why.code, "0x%llx: reason %d, not %d", address,
		  why.code, world->why.code);
	world->cell.desc.num_memory_regions = count;
	free(system_blob.bytes);
	free(blob.bytes);
	free(other_blob.bytes);
}

Test(memory, one_more_region_is_judged_as_all_are)
{
	static const u64 places[] = { 0x10000000, 0x3a000000, 0x39fff000, 0x3a5ff000,	 0x3a700000,
				      0x3a7ff000, 0x3a800000, 0x3a8ff000, 0x3a900000,	 0x102000,
				      0xfec00000, 0xfec01000, 0xfed01000, 0xfed50000,	 0xfed51000,
				      0xfed52000, 0xfed60000, 0xfed61000, 0xfed80000,	 0xfed84000,
				      0xfee00000, 0xb0000000, 0xafff0000, 0x10000000800, 1ULL << 48,
				      1ULL << 52 };
	static const u64 kinds[] = { RW, RAM, RW | JAILHOUSE_MEM_IO, RW | JAILHOUSE_MEM_ROOTSHARED,
				     RW | JAILHOUSE_MEM_IO_32 | JAILHOUSE_MEM_IO };
	struct world *world = world_new();
	struct jailhouse_pci_device *device;

	world->cell.desc.flags |= JAILHOUSE_CELL_TEST_DEVICE;
	add_memory(&world->other, 0xfed60000, 0xfed60000, 0x1000, RW | JAILHOUSE_MEM_ROOTSHARED);
	add_memory(&world->other, 0xfed61000, 0xfed61000, 0x1000, RW | JAILHOUSE_MEM_IO);
	device = &world->root.pci_devices[ROOT_AHCI];
	device->num_msix_vectors = 1;
	device->msix_address = 0xfed50000;
	device->msix_region_size = 0x1000;
	device = &world->cell.pci_devices[CELL_DEVICE];
	device->num_msix_vectors = 1;
	device->msix_address = 0xfed51000;
	device->msix_region_size = 0x1000;
	expect_foreseen(world, 0x101000, 0x1000, RW); /* the test device */
	for (unsigned int n = 0; n < sizeof(places) / sizeof(places[0]); n++) {
		for (unsigned int k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
			expect_foreseen(world, places[n], 0x1000, kinds[k]);
			expect_foreseen(world, places[n], 0x20, kinds[k]);
			expect_foreseen(world, places[n], 0x2000, kinds[k]);
		}
	}
	free(world);
}
