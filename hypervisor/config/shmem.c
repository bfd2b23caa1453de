/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * IVSHMEM devices: sections by themselves, and the ends of a link against
 * each other. The sections are consecutive regions of the cell:
 * state table, read-write section, one output section for each peer.
 */

#include <config/internal.h>

#define STATE_SECTION	     0
#define RW_SECTION	     1
#define FIRST_OUTPUT_SECTION 2
#define STATE_SLOT_SIZE	     4

#define NUM_BARS      6
#define BAR_4K	      0xfffff000U
#define BAR_64K	      0xffff0000U
#define FIRST_SPI     32
#define NUM_PINS      4
#define PINS_PER_WORD 32

/* what a section's flags say beyond who may access it */
#define RIGHTS	   (JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE)
#define NO_SECTION (JAILHOUSE_MEM_COMM_REGION | JAILHOUSE_MEM_LOADABLE)

#define ABOUT(n, why)	     .code = (why), .object = JAILHOUSE_OBJECT_PCI_DEVICE, .index = (n)
#define ABOUT_REGION(n, why) .code = (why), .object = JAILHOUSE_OBJECT_MEMORY, .index = (n)

u32 config_shmem_sections(const struct jailhouse_pci_device *device)
{
	return FIRST_OUTPUT_SECTION + device->shmem_peers;
}

static bool has_section(const struct jailhouse_pci_device *device, u32 index)
{
	return device->type == JAILHOUSE_PCI_TYPE_IVSHMEM && index >= device->shmem_regions_start &&
	       index - device->shmem_regions_start < config_shmem_sections(device);
}

bool config_is_shmem(const struct config_cell *cell, u32 index)
{
	for (u32 n = 0; n < cell->num_pci_devices; n++) {
		if (has_section(&cell->pci_devices[n], index)) {
			return true;
		}
	}
	return false;
}

static bool is_complete(const struct config_cell *cell, const struct jailhouse_pci_device *device)
{
	return device->type == JAILHOUSE_PCI_TYPE_IVSHMEM &&
	       (u64)device->shmem_regions_start + config_shmem_sections(device) <= cell->num_memory;
}

/* The cell's end of the link at @bdf, NULL if it has none. */
static const struct jailhouse_pci_device *find_end(const struct config_cell *cell, u16 bdf)
{
	for (u32 n = 0; n < cell->num_pci_devices; n++) {
		if (cell->pci_devices[n].bdf == bdf && is_complete(cell, &cell->pci_devices[n])) {
			return &cell->pci_devices[n];
		}
	}
	return NULL;
}

bool config_is_shmem_link(const struct config_cell *a, u32 a_index, const struct config_cell *b,
			  u32 b_index)
{
	for (u32 n = 0; n < a->num_pci_devices; n++) {
		const struct jailhouse_pci_device *end = &a->pci_devices[n], *peer;

		if (!has_section(end, a_index)) {
			continue;
		}
		peer = find_end(b, end->bdf);
		if (peer && has_section(peer, b_index)) {
			return true;
		}
	}
	return false;
}

static int check_numbers(const struct scope *scope, u32 n)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];
	u64 end = (u64)device->shmem_regions_start + config_shmem_sections(device);

	if (device->shmem_peers < 1 || device->shmem_peers > IVSHMEM_MAX_PEERS) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_SHMEM_PEERS),
			      .field = JAILHOUSE_FIELD_SHMEM_PEERS, .found = device->shmem_peers,
			      .expected = IVSHMEM_MAX_PEERS);
	}
	if (device->shmem_dev_id >= device->shmem_peers) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_SHMEM_ID),
			      .field = JAILHOUSE_FIELD_SHMEM_DEV_ID, .found = device->shmem_dev_id,
			      .expected = device->shmem_peers);
	}
	if (end > scope->cell->num_memory) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_SHMEM_REGIONS),
			      .field = JAILHOUSE_FIELD_SHMEM_REGIONS_START, .found = end,
			      .expected = scope->cell->num_memory);
	}
	return 0;
}

static u64 required_rights(const struct jailhouse_pci_device *device, u32 section)
{
	bool writable = section == RW_SECTION ||
			section == (u32)FIRST_OUTPUT_SECTION + device->shmem_dev_id;

	return JAILHOUSE_MEM_READ | (writable ? JAILHOUSE_MEM_WRITE : 0);
}

static int check_flags(const struct scope *scope, const struct jailhouse_pci_device *device,
		       u32 section)
{
	u32 index = device->shmem_regions_start + section;
	u64 flags = scope->cell->memory[index].flags;
	u64 required = required_rights(device, section);

	if ((flags & (RIGHTS | NO_SECTION)) != required) {
		return REFUSE(scope, EINVAL, ABOUT_REGION(index, JAILHOUSE_REASON_SHMEM_RIGHTS),
			      .field = JAILHOUSE_FIELD_FLAGS,
			      .found = flags & (RIGHTS | NO_SECTION), .expected = required);
	}
	if (!scope->root && !(flags & JAILHOUSE_MEM_ROOTSHARED) &&
	    find_end(&scope->check->system->root, device->bdf)) {
		return REFUSE(scope, EINVAL, ABOUT_REGION(index, JAILHOUSE_REASON_SHMEM_NOT_SHARED),
			      .field = JAILHOUSE_FIELD_FLAGS, .found = flags);
	}
	return 0;
}

/* Drivers compute each section's address from the published sizes. */
static int check_section(const struct scope *scope, const struct jailhouse_pci_device *device,
			 u32 section, u64 address)
{
	const struct jailhouse_memory *sections = &scope->cell->memory[device->shmem_regions_start];
	const struct jailhouse_memory *region = &sections[section];
	u32 index = device->shmem_regions_start + section;
	int err = 0;

	if (section > FIRST_OUTPUT_SECTION && region->size != sections[FIRST_OUTPUT_SECTION].size) {
		return REFUSE(scope, EINVAL,
			      ABOUT_REGION(index, JAILHOUSE_REASON_SHMEM_OUTPUT_SIZE),
			      .field = JAILHOUSE_FIELD_SIZE, .found = region->size,
			      .expected = sections[FIRST_OUTPUT_SECTION].size);
	}
	if (!region->size) {
		return 0;
	}
	if (region->virt_start != address) {
		err = REFUSE(scope, EINVAL, ABOUT_REGION(index, JAILHOUSE_REASON_SHMEM_GAP),
			     .field = JAILHOUSE_FIELD_VIRT_START, .found = region->virt_start,
			     .expected = address);
	}
	return ends(scope, err) ? err : check_flags(scope, device, section);
}

/* Registers in 4 or 64 KiB, with MSI-X as much for its table, nothing else. */
static int check_bars(const struct scope *scope, u32 n)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];
	u32 window = device->bar_mask[0] == BAR_64K ? BAR_64K : BAR_4K;
	int err = 0;

	for (u32 bar = 0; bar < NUM_BARS && !ends(scope, err); bar++) {
		bool used = bar == 0 || (bar == 1 && device->num_msix_vectors);

		if (device->bar_mask[bar] != (used ? window : 0)) {
			err = REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_SHMEM_BAR_MASK),
				     .cpu = bar, .found = device->bar_mask[bar],
				     .expected = used ? window : 0);
		}
	}
	return err;
}

static bool has_irq(const struct config_cell *cell, u64 gicd, u64 irq)
{
	for (u32 n = 0; n < cell->num_irqchips; n++) {
		const struct jailhouse_irqchip *chip = &cell->irqchips[n];
		u64 pin = irq - chip->pin_base;

		if (chip->address == gicd && irq >= chip->pin_base &&
		    pin < ARRAY_SIZE(chip->pin_bitmap) * PINS_PER_WORD &&
		    chip->pin_bitmap[pin / PINS_PER_WORD] >> pin % PINS_PER_WORD & 1) {
			return true;
		}
	}
	return false;
}

/* Without MSI-X: x86 has no way to interrupt at all, ARM one of four shared interrupts. */
static int check_pin(const struct scope *scope, u32 n)
{
	const struct config_cell *cell = scope->cell;
	u64 irq = (u64)FIRST_SPI + cell->desc->vpci_irq_base +
		  (cell->pci_devices[n].bdf >> 3) % NUM_PINS;

	if (is_x86(scope->check)) {
		WARN(scope, ABOUT(n, JAILHOUSE_WARN_SHMEM_NO_MSIX),
		     .field = JAILHOUSE_FIELD_NUM_MSIX_VECTORS);
		return 0;
	}
	if (!has_irq(cell, scope->check->system->desc->platform_info.arm.gicd_base, irq)) {
		return REFUSE(scope, EINVAL, ABOUT(n, JAILHOUSE_REASON_SHMEM_PIN), .found = irq);
	}
	return 0;
}

int config_check_shmem(const struct scope *scope, u32 n)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];
	const struct jailhouse_memory *sections;
	u64 address;
	int err = check_numbers(scope, n);

	if (err) {
		/* where its sections are nobody can say */
		return err;
	}
	err = check_bars(scope, n);
	if (ends(scope, err)) {
		return err;
	}
	sections = &scope->cell->memory[device->shmem_regions_start];
	if (sections[STATE_SECTION].size < (u64)device->shmem_peers * STATE_SLOT_SIZE) {
		err = REFUSE(scope, EINVAL,
			     ABOUT_REGION(device->shmem_regions_start,
					  JAILHOUSE_REASON_SHMEM_STATE_SIZE),
			     .field = JAILHOUSE_FIELD_SIZE, .found = sections[STATE_SECTION].size,
			     .expected = (u64)device->shmem_peers * STATE_SLOT_SIZE);
	}
	address = sections[STATE_SECTION].virt_start;
	for (u32 s = 0; s < config_shmem_sections(device) && !ends(scope, err); s++) {
		err = check_section(scope, device, s, address);
		address += sections[s].size;
	}
	return ends(scope, err) || device->num_msix_vectors ? err : check_pin(scope, n);
}

/* ---- both ends of a link ---- */

static bool protocols_match(u16 a, u16 b)
{
	const u16 side = JAILHOUSE_SHMEM_PROTO_VIRTIO_FRONT ^ JAILHOUSE_SHMEM_PROTO_VIRTIO_BACK;

	if (a >= JAILHOUSE_SHMEM_PROTO_VIRTIO_FRONT) {
		return (a ^ b) == side;
	}
	return a == b;
}

static int check_link_section(const struct scope *scope, const struct config_cell *other, u32 ours,
			      u32 theirs)
{
	const struct jailhouse_memory *a = &scope->cell->memory[ours];
	const struct jailhouse_memory *b = &other->memory[theirs];
	bool sizes = a->size != b->size;

	if (!sizes && (!a->size || a->phys_start == b->phys_start)) {
		return 0;
	}
	return REFUSE_OTHER(scope, EINVAL, other,
			    ABOUT_REGION(ours, JAILHOUSE_REASON_SHMEM_LINK_SECTION),
			    .field = sizes ? JAILHOUSE_FIELD_SIZE : JAILHOUSE_FIELD_PHYS_START,
			    .found = sizes ? a->size : a->phys_start,
			    .expected = sizes ? b->size : b->phys_start,
			    .other_object = JAILHOUSE_OBJECT_MEMORY, .other_index = theirs);
}

static int check_ends(const struct scope *scope, u32 n, const struct config_cell *other,
		      const struct jailhouse_pci_device *peer)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];
	u32 peer_index = peer - other->pci_devices;
	int err = 0;

	if (device->shmem_peers != peer->shmem_peers) {
		return REFUSE_OTHER(scope, EINVAL, other, ABOUT(n, JAILHOUSE_REASON_SHMEM_LINK),
				    .field = JAILHOUSE_FIELD_SHMEM_PEERS,
				    .found = device->shmem_peers, .expected = peer->shmem_peers,
				    .other_object = JAILHOUSE_OBJECT_PCI_DEVICE,
				    .other_index = peer_index);
	}
	if (device->shmem_dev_id == peer->shmem_dev_id) {
		err = REFUSE_OTHER(
			scope, EBUSY, other, ABOUT(n, JAILHOUSE_REASON_SHMEM_ID_TAKEN),
			.field = JAILHOUSE_FIELD_SHMEM_DEV_ID, .found = device->shmem_dev_id,
			.other_object = JAILHOUSE_OBJECT_PCI_DEVICE, .other_index = peer_index);
	}
	for (u32 s = 0; s < config_shmem_sections(device) && !ends(scope, err); s++) {
		err = check_link_section(scope, other, device->shmem_regions_start + s,
					 peer->shmem_regions_start + s);
	}
	if (!ends(scope, err) && !protocols_match(device->shmem_protocol, peer->shmem_protocol)) {
		err = REFUSE_OTHER(
			scope, EINVAL, other, ABOUT(n, JAILHOUSE_REASON_SHMEM_PROTOCOL),
			.field = JAILHOUSE_FIELD_SHMEM_PROTOCOL, .found = device->shmem_protocol,
			.expected = peer->shmem_protocol,
			.other_object = JAILHOUSE_OBJECT_PCI_DEVICE, .other_index = peer_index);
	}
	return err;
}

/* The hypervisor writes the states: those of one link are nothing else to another one. */
static int check_apart(const struct scope *scope, u32 n, const struct config_cell *other)
{
	const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n];
	const struct jailhouse_memory *mine = &scope->cell->memory[device->shmem_regions_start];
	int err = 0;

	for (u32 p = 0; p < other->num_pci_devices && !ends(scope, err); p++) {
		const struct jailhouse_pci_device *peer = &other->pci_devices[p];
		const struct jailhouse_memory *theirs = &other->memory[peer->shmem_regions_start];

		if (is_complete(other, peer) && peer->bdf != device->bdf &&
		    ranges_overlap(mine->phys_start, mine->size, theirs->phys_start,
				   theirs->size)) {
			err = REFUSE_OTHER(
				scope, EINVAL, other, ABOUT(n, JAILHOUSE_REASON_SHMEM_OTHER_LINK),
				.field = JAILHOUSE_FIELD_BDF, .found = device->bdf,
				.expected = peer->bdf, .other_object = JAILHOUSE_OBJECT_PCI_DEVICE,
				.other_index = p);
		}
	}
	return err;
}

int config_check_shmem_link(const struct scope *scope, const struct config_cell *other)
{
	for (u32 n = 0; n < scope->cell->num_pci_devices; n++) {
		const struct jailhouse_pci_device *device = &scope->cell->pci_devices[n], *peer;
		int err;

		if (!is_complete(scope->cell, device)) {
			continue;
		}
		peer = find_end(other, device->bdf);
		err = peer ? check_ends(scope, n, other, peer) : 0;
		err = ends(scope, err) ? err : check_apart(scope, n, other);
		if (ends(scope, err)) {
			return err;
		}
	}
	return 0;
}
