// SPDX-License-Identifier: GPL-2.0-only
/*
 * Why an access that trapped is not allowed, and what a configuration could do about it.
 *
 * A line that is offered was asked of the checker before. RAM is what the root cell's configuration
 * has with JAILHOUSE_MEM_EXECUTE or _DMA: programs run there, or devices reach it. All else is
 * taken for registers.
 */
#include <core/control.h>
#include <core/memory.h>
#include <core/panic.h>
#include <core/setup.h>

#define END(region) ((region)->phys_start + (region)->size)

/** A region that would allow the access, and what the checker says of it. */
struct offer {
	struct jailhouse_memory region;
	bool ram;
	int err;
	struct jailhouse_reason why;
	/** A cell that has it, too; empty: none. */
	char sharer[JAILHOUSE_CELL_NAME_MAXLEN + 1];
	/** Pin of an interrupt controller that the root cell could give. */
	u32 pin;
};

static bool holds(u64 start, u64 size, u64 address)
{
	return address - start < size;
}

static u64 distance(const struct jailhouse_memory *region, u64 address)
{
	if (address < region->virt_start) {
		return region->virt_start - address;
	}
	return address - (region->virt_start + region->size - 1);
}

/* The one that holds the address (of two the communication region, which lies on top), or nearest.
 */
static const struct jailhouse_memory *nearest_region(const struct cell *cell, u64 address)
{
	const struct jailhouse_memory *nearest = NULL, *holder = NULL;

	for (unsigned int n = 0; n < cell->config.num_memory; n++) {
		const struct jailhouse_memory *region = &cell->config.memory[n];

		if (region->size == 0) {
			continue;
		}
		if (holds(region->virt_start, region->size, address)) {
			if (!holder || region->flags & JAILHOUSE_MEM_COMM_REGION) {
				holder = region;
			}
		} else if (!nearest || distance(region, address) < distance(nearest, address)) {
			nearest = region;
		}
	}
	return holder ?: nearest;
}

static unsigned int index_of(const struct cell *cell, const struct jailhouse_memory *region)
{
	return region - cell->config.memory;
}

/* ---- whose it is; under cells_lock() ---- */

/* First region of the cell that has a byte of it physically. */
static const struct jailhouse_memory *backed_by(const struct cell *cell, u64 start, u64 size)
{
	for (unsigned int n = 0; n < cell->config.num_memory; n++) {
		const struct jailhouse_memory *region = &cell->config.memory[n];

		if (region->size && !(region->flags & JAILHOUSE_MEM_COMM_REGION) &&
		    region->phys_start < start + size && start < END(region)) {
			return region;
		}
	}
	return NULL;
}

/* A cell that root lost it to. */
static bool find_owner(u64 phys, char *name)
{
	const struct jailhouse_memory *region;
	const struct cell *cell;

	for (cell = root_cell.next; cell; cell = cell->next) {
		region = backed_by(cell, phys, 1);
		if (region && memory_is_exclusive(region)) {
			memcpy(name, cell_name(cell), JAILHOUSE_CELL_NAME_MAXLEN + 1);
			return true;
		}
	}
	return false;
}

static void cut(struct jailhouse_memory *free, u64 start, u64 size, u64 address)
{
	u64 end = free->phys_start + free->size;

	if (!size || start >= end || start + size <= free->phys_start) {
		return;
	}
	if (start > address) {
		free->size = start - free->phys_start;
	} else if (start + size <= address) {
		free->phys_start = start + size;
		free->size = end - free->phys_start;
	}
}

/* Of the page what is not in other regions, which may be smaller than a page. */
static void find_room(const struct cell *cell, u64 address, struct jailhouse_memory *free)
{
	const struct cell *other;

	free->phys_start = address & PAGE_MASK;
	free->size = PAGE_SIZE;
	for_each_cell (other) {
		for (unsigned int n = 0; n < other->config.num_memory; n++) {
			const struct jailhouse_memory *region = &other->config.memory[n];

			if (other == cell) {
				cut(free, region->virt_start, region->size, address);
			} else if (other != &root_cell && cell != &root_cell &&
				   !(region->flags & JAILHOUSE_MEM_COMM_REGION)) {
				cut(free, region->phys_start, region->size, address);
			}
		}
	}
	free->virt_start = free->phys_start;
}

static int ask(const struct cell *cell, const struct cell *other, struct offer *offer)
{
	const struct config_cell *others = other ? &other->config : NULL;
	const struct config_check check = {
		.system = &config_system,
		.others = &others,
		.num_others = other != NULL,
		.why = &offer->why,
	};

	return config_check_extra(&check, &cell->config, &offer->region);
}

/* What another cell shares with the root cell this one may share, unless it is part of a link. */
static int ask_beside(const struct cell *cell, const struct cell *other, struct offer *offer)
{
	int err = ask(cell, other, offer);

	if (err && offer->why.code == JAILHOUSE_REASON_MEM_SHARED) {
		u32 theirs = offer->why.other_index;

		if (other->config.memory[theirs].flags & JAILHOUSE_MEM_ROOTSHARED &&
		    !config_is_shmem(&other->config, theirs)) {
			offer->region.flags |= JAILHOUSE_MEM_ROOTSHARED;
			err = ask(cell, other, offer);
		}
	}
	if (!err && backed_by(other, offer->region.phys_start, offer->region.size)) {
		memcpy(offer->sharer, cell_name(other), sizeof(offer->sharer));
	}
	return err;
}

/* The root cell has what cells have; only what is nobody's memory is refused to it. */
static int ask_all(const struct cell *cell, struct offer *offer)
{
	const struct cell *other;
	int err = ask(cell, NULL, offer);

	for (other = root_cell.next; other && !err && cell != &root_cell; other = other->next) {
		err = other == cell ? 0 : ask_beside(cell, other, offer);
	}
	return err;
}

static bool has_controller(const struct cell *cell, u64 address)
{
	for (unsigned int n = 0; n < cell->config.num_irqchips; n++) {
		if (cell->config.irqchips[n].address == address) {
			return true;
		}
	}
	return false;
}

static bool has_pin(const struct cell *cell, u64 address, u32 pin)
{
	for (unsigned int n = 0; n < cell->config.num_irqchips; n++) {
		const struct jailhouse_irqchip *chip = &cell->config.irqchips[n];
		u32 bit = pin - chip->pin_base;

		if (chip->address == address && bit < 8 * sizeof(chip->pin_bitmap) &&
		    chip->pin_bitmap[bit / 32] >> bit % 32 & 1) {
			return true;
		}
	}
	return false;
}

/* @return: a pin of the controller that only the root cell has, or what is none of its pins */
static u32 free_pin(const struct jailhouse_irqchip *chip)
{
	u32 end = chip->pin_base + 8 * sizeof(chip->pin_bitmap);
	const struct cell *cell;
	u32 pin;

	for (pin = chip->pin_base; pin != end; pin++) {
		for (cell = root_cell.next; cell && !has_pin(cell, chip->address, pin);) {
			cell = cell->next;
		}
		if (!cell && has_pin(&root_cell, chip->address, pin)) {
			break;
		}
	}
	return pin;
}

static void make_offer(const struct cell *cell, u64 address, u64 needed, struct offer *offer)
{
	struct jailhouse_memory *region = &offer->region;

	cells_lock();
	find_room(cell, address, region);
	offer->ram = config_is_ram(&root_cell.config, region->phys_start, region->size);
	region->flags = needed;
	if (!offer->ram && !(needed & JAILHOUSE_MEM_EXECUTE)) {
		region->flags |= JAILHOUSE_MEM_IO;
	}
	if (config_is_subpage(region)) {
		region->flags |= (u64)JAILHOUSE_MEM_IO_8 | JAILHOUSE_MEM_IO_16 |
				 JAILHOUSE_MEM_IO_32 | JAILHOUSE_MEM_IO_64;
	}
	offer->err = ask_all(cell, offer);
	if (offer->err && offer->why.other_object == JAILHOUSE_OBJECT_IRQCHIP) {
		offer->pin = free_pin(&root_cell.config.irqchips[offer->why.other_index]);
	}
	cells_unlock();
}

/* ---- what is said ---- */

static void say_flags(const struct cell *cell, const struct jailhouse_memory *region, u64 needed)
{
	unsigned int index = index_of(cell, region);
	u64 missing = needed & ~region->flags;

	if (!missing) {
		hint("region %u of cell \"%s\" allows it there, but the access leaves the region, or what is no plain memory in it",
		     index, cell_name(cell));
	} else if (config_is_shmem(&cell->config, index)) {
		hint("region %u of cell \"%s\" covers it, a section of a shared-memory link: no configuration can allow it, the link lays down who writes where",
		     index, cell_name(cell));
	} else if (missing & JAILHOUSE_MEM_EXECUTE && config_is_subpage(region)) {
		hint("region %u of cell \"%s\" covers it: no configuration can allow it, programs need regions of whole pages",
		     index, cell_name(cell));
	} else {
		hint("region %u of cell \"%s\" covers it; to allow, add to its flags:%s%s%s", index,
		     cell_name(cell), missing & JAILHOUSE_MEM_READ ? " | JAILHOUSE_MEM_READ" : "",
		     missing & JAILHOUSE_MEM_WRITE ? " | JAILHOUSE_MEM_WRITE" : "",
		     missing & JAILHOUSE_MEM_EXECUTE ? " | JAILHOUSE_MEM_EXECUTE" : "");
	}
}

static const char *window_name(u16 object)
{
	switch (object) {
	case JAILHOUSE_OBJECT_LOCAL_APIC:
		return "the local APIC";
	case JAILHOUSE_OBJECT_IRQCHIP:
	case JAILHOUSE_OBJECT_GIC:
		return "an interrupt controller";
	case JAILHOUSE_OBJECT_MMCONFIG:
		return "the configuration space of PCI";
	case JAILHOUSE_OBJECT_IOMMU:
		return "an IOMMU";
	default:
		return "the test device";
	}
}

static void say_pin(const struct cell *cell, const struct offer *offer)
{
	const struct jailhouse_irqchip *chip = &root_cell.config.irqchips[offer->why.other_index];
	u32 bit = offer->pin - chip->pin_base;

	if (bit < 8 * sizeof(chip->pin_bitmap)) {
		hint("cell \"%s\" has no pin of this interrupt controller, and no region may lie here; which pin a device has is in /proc/interrupts; to allow pin %u: .irqchips = { { .address = 0x%llx, .id = 0x%x, .pin_base = %u, .pin_bitmap = { [%u] = 1U << %u } } }",
		     cell_name(cell), offer->pin, chip->address, chip->id, chip->pin_base, bit / 32,
		     bit % 32);
	} else {
		hint("cell \"%s\" has no pin of this interrupt controller, and no region may lie here; other cells have all pins",
		     cell_name(cell));
	}
}

/* No configuration can allow it. */
static void say_refusal(const struct cell *cell, const struct offer *offer, u64 needed)
{
	const char *name = cell_name(cell);
	const struct jailhouse_reason *why = &offer->why;

	switch (why->code) {
	case JAILHOUSE_REASON_MEM_HYPERVISOR:
		hint("no region of cell \"%s\" covers it, and none may: this is the hypervisor's own memory",
		     name);
		break;
	case JAILHOUSE_REASON_MEM_SHARED:
		hint("no region of cell \"%s\" covers it, and none may: this is memory of cell \"%s\"",
		     name, why->other_cell);
		break;
	case JAILHOUSE_REASON_MEM_MSIX:
		hint("no region of cell \"%s\" covers it, and none may: here are the MSI-X vectors of a PCI device, which the hypervisor writes",
		     name);
		break;
	case JAILHOUSE_REASON_MEM_INTERCEPTED:
		if (why->other_object == JAILHOUSE_OBJECT_IRQCHIP &&
		    !(needed & JAILHOUSE_MEM_EXECUTE) && !has_controller(cell, why->found)) {
			say_pin(cell, offer);
		} else {
			hint("no region of cell \"%s\" covers it, and none may: here is %s, which the hypervisor keeps or emulates",
			     name, window_name(why->other_object));
		}
		break;
	default:
		hint("no region of cell \"%s\" covers it, and none may: the address is out of range",
		     name);
	}
}

/* What has to be done or known before the line is used; the name of the sharer follows. */
static const char *condition(const struct cell *cell, const struct offer *offer)
{
	const struct jailhouse_memory *region = &offer->region;

	if (cell == &root_cell) {
		return "check that it is no memory of others";
	}
	if (offer->sharer[0]) {
		return "it would be shared with cell ";
	}
	if (offer->ram) {
		return system_config->architecture == JAILHOUSE_X86
			       ? "it is RAM of the root cell, and Linux is stopped where it touches memory that was given away: if it is System RAM in /proc/iomem, reserve it first (memmap=SIZE$START)"
			       : "it is RAM of the root cell, and Linux is stopped where it touches memory that was given away: if it is System RAM in /proc/iomem, reserve it first (/reserved-memory with no-map, or mem=)";
	}
	return backed_by(&root_cell, region->phys_start, region->size)
		       ? "these are registers of the root cell, which loses them"
		       : "the root cell has nothing there: is the address right?";
}

static void say_line(const struct cell *cell, const struct jailhouse_memory *nearest, u64 address,
		     const struct offer *offer)
{
	const struct jailhouse_memory *region = &offer->region;
	bool before = address < nearest->virt_start;

	hint("no region of cell \"%s\" covers it, the nearest is number %u (0x%llx-0x%llx), which %s 0x%llx bytes %s it; %s%s; to allow: { .phys_start = 0x%llx, .virt_start = 0x%llx, .size = 0x%llx, .flags = JAILHOUSE_MEM_READ%s%s%s%s%s }",
	     cell_name(cell), index_of(cell, nearest), nearest->virt_start,
	     nearest->virt_start + nearest->size - 1, before ? "begins" : "ends",
	     distance(nearest, address), before ? "after" : "before", condition(cell, offer),
	     offer->sharer, region->phys_start, region->virt_start, region->size,
	     region->flags & JAILHOUSE_MEM_WRITE ? " | JAILHOUSE_MEM_WRITE" : "",
	     region->flags & JAILHOUSE_MEM_EXECUTE ? " | JAILHOUSE_MEM_EXECUTE" : "",
	     region->flags & JAILHOUSE_MEM_IO ? " | JAILHOUSE_MEM_IO" : "",
	     region->flags & JAILHOUSE_MEM_ROOTSHARED ? " | JAILHOUSE_MEM_ROOTSHARED" : "",
	     config_is_subpage(region)
		     ? " | JAILHOUSE_MEM_IO_8 | JAILHOUSE_MEM_IO_16 | JAILHOUSE_MEM_IO_32 | JAILHOUSE_MEM_IO_64"
		     : "");
}

static void explain_foreign(const struct cell *cell, const struct jailhouse_memory *nearest,
			    u64 address, u64 needed)
{
	const struct jailhouse_memory *own = backed_by(cell, address, 1);
	struct offer offer = { 0 };

	if (own && cell != &root_cell) {
		hint("no region of cell \"%s\" covers it; physically it is region %u of the cell, which sees it at 0x%llx",
		     cell_name(cell), index_of(cell, own),
		     own->virt_start + (address - own->phys_start));
		return;
	}
	make_offer(cell, address, needed, &offer);
	if (offer.err) {
		say_refusal(cell, &offer, needed);
	} else if (needed & JAILHOUSE_MEM_EXECUTE && config_is_subpage(&offer.region)) {
		hint("no region of cell \"%s\" covers it, and none may: other regions have parts of this page, and programs need regions of whole pages",
		     cell_name(cell));
	} else if (needed & JAILHOUSE_MEM_EXECUTE && !offer.ram && cell != &root_cell &&
		   backed_by(&root_cell, address, 1)) {
		hint("no region of cell \"%s\" covers it: these are registers of the root cell, and no program",
		     cell_name(cell));
	} else {
		say_line(cell, nearest, address, &offer);
	}
}

void memory_explain(struct cell *cell, u64 address, u32 flag)
{
	const struct jailhouse_memory *nearest = nearest_region(cell, address);
	u64 needed = JAILHOUSE_MEM_READ | flag;
	char owner[JAILHOUSE_CELL_NAME_MAXLEN + 1];
	bool owned;

	cells_lock();
	owned = cell == &root_cell && find_owner(address, owner);
	cells_unlock();
	if (owned) {
		hint("this is memory of cell \"%s\"", owner);
	} else if (address > CONFIG_MAX_GUEST_ADDRESS) {
		hint("no region of cell \"%s\" covers it, and none may: addresses end at 0x%llx",
		     cell_name(cell), CONFIG_MAX_GUEST_ADDRESS);
	} else if (!nearest) {
		hint("cell \"%s\" has no memory region", cell_name(cell));
	} else if (holds(nearest->virt_start, nearest->size, address)) {
		say_flags(cell, nearest, needed);
	} else {
		explain_foreign(cell, nearest, address, needed);
	}
	if (needed & JAILHOUSE_MEM_EXECUTE && cell != &root_cell &&
	    address == cell->config.desc->cpu_reset_address) {
		hint("this is where the CPUs of cell \"%s\" begin: .cpu_reset_address = 0x%llx, an address that the cell sees",
		     cell_name(cell), address);
	}
}
