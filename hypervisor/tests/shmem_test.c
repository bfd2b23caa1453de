/* SPDX-License-Identifier: GPL-2.0-only */

/* IVSHMEM devices and links. */

#include "world.h"

#define DEVICE	   (&world->cell.pci_devices[CELL_IVSHMEM])
#define SECTION(n) (&world->cell.memory[CELL_SHMEM + (n)])

CELL_REFUSED(shmem, no_peers, EINVAL, SHMEM_PEERS, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->shmem_peers = 0;
}

CELL_REFUSED(shmem, too_many_peers, EINVAL, SHMEM_PEERS, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->shmem_peers = IVSHMEM_MAX_PEERS + 1;
}

CELL_REFUSED(shmem, id, EINVAL, SHMEM_ID, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->shmem_dev_id = 2;
}

CELL_REFUSED(shmem, id_large, EINVAL, SHMEM_ID, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->shmem_dev_id = 0xff;
}

CELL_REFUSED(shmem, sections_behind_the_array, EINVAL, SHMEM_REGIONS, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->shmem_regions_start = CELL_NUM_MEMORY - 3;
}

CELL_REFUSED(shmem, sections_wrap, EINVAL, SHMEM_REGIONS, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->shmem_regions_start = 0xfffffffe;
}

CELL_REFUSED(shmem, vectors, EINVAL, PCI_VECTORS, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->num_msix_vectors = IVSHMEM_MSIX_VECTORS_MAX + 1;
}

CELL_REFUSED(shmem, state_table_small, EINVAL, SHMEM_STATE_SIZE, MEMORY, CELL_SHMEM)
{
	SECTION(0)->size = 4;
	SECTION(0)->flags |= JAILHOUSE_MEM_IO_32;
}

CELL_REFUSED(shmem, state_table_missing, EINVAL, SHMEM_STATE_SIZE, MEMORY, CELL_SHMEM)
{
	SECTION(0)->size = 0;
}

CELL_REFUSED(shmem, gap, EINVAL, SHMEM_GAP, MEMORY, CELL_SHMEM + 3)
{
	SECTION(3)->phys_start += 0x1000;
	SECTION(3)->virt_start += 0x1000;
}

CELL_REFUSED(shmem, output_sizes, EINVAL, SHMEM_OUTPUT_SIZE, MEMORY, CELL_SHMEM + 3)
{
	SECTION(3)->size = 0x1000;
}

CELL_REFUSED(shmem, output_of_peer_writable, EINVAL, SHMEM_RIGHTS, MEMORY, CELL_SHMEM + 2)
{
	SECTION(2)->flags |= JAILHOUSE_MEM_WRITE;
}

CELL_REFUSED(shmem, own_output_not_writable, EINVAL, SHMEM_RIGHTS, MEMORY, CELL_SHMEM + 3)
{
	SECTION(3)->flags &= ~(u64)JAILHOUSE_MEM_WRITE;
}

CELL_REFUSED(shmem, not_shared_with_root, EINVAL, SHMEM_NOT_SHARED, MEMORY, CELL_SHMEM + 1)
{
	SECTION(1)->flags &= ~(u64)JAILHOUSE_MEM_ROOTSHARED;
}

CELL_REFUSED(shmem, states_of_another_link, EINVAL, SHMEM_OTHER_LINK, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->bdf += 8;
}

CELL_WARNED(shmem, no_vectors_on_x86, SHMEM_NO_MSIX)
{
	DEVICE->bar_mask[1] = 0;
	DEVICE->num_msix_vectors = 0;
}

CELL_REFUSED(shmem, state_table_writable, EINVAL, SHMEM_RIGHTS, MEMORY, CELL_SHMEM)
{
	SECTION(0)->flags |= JAILHOUSE_MEM_WRITE;
}

CELL_REFUSED(shmem, state_table_not_readable, EINVAL, SHMEM_RIGHTS, MEMORY, CELL_SHMEM)
{
	SECTION(0)->flags &= ~(u64)JAILHOUSE_MEM_READ;
}

CELL_REFUSED(shmem, common_section_read_only, EINVAL, SHMEM_RIGHTS, MEMORY, CELL_SHMEM + 1)
{
	SECTION(1)->flags &= ~(u64)JAILHOUSE_MEM_WRITE;
}

/* LOADABLE would give it to root, whatever the other peers think */
CELL_REFUSED(shmem, section_loadable, EINVAL, SHMEM_RIGHTS, MEMORY, CELL_SHMEM + 3)
{
	SECTION(3)->flags |= JAILHOUSE_MEM_LOADABLE;
}

CELL_REFUSED(shmem, state_table_not_shared_with_root, EINVAL, SHMEM_NOT_SHARED, MEMORY, CELL_SHMEM)
{
	SECTION(0)->flags &= ~(u64)JAILHOUSE_MEM_ROOTSHARED;
}

CELL_REFUSED(shmem, output_not_shared_with_root, EINVAL, SHMEM_NOT_SHARED, MEMORY, CELL_SHMEM + 3)
{
	SECTION(3)->flags &= ~(u64)JAILHOUSE_MEM_ROOTSHARED;
}

ROOT_REFUSED(shmem, root_writes_output_of_cell, EINVAL, SHMEM_RIGHTS, MEMORY, ROOT_SHMEM + 3)
{
	world->root.memory[ROOT_SHMEM + 3].flags |= JAILHOUSE_MEM_WRITE;
}

/* ---- BARs and interrupts ---- */

CELL_REFUSED(shmem, no_register_bar, EINVAL, SHMEM_BAR_MASK, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->bar_mask[0] = 0;
}

CELL_REFUSED(shmem, register_bar_too_large, EINVAL, SHMEM_BAR_MASK, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->bar_mask[0] = 0xfff00000;
}

CELL_REFUSED(shmem, register_bar_too_small, EINVAL, SHMEM_BAR_MASK, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->bar_mask[0] = 0xffffff00;
}

CELL_REFUSED(shmem, no_table_bar, EINVAL, SHMEM_BAR_MASK, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->bar_mask[1] = 0;
}

CELL_REFUSED(shmem, bars_of_different_sizes, EINVAL, SHMEM_BAR_MASK, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->bar_mask[1] = 0xffff0000;
}

CELL_REFUSED(shmem, one_bar_too_many, EINVAL, SHMEM_BAR_MASK, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->bar_mask[2] = 0xfffff000;
}

CELL_REFUSED(shmem, table_bar_without_vectors, EINVAL, SHMEM_BAR_MASK, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->num_msix_vectors = 0;
}

CELL_ACCEPTED(shmem, bars_of_64k)
{
	DEVICE->bar_mask[0] = DEVICE->bar_mask[1] = 0xffff0000;
}

/* Interrupt 32 + vpci_irq_base + 2, the device being number 14, in the only chip's bitmap. */
static struct world *world_with_pin(u32 vpci_irq_base, u32 pin_base, u32 pins)
{
	struct world *world = world_new_arm(3);

	DEVICE->num_msix_vectors = 0;
	DEVICE->bar_mask[1] = 0;
	world->cell.desc.vpci_irq_base = vpci_irq_base;
	world->cell.irqchips[0].pin_base = pin_base;
	world->cell.irqchips[0].pin_bitmap[0] = pins;
	return world;
}

static void expect_no_pin(struct world *world)
{
	expect_refused(world, check_world_cell(world), EINVAL, JAILHOUSE_REASON_SHMEM_PIN,
		       JAILHOUSE_OBJECT_PCI_DEVICE, CELL_IVSHMEM);
}

Test(shmem, pins_on_arm)
{
	struct world *world = world_with_pin(0, 32, 1 << 2);

	expect_accepted(world, check_world_cell(world));
	world = world_with_pin(32, 64, 1 << 2);
	expect_accepted(world, check_world_cell(world));
	world = world_with_pin(32, 32, 0);
	world->cell.irqchips[0].pin_bitmap[1] = 1 << 2;
	expect_accepted(world, check_world_cell(world));
}

Test(shmem, pins_of_nobody)
{
	expect_no_pin(world_with_pin(0, 32, ~(1U << 2)));
	expect_no_pin(world_with_pin(32, 32, ~0U));
	expect_no_pin(world_with_pin(0, 64, ~0U));
	expect_no_pin(world_with_pin(0xffffffff, 32, ~0U));
}

Test(shmem, pins_of_another_controller)
{
	struct world *world = world_with_pin(0, 32, ~0U);

	world->cell.irqchips[0].address += 0x1000000;
	expect_no_pin(world);
}

/* the macro of the public header, with its empty read-write section */
CELL_ACCEPTED(shmem, network_link)
{
	static const struct jailhouse_memory root_regions[] = { JAILHOUSE_SHMEM_NET_REGIONS(
		0x50000000, 0) };
	static const struct jailhouse_memory cell_regions[] = { JAILHOUSE_SHMEM_NET_REGIONS(
		0x50000000, 1) };

	for (u32 n = 0; n < 4; n++) {
		world->root.memory[ROOT_SHMEM + n] = root_regions[n];
		*SECTION(n) = cell_regions[n];
	}
}

/* ---- both ends ---- */

/* End 0 writes the other output section. */
static void become_end_0(struct world *world)
{
	DEVICE->shmem_dev_id = 0;
	SECTION(2)->flags |= JAILHOUSE_MEM_WRITE;
	SECTION(3)->flags &= ~(u64)JAILHOUSE_MEM_WRITE;
}

CELL_REFUSED(link, id_of_root, EBUSY, SHMEM_ID_TAKEN, PCI_DEVICE, CELL_IVSHMEM)
{
	become_end_0(world);
}

CELL_REFUSED(link, outputs_in_other_order, EINVAL, SHMEM_LINK_SECTION, MEMORY, CELL_SHMEM + 2)
{
	u64 first = SECTION(2)->phys_start;

	SECTION(2)->phys_start = SECTION(3)->phys_start;
	SECTION(3)->phys_start = first;
}

CELL_REFUSED(link, common_section_left_out, EINVAL, SHMEM_LINK_SECTION, MEMORY, CELL_SHMEM + 1)
{
	SECTION(1)->size = 0;
	SECTION(2)->virt_start -= 0x1000;
	SECTION(3)->virt_start -= 0x1000;
}

CELL_REFUSED(link, state_table_larger, EINVAL, SHMEM_LINK_SECTION, MEMORY, CELL_SHMEM)
{
	SECTION(0)->size = 0x2000;
	SECTION(0)->phys_start = 0x50000000;
	for (u32 n = 1; n < 4; n++) {
		SECTION(n)->virt_start += 0x1000;
	}
}

CELL_REFUSED(link, back_end_of_another_kind, EINVAL, SHMEM_PROTOCOL, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->shmem_protocol = JAILHOUSE_SHMEM_PROTO_VIRTIO_FRONT + VIRTIO_DEV_BLOCK;
	world->root.pci_devices[ROOT_IVSHMEM].shmem_protocol =
		JAILHOUSE_SHMEM_PROTO_VIRTIO_BACK + VIRTIO_DEV_NET;
}

CELL_REFUSED(link, both_ends_in_one_cell, EINVAL, PCI_TWICE, PCI_DEVICE, 2)
{
	struct jailhouse_pci_device *second = &world->cell.pci_devices[2];

	*second = *DEVICE;
	second->shmem_dev_id = 0;
	second->domain = 7;
	world->cell.desc.num_pci_devices = 3;
}

CELL_REFUSED(link, peers_differ, EINVAL, SHMEM_LINK, PCI_DEVICE, CELL_IVSHMEM)
{
	add_memory(&world->cell, 0x40006000, 0x40006000, 0x2000,
		   JAILHOUSE_MEM_READ | JAILHOUSE_MEM_ROOTSHARED);
	DEVICE->shmem_peers = 3;
}

CELL_REFUSED(link, address_differs, EINVAL, SHMEM_LINK_SECTION, MEMORY, CELL_SHMEM)
{
	for (u32 n = 0; n < 4; n++) {
		SECTION(n)->phys_start += 0x100000;
	}
}

CELL_REFUSED(link, size_differs, EINVAL, SHMEM_LINK_SECTION, MEMORY, CELL_SHMEM + 2)
{
	SECTION(2)->size = 0x1000;
	SECTION(3)->size = 0x1000;
	SECTION(3)->virt_start -= 0x1000;
}

CELL_REFUSED(link, protocols_differ, EINVAL, SHMEM_PROTOCOL, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->shmem_protocol = JAILHOUSE_SHMEM_PROTO_VETH;
}

CELL_REFUSED(link, two_front_ends, EINVAL, SHMEM_PROTOCOL, PCI_DEVICE, CELL_IVSHMEM)
{
	DEVICE->shmem_protocol = JAILHOUSE_SHMEM_PROTO_VIRTIO_FRONT + VIRTIO_DEV_BLOCK;
	world->root.pci_devices[ROOT_IVSHMEM].shmem_protocol = DEVICE->shmem_protocol;
}

CELL_ACCEPTED(link, front_and_back_end)
{
	DEVICE->shmem_protocol = JAILHOUSE_SHMEM_PROTO_VIRTIO_FRONT + VIRTIO_DEV_BLOCK;
	world->root.pci_devices[ROOT_IVSHMEM].shmem_protocol =
		JAILHOUSE_SHMEM_PROTO_VIRTIO_BACK + VIRTIO_DEV_BLOCK;
}

/* ids say which peer, domains may differ */
CELL_REFUSED(link, domain_does_not_matter, EBUSY, SHMEM_ID_TAKEN, PCI_DEVICE, CELL_IVSHMEM)
{
	become_end_0(world);
	DEVICE->domain = 7;
}

/* The other cell becomes the link's second end instead of the root cell. */
static void connect_other(struct world *world, u8 id)
{
	struct plan *other = &world->other;
	struct jailhouse_pci_device *end = &other->pci_devices[other->desc.num_pci_devices++];

	world->root.desc.num_pci_devices = ROOT_IVSHMEM;
	*end = *DEVICE;
	end->shmem_dev_id = id;
	end->shmem_regions_start = other->desc.num_memory_regions;
	for (u32 n = 0; n < 4; n++) {
		struct jailhouse_memory region = *SECTION(n);

		region.flags &= ~(u64)JAILHOUSE_MEM_ROOTSHARED;
		SECTION(n)->flags = region.flags;
		if (n >= 2) {
			region.flags ^= JAILHOUSE_MEM_WRITE;
		}
		other->memory[other->desc.num_memory_regions++] = region;
	}
}

CELL_ACCEPTED(link, between_two_cells)
{
	connect_other(world, 0);
}

CELL_REFUSED(link, id_of_other, EBUSY, SHMEM_ID_TAKEN, PCI_DEVICE, CELL_IVSHMEM)
{
	connect_other(world, 1);
}

CELL_REFUSED(link, region_of_another_section, EBUSY, MEM_SHARED, MEMORY, CELL_NUM_MEMORY)
{
	connect_other(world, 0);
	add_memory(&world->cell, 0x40001000, 0x60000000, 0x1000, RW);
}

/* an end that was never accepted is no reason to read behind the array */
CELL_ACCEPTED(link, broken_end_is_left_out)
{
	world->root.pci_devices[ROOT_IVSHMEM].shmem_regions_start = 0xfffffff0;
}
