/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * What the hypervisor would take, and is rarely meant. Only who checks files wants to know: the
 * hypervisor itself is built without this. Nothing here relies on what the checks refuse.
 */

#include <config/suspicious.h>
#include <config/internal.h>

#define ABOUT(n, why) .code = (why), .object = JAILHOUSE_OBJECT_MEMORY, .index = (n)
#define LOAD_FLAGS    (JAILHOUSE_MEM_LOADABLE | JAILHOUSE_MEM_WRITE)
#define IO_CODE	      (JAILHOUSE_MEM_IO | JAILHOUSE_MEM_EXECUTE)

static bool has_flags(const struct jailhouse_memory *region, u64 flags)
{
	return (region->flags & flags) == flags;
}

static bool is_link_end(const struct jailhouse_pci_device *device)
{
	return device->type == JAILHOUSE_PCI_TYPE_IVSHMEM;
}

static bool share_memory(const struct jailhouse_memory *a, const struct jailhouse_memory *b)
{
	return ranges_overlap(a->phys_start, a->size, b->phys_start, b->size);
}

/* ---- code that others write ---- */

/* Whether the region has memory of a section of the device, at whatever address. */
static bool reaches_section(const struct config_cell *cell, const struct jailhouse_memory *region,
			    const struct jailhouse_pci_device *device)
{
	u32 sections = config_shmem_sections(device);

	for (u32 n = 0; n < sections && device->shmem_regions_start + n < cell->num_memory; n++) {
		if (share_memory(region, &cell->memory[device->shmem_regions_start + n])) {
			return true;
		}
	}
	return false;
}

static void warn_sections(const struct scope *scope, u32 n)
{
	const struct config_cell *cell = scope->cell;

	for (u32 d = 0; d < cell->num_pci_devices; d++) {
		if (is_link_end(&cell->pci_devices[d]) &&
		    reaches_section(cell, &cell->memory[n], &cell->pci_devices[d])) {
			WARN(scope, ABOUT(n, JAILHOUSE_WARN_SHMEM_EXECUTE),
			     .field = JAILHOUSE_FIELD_FLAGS, .found = cell->memory[n].flags,
			     .other_object = JAILHOUSE_OBJECT_PCI_DEVICE, .other_index = d);
		}
	}
}

/* What is shared otherwise is refused, unless it is shared with root, too. */
static void warn_writers(const struct scope *scope, u32 n, const struct config_cell *other)
{
	const u64 written = JAILHOUSE_MEM_ROOTSHARED | JAILHOUSE_MEM_WRITE;
	const struct jailhouse_memory *region = &scope->cell->memory[n];

	for (u32 m = 0; m < other->num_memory; m++) {
		if (has_flags(&other->memory[m], written) &&
		    share_memory(region, &other->memory[m])) {
			WARN_OTHER(scope, other, ABOUT(n, JAILHOUSE_WARN_MEM_EXEC_PEER),
				   .field = JAILHOUSE_FIELD_FLAGS, .found = region->flags,
				   .other_object = JAILHOUSE_OBJECT_MEMORY, .other_index = m);
		}
	}
}

static void warn_code(const struct scope *scope, u32 n)
{
	const struct config_check *check = scope->check;
	const struct jailhouse_memory *region = &scope->cell->memory[n];

	if (is_comm(region) || !has_flags(region, JAILHOUSE_MEM_EXECUTE)) {
		return;
	}
	if (has_flags(region, IO_CODE)) {
		WARN(scope, ABOUT(n, JAILHOUSE_WARN_IO_EXECUTE), .field = JAILHOUSE_FIELD_FLAGS,
		     .found = region->flags);
	}
	warn_sections(scope, n);
	for (u32 o = 0; has_flags(region, JAILHOUSE_MEM_ROOTSHARED) && o < check->num_others; o++) {
		if (check->others[o] != scope->cell) {
			warn_writers(scope, n, check->others[o]);
		}
	}
}

static void warn_memory(const struct scope *scope)
{
	for (u32 n = 0; n < scope->cell->num_memory; n++) {
		if (scope->cell->memory[n].size) {
			warn_code(scope, n);
		}
	}
}

/* ---- loading ---- */

static void warn_loadable(const struct scope *scope)
{
	const struct config_cell *cell = scope->cell;
	u32 count = 0;

	for (u32 n = 0; n < cell->num_memory; n++) {
		if (!cell->memory[n].size || !has_flags(&cell->memory[n], JAILHOUSE_MEM_LOADABLE)) {
			continue;
		}
		count++;
		if (!has_flags(&cell->memory[n], LOAD_FLAGS)) {
			WARN(scope, ABOUT(n, JAILHOUSE_WARN_LOADABLE_READ_ONLY),
			     .field = JAILHOUSE_FIELD_FLAGS, .found = cell->memory[n].flags);
		}
	}
	if (!count) {
		WARN(scope, .code = JAILHOUSE_WARN_NO_LOADABLE, .object = JAILHOUSE_OBJECT_CELL,
		     .field = JAILHOUSE_FIELD_NUM_MEMORY_REGIONS);
	}
}

/* ---- devices ---- */

static bool has_end(const struct config_cell *cell, u16 bdf)
{
	for (u32 n = 0; n < cell->num_pci_devices; n++) {
		if (is_link_end(&cell->pci_devices[n]) && cell->pci_devices[n].bdf == bdf) {
			return true;
		}
	}
	return false;
}

static bool has_peer(const struct scope *scope, u16 bdf)
{
	const struct config_check *check = scope->check;
	bool found = has_end(&check->system->root, bdf);

	for (u32 n = 0; n < check->num_others && !found; n++) {
		found = check->others[n] != scope->cell && has_end(check->others[n], bdf);
	}
	return found;
}

static bool has_function(const struct config_cell *cell, const struct jailhouse_pci_device *device)
{
	for (u32 n = 0; n < cell->num_pci_devices; n++) {
		if (!is_link_end(&cell->pci_devices[n]) &&
		    same_function(&cell->pci_devices[n], device)) {
			return true;
		}
	}
	return false;
}

static void warn_devices(const struct scope *scope)
{
	const struct config_cell *cell = scope->cell;

	for (u32 n = 0; n < cell->num_pci_devices; n++) {
		const struct jailhouse_pci_device *device = &cell->pci_devices[n];
		bool link = is_link_end(device);

		if (link ? !has_peer(scope, device->bdf)
			 : !has_function(&scope->check->system->root, device)) {
			WARN(scope,
			     .code = link ? JAILHOUSE_WARN_SHMEM_ALONE
					  : JAILHOUSE_WARN_PCI_NOT_IN_ROOT,
			     .object = JAILHOUSE_OBJECT_PCI_DEVICE, .index = n,
			     .field = JAILHOUSE_FIELD_BDF, .found = device->bdf);
		}
	}
}

/* ---- interrupts ---- */

/* The pins of the chip that the root cell has; false if it does not have the chip at all. */
static bool find_pins(const struct config_cell *root, const struct jailhouse_irqchip *chip,
		      u64 pins[2])
{
	bool known = false;

	for (u32 n = 0; n < root->num_irqchips; n++) {
		const struct jailhouse_irqchip *theirs = &root->irqchips[n];

		known |= theirs->address == chip->address;
		for (u32 bit = 0; bit < IRQCHIP_PINS; bit++) {
			if (theirs->address == chip->address &&
			    irqchip_has_pin(theirs, chip->pin_base + bit)) {
				pins[bit / 64] |= 1ULL << (bit % 64);
			}
		}
	}
	return known;
}

static void warn_pins(const struct scope *scope, u32 n)
{
	const struct jailhouse_irqchip *chip = &scope->cell->irqchips[n];
	u64 roots[2] = { 0, 0 }, missing[2] = { 0, 0 };
	u32 count = 0, last = 0;

	if (!find_pins(&scope->check->system->root, chip, roots)) {
		return;
	}
	for (u32 bit = 0; bit < IRQCHIP_PINS; bit++) {
		u64 mask = 1ULL << (bit % 64);

		if (irqchip_has_pin(chip, chip->pin_base + bit) && !(roots[bit / 64] & mask)) {
			missing[bit / 64] |= mask;
			last = chip->pin_base + bit;
			count++;
		}
	}
	if (count == 1) {
		WARN(scope, .code = JAILHOUSE_WARN_PIN_NOT_IN_ROOT,
		     .object = JAILHOUSE_OBJECT_IRQCHIP, .index = n,
		     .field = JAILHOUSE_FIELD_PIN_BITMAP, .found = last);
	} else if (count) {
		WARN(scope, .code = JAILHOUSE_WARN_PINS_NOT_IN_ROOT,
		     .object = JAILHOUSE_OBJECT_IRQCHIP, .index = n,
		     .field = JAILHOUSE_FIELD_PIN_BITMAP, .cpu = chip->pin_base,
		     .found = missing[0], .expected = missing[1]);
	}
}

/* ---- the file ---- */

/* A count that was forgotten: what it should count is there, and nobody takes it. */
static void warn_length(const struct scope *scope, u16 object, u32 file_size, u32 config_size)
{
	if (file_size > config_size) {
		WARN(scope, .code = JAILHOUSE_WARN_FILE_LONGER, .object = object,
		     .found = file_size, .expected = config_size);
	}
}

void config_suspect_system(const struct config_check *check, u32 file_size)
{
	const struct scope scope = { .check = check, .cell = &check->system->root, .root = true };

	warn_length(&scope, JAILHOUSE_OBJECT_SYSTEM, file_size, check->system->config_size);
	/* its ends of links wait for cells that may come later */
	warn_memory(&scope);
}

void config_suspect_cell(const struct config_check *check, const struct config_cell *cell,
			 u32 file_size)
{
	const struct scope scope = { .check = check, .cell = cell };

	if (cell->desc->architecture != check->system->desc->architecture) {
		/* it is another file than was meant */
		return;
	}
	warn_length(&scope, JAILHOUSE_OBJECT_CELL, file_size, cell->config_size);
	warn_memory(&scope);
	warn_loadable(&scope);
	warn_devices(&scope);
	for (u32 n = 0; n < cell->num_irqchips; n++) {
		warn_pins(&scope, n);
	}
}
