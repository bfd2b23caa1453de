/* SPDX-License-Identifier: GPL-2.0-only */

/* Interrupt controllers, ports, PCI devices. */

#include "world.h"

/* ---- interrupt controllers ---- */

CELL_REFUSED(irqchips, pin_base, EINVAL, PIN_BASE, IRQCHIP, 0)
{
	world->cell.irqchips[0].pin_base = 32;
}

CELL_REFUSED(irqchips, unknown_address, EINVAL, IRQCHIP_UNKNOWN, IRQCHIP, 0)
{
	world->cell.irqchips[0].address = 0xfec10000;
}

ROOT_REFUSED(irqchips, unaligned, EINVAL, IRQCHIP_ADDRESS, IRQCHIP, 0)
{
	world->root.irqchips[0].address += 0x100;
}

ROOT_REFUSED(irqchips, twice, EINVAL, IRQCHIP_TWICE, IRQCHIP, 1)
{
	world->root.irqchips[1] = world->root.irqchips[0];
	world->root.desc.num_irqchips++;
}

ROOT_REFUSED(irqchips, too_many, ERANGE, IRQCHIP_COUNT, CELL, 0)
{
	for (u32 n = 0; n <= CONFIG_MAX_IRQCHIPS; n++) {
		world->root.irqchips[n].address = 0xfec00000 + n * 0x1000;
	}
	world->root.desc.num_irqchips = CONFIG_MAX_IRQCHIPS + 1;
}

CELL_REFUSED(irqchips, pin_taken, EBUSY, PIN_TAKEN, IRQCHIP, 0)
{
	world->cell.irqchips[0].pin_bitmap[0] |= 1 << 10;
}

CELL_REFUSED(irqchips, last_pin_taken, EBUSY, PIN_TAKEN, IRQCHIP, 0)
{
	world->cell.irqchips[0].pin_bitmap[3] = 1U << 31;
	world->other.irqchips[0].pin_bitmap[3] = 1U << 31;
}

/* configurations say "all pins" without counting them */
ROOT_ACCEPTED(irqchips, all_bits)
{
	memset(world->root.irqchips[0].pin_bitmap, 0xff,
	       sizeof(world->root.irqchips[0].pin_bitmap));
}

static int check_arm_pins(struct world *world, u32 pin_base, u32 pins)
{
	world->cell.irqchips[0].pin_base = pin_base;
	world->cell.irqchips[0].pin_bitmap[0] = pins;
	return check_world_cell(world);
}

Test(irqchips, arm_pin_base)
{
	static const u32 bad[] = { 0, 31, 33, 928, 0xffffffe0 };

	for (size_t n = 0; n < ARRAY_SIZE(bad); n++) {
		struct world *world = world_new_arm(3);

		expect_refused(world, check_arm_pins(world, bad[n], 1), EINVAL,
			       JAILHOUSE_REASON_PIN_BASE, JAILHOUSE_OBJECT_IRQCHIP, 0);
	}
}

/* SPI 64 is bit 32 of one entry and bit 0 of the other */
Test(irqchips, arm_pin_taken_at_another_base)
{
	struct world *world = world_new_arm(2);

	world->other.irqchips[0].pin_bitmap[1] = 1;
	expect_refused(world, check_arm_pins(world, 64, 1), EBUSY, JAILHOUSE_REASON_PIN_TAKEN,
		       JAILHOUSE_OBJECT_IRQCHIP, 0);
}

Test(irqchips, arm_highest_base)
{
	struct world *world = world_new_arm(3);

	expect_accepted(world, check_arm_pins(world, 896, ~0U));
}

Test(irqchips, arm_other_address_ignored)
{
	struct world *world = world_new_arm(3);

	world->cell.irqchips[0].address++;
	expect_warning(world, check_world_cell(world), JAILHOUSE_WARN_IRQCHIP_IGNORED);
}

CELL_WARNED(irqchips, pin_of_nobody, PIN_NOT_IN_ROOT)
{
	world->cell.irqchips[0].pin_bitmap[0] = 1 << 24;
}

/* ---- ports ---- */

static void add_ports(struct plan *plan, u16 base, u16 length)
{
	plan->pio[plan->desc.num_pio_regions++] =
		(struct jailhouse_pio){ .base = base, .length = length };
}

CELL_ACCEPTED(ports, up_to_the_last)
{
	add_ports(&world->cell, 0xfff8, 8);
}

CELL_REFUSED(ports, behind_the_last, EINVAL, PIO_BEYOND, PIO, 1)
{
	add_ports(&world->cell, 0xfff8, 9);
}

ROOT_REFUSED(ports, root_behind_the_last, EINVAL, PIO_BEYOND, PIO, 3)
{
	add_ports(&world->root, 0xffff, 0xffff);
}

CELL_REFUSED(ports, reset, EINVAL, PIO_RESET, PIO, 1)
{
	add_ports(&world->cell, 0xcf9, 1);
}

CELL_REFUSED(ports, reset_inside, EINVAL, PIO_RESET, PIO, 1)
{
	add_ports(&world->cell, 0x0, 0xffff);
}

CELL_WARNED(ports, pci_configuration, PIO_MODERATED)
{
	add_ports(&world->cell, 0xcf8, 8);
}

CELL_WARNED(ports, not_in_root, PIO_NOT_IN_ROOT)
{
	world->root.pio[2].length = 0x1000;
	add_ports(&world->cell, 0xe000, 8);
}

CELL_ACCEPTED(ports, unused_slot)
{
	add_ports(&world->cell, 0x2f8, 0);
}

CELL_WARNED(ports, shared_console, PIO_SHARED)
{
	world->other.pio[0].base = 0x3f8;
}

CELL_REFUSED(ports, shared_partly, EBUSY, PIO_SHARED, PIO, 1)
{
	add_ports(&world->cell, 0x2ff, 1);
}

CELL_WARNED(ports, console_not_listed, CONSOLE_PORTS)
{
	world->cell.desc.console.address = 0x2f8;
}

CELL_WARNED(ports, console_beyond_ports, CONSOLE_PORTS)
{
	world->cell.desc.console.address = 0x1000003f8;
}

CELL_WARNED(ports, console_just_behind, CONSOLE_PORTS)
{
	world->cell.desc.console.address = 0x400;
}

CELL_ACCEPTED(ports, console_at_the_end)
{
	add_ports(&world->cell, 0xfff8, 8);
	world->cell.desc.console.address = 0xfff8;
}

CELL_WARNED(ports, pci_address_register, PIO_MODERATED)
{
	add_ports(&world->cell, 0xcf8, 4);
}

CELL_REFUSED(ports, shared_from_the_same_base, EBUSY, PIO_SHARED, PIO, 0)
{
	world->other.pio[0] = (struct jailhouse_pio){ .base = 0x3f8, .length = 4 };
}

CELL_ACCEPTED(ports, console_of_the_last_type)
{
	world->cell.desc.console.type = JAILHOUSE_CON_TYPE_SCIF;
}

CELL_WARNED(ports, console_of_unknown_type, CONSOLE_TYPE)
{
	world->cell.desc.console.type = JAILHOUSE_CON_TYPE_SCIF + 1;
}

/* ---- PCI devices ---- */

#define DEVICE (&world->cell.pci_devices[CELL_DEVICE])
#define CAP    (&world->cell.pci_caps[0])

CELL_REFUSED(pci, type_zero, EINVAL, PCI_TYPE, PCI_DEVICE, CELL_DEVICE)
{
	DEVICE->type = 0;
}

CELL_REFUSED(pci, type_unknown, EINVAL, PCI_TYPE, PCI_DEVICE, CELL_DEVICE)
{
	DEVICE->type = JAILHOUSE_PCI_TYPE_IVSHMEM + 1;
}

CELL_ACCEPTED(pci, bridge)
{
	DEVICE->type = JAILHOUSE_PCI_TYPE_BRIDGE;
}

CELL_REFUSED(pci, twice, EINVAL, PCI_TWICE, PCI_DEVICE, 2)
{
	world->cell.pci_devices[2] = *DEVICE;
	world->cell.desc.num_pci_devices++;
}

ROOT_REFUSED(pci, root_twice, EINVAL, PCI_TWICE, PCI_DEVICE, ROOT_DEVICE)
{
	world->root.pci_devices[ROOT_DEVICE].bdf = world->root.pci_devices[ROOT_AHCI].bdf;
}

CELL_ACCEPTED(pci, same_bdf_in_another_domain)
{
	world->cell.pci_devices[2] = *DEVICE;
	world->cell.pci_devices[2].domain = 1;
	world->cell.desc.num_pci_devices++;
	world->root.pci_devices[world->root.desc.num_pci_devices++] = world->cell.pci_devices[2];
}

CELL_REFUSED(pci, taken, EBUSY, PCI_TAKEN, PCI_DEVICE, CELL_DEVICE)
{
	DEVICE->bdf = BDF(3, 0);
}

CELL_REFUSED(pci, caps_behind_the_array, EINVAL, PCI_CAPS_RANGE, PCI_DEVICE, CELL_DEVICE)
{
	DEVICE->num_caps = 2;
}

CELL_REFUSED(pci, caps_wrap, EINVAL, PCI_CAPS_RANGE, PCI_DEVICE, CELL_DEVICE)
{
	DEVICE->caps_start = 0xffff;
	DEVICE->num_caps = 2;
}

CELL_ACCEPTED(pci, no_caps_anywhere)
{
	DEVICE->num_caps = 0;
	DEVICE->caps_start = 0xffff;
	DEVICE->num_msi_vectors = 0;
}

CELL_REFUSED(pci, cap_in_header, EINVAL, PCI_CAP_BOUNDS, PCI_CAP, 0)
{
	CAP->start = 0x3f;
}

CELL_REFUSED(pci, cap_behind_space, EINVAL, PCI_CAP_BOUNDS, PCI_CAP, 0)
{
	CAP->start = 0xf8;
	CAP->len = 9;
}

CELL_REFUSED(pci, extended_cap_below, EINVAL, PCI_CAP_BOUNDS, PCI_CAP, 1)
{
	world->cell.pci_caps[1] = (struct jailhouse_pci_capability){
		.id = PCI_EXT_CAP_ID_ERR | JAILHOUSE_PCI_EXT_CAP, .start = 0xfc, .len = 8
	};
	world->cell.desc.num_pci_caps++;
	DEVICE->num_caps = 2;
}

CELL_ACCEPTED(pci, extended_cap_at_the_end)
{
	world->cell.pci_caps[1] = (struct jailhouse_pci_capability){
		.id = PCI_EXT_CAP_ID_ERR | JAILHOUSE_PCI_EXT_CAP, .start = 0xff8, .len = 8
	};
	world->cell.desc.num_pci_caps++;
	DEVICE->num_caps = 2;
}

CELL_REFUSED(pci, msi_vectors, EINVAL, PCI_VECTORS, PCI_DEVICE, CELL_DEVICE)
{
	DEVICE->num_msi_vectors = 33;
}

CELL_REFUSED(pci, msix_vectors, EINVAL, PCI_VECTORS, PCI_DEVICE, CELL_DEVICE)
{
	DEVICE->num_msix_vectors = 2049;
}

CELL_WARNED(pci, msi_without_capability, NO_MSI_CAP)
{
	CAP->id = PCI_CAP_ID_PM;
}

CELL_WARNED(pci, msi_capability_not_writable, NO_MSI_CAP)
{
	CAP->flags = 0;
}

CELL_WARNED(pci, msi_capability_without_vectors, NO_VECTORS)
{
	DEVICE->num_msi_vectors = 0;
}

static void make_msix(struct world *world, u64 address, u16 size)
{
	DEVICE->num_msi_vectors = 0;
	DEVICE->num_msix_vectors = 4;
	DEVICE->msix_address = address;
	DEVICE->msix_region_size = size;
	CAP->id = PCI_CAP_ID_MSIX;
	CAP->len = 12;
}

CELL_ACCEPTED(pci, msix)
{
	make_msix(world, 0xfe000000, 0x1000);
}

CELL_WARNED(pci, msix_without_capability, NO_MSI_CAP)
{
	make_msix(world, 0xfe000000, 0x1000);
	CAP->id = PCI_CAP_ID_PM;
}

CELL_REFUSED(pci, msix_table_larger_than_window, EINVAL, MSIX_TABLE, PCI_DEVICE, CELL_DEVICE)
{
	make_msix(world, 0xfe000000, 0x3f);
}

CELL_REFUSED(pci, msix_in_hypervisor, EINVAL, MSIX_ADDRESS, PCI_DEVICE, CELL_DEVICE)
{
	make_msix(world, 0x3a000000, 0x1000);
}

/* as PCI aligns a table: not as one of its entries is long */
CELL_ACCEPTED(pci, msix_aligned)
{
	make_msix(world, 0xfe000008, 0x1000);
}

CELL_REFUSED(pci, msix_unaligned, EINVAL, MSIX_ADDRESS, PCI_DEVICE, CELL_DEVICE)
{
	make_msix(world, 0xfe000004, 0x1000);
}

CELL_REFUSED(pci, msix_wraps, EINVAL, MSIX_ADDRESS, PCI_DEVICE, CELL_DEVICE)
{
	make_msix(world, ~0xfULL, 0x1000);
}

CELL_REFUSED(pci, msix_table_mapped, EINVAL, MEM_MSIX, MEMORY, 2)
{
	make_msix(world, 0xfed00800, 0x800);
}

CELL_REFUSED(pci, msix_in_ram, EINVAL, MSIX_ADDRESS, PCI_DEVICE, CELL_DEVICE)
{
	make_msix(world, 0x3b000000, 0x1000);
}

CELL_REFUSED(pci, msix_in_local_apic, EINVAL, MSIX_OVERLAP, PCI_DEVICE, CELL_DEVICE)
{
	make_msix(world, 0xfee00000, 0x1000);
}

CELL_REFUSED(pci, msix_in_memory_of_other, EBUSY, MSIX_OVERLAP, PCI_DEVICE, CELL_DEVICE)
{
	make_msix(world, 0xfe000000, 0x1000);
	add_memory(&world->other, 0xfe000800, 0xfe000800, 8, RW | JAILHOUSE_MEM_IO_32);
}

/* a device with four vectors of its own in another cell */
static void give_table(struct plan *plan, u32 device, u64 address)
{
	plan->pci_devices[device].num_msix_vectors = 4;
	plan->pci_devices[device].msix_address = address;
	plan->pci_devices[device].msix_region_size = 0x1000;
}

CELL_REFUSED(pci, msix_table_of_other, EBUSY, MSIX_OVERLAP, PCI_DEVICE, CELL_DEVICE)
{
	make_msix(world, 0xfe000000, 0x1000);
	give_table(&world->other, 0, 0xfe000030);
}

CELL_REFUSED(pci, msix_table_of_root, EBUSY, MSIX_OVERLAP, PCI_DEVICE, CELL_DEVICE)
{
	make_msix(world, 0xfe000000, 0x1000);
	give_table(&world->root, ROOT_AHCI, 0xfe000000);
}

CELL_ACCEPTED(pci, msix_table_moves_with_its_device)
{
	make_msix(world, 0xfe000000, 0x1000);
	give_table(&world->root, ROOT_DEVICE, 0xfe000000);
}

CELL_ACCEPTED(pci, msix_tables_in_one_page)
{
	make_msix(world, 0xfe000000, 0x800);
	give_table(&world->root, ROOT_AHCI, 0xfe000040);
}

CELL_REFUSED(pci, memory_over_table_of_root, EBUSY, MEM_MSIX, MEMORY, CELL_NUM_MEMORY)
{
	give_table(&world->root, ROOT_AHCI, 0xfe001000);
	add_memory(&world->cell, 0xfe000000, 0x70000000, 0x2000, RW);
}

CELL_REFUSED(pci, memory_over_table_of_other, EBUSY, MEM_MSIX, MEMORY, CELL_NUM_MEMORY)
{
	give_table(&world->other, 0, 0xfe001000);
	add_memory(&world->cell, 0xfe001ff8, 0x70000ff8, 8, RW | JAILHOUSE_MEM_IO_64);
}

/* mapped at another guest-physical address than it is trapped at */
CELL_REFUSED(pci, memory_over_own_table, EINVAL, MEM_MSIX, MEMORY, CELL_NUM_MEMORY)
{
	make_msix(world, 0xfe001000, 0x1000);
	give_table(&world->root, ROOT_DEVICE, 0xfe001000);
	add_memory(&world->cell, 0xfe000000, 0x70000000, 0x2000, RW);
}

ROOT_REFUSED(pci, root_msix_in_mmconfig, EINVAL, MSIX_OVERLAP, PCI_DEVICE, ROOT_AHCI)
{
	give_table(&world->root, ROOT_AHCI, 0xb0000000);
}

CELL_REFUSED(pci, iommu_index, ERANGE, PCI_IOMMU, PCI_DEVICE, CELL_DEVICE)
{
	DEVICE->iommu = JAILHOUSE_MAX_IOMMU_UNITS;
}

CELL_WARNED(pci, dma_without_iommu, DMA)
{
	world->system.platform_info.iommu_units[0].base = 0;
	DEVICE->iommu = 0xff;
}

/* ---- found by mutations that a second checker refused ---- */

/* writable under another id, the message would not be moderated */
CELL_REFUSED(pci, cap_over_the_messages, EINVAL, PCI_CAP_EXTENT, PCI_CAP, 1)
{
	world->cell.pci_caps[1] = (struct jailhouse_pci_capability){
		.id = PCI_CAP_ID_VNDR,
		.start = CAP->start + CAP->len - 1,
		.len = 1,
		.flags = JAILHOUSE_PCICAPS_WRITE,
	};
	world->cell.desc.num_pci_caps++;
	DEVICE->num_caps++;
}

CELL_ACCEPTED(pci, cap_behind_the_messages)
{
	world->cell.pci_caps[1] = (struct jailhouse_pci_capability){
		.id = PCI_CAP_ID_VNDR,
		.start = CAP->start + CAP->len,
		.len = 1,
		.flags = JAILHOUSE_PCICAPS_WRITE,
	};
	world->cell.desc.num_pci_caps++;
	DEVICE->num_caps++;
}
