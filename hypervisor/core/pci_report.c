// SPDX-License-Identifier: GPL-2.0-only
/* What a forbidden access to configuration space has hit, and what would allow it. */
#include <core/cell.h>
#include <core/control.h>
#include <core/panic.h>
#include <core/pci.h>
#include <core/percpu.h>

/* more capabilities do not fit into configuration space */
#define MAX_EXT_CAPS 960

static const char *const cap_names[] = {
	[PCI_CAP_ID_PM] = "PM",	      [PCI_CAP_ID_VPD] = "VPD",	      [PCI_CAP_ID_MSI] = "MSI",
	[PCI_CAP_ID_HT] = "HT",	      [PCI_CAP_ID_VNDR] = "VNDR",     [PCI_CAP_ID_DBG] = "DBG",
	[PCI_CAP_ID_SSVID] = "SSVID", [PCI_CAP_ID_SECDEV] = "SECDEV", [PCI_CAP_ID_EXP] = "EXP",
	[PCI_CAP_ID_MSIX] = "MSIX",   [PCI_CAP_ID_SATA] = "SATA",     [PCI_CAP_ID_AF] = "AF",
};

static const char *const header_names[PCI_HEADER_SIZE / 4] = {
	"vendor and device id",
	"command and status",
	"revision and class",
	"cache line, latency timer, header type",
	"BAR 0",
	"BAR 1",
	"BAR 2 or bus numbers",
	"BAR 3 or I/O window",
	"BAR 4 or memory window",
	"BAR 5 or prefetchable window",
	"CardBus pointer",
	"subsystem id",
	"expansion ROM",
	"capability pointer",
	"reserved",
	"interrupt line and pin",
};

static const struct jailhouse_pci_capability *configured_cap(const struct pci_device *device,
							     u16 reg)
{
	const struct config_cell *config = &device->cell->config;

	for (unsigned int n = 0; n < device->info->num_caps; n++) {
		const struct jailhouse_pci_capability *cap =
			&config->pci_caps[device->info->caps_start + n];

		if (reg >= cap->start && reg - cap->start < cap->len) {
			return cap;
		}
	}
	return NULL;
}

/* The capability of the hardware with the highest offset up to the register. */
static u16 hardware_cap(const struct pci_device *device, u16 reg, u16 *start)
{
	u8 ids[PCI_CAP_SLOTS] = { 0 };
	u16 at = reg & ~3;

	pci_list_capabilities(device, ids);
	while (at && !ids[at / 4]) {
		at -= 4;
	}
	*start = at;
	return ids[at / 4];
}

static u16 hardware_ext_cap(const struct pci_device *device, u16 reg, u16 *start)
{
	u16 next = PCI_EXT_CONFIG, id = 0;

	*start = 0;
	for (unsigned int n = 0; n < MAX_EXT_CAPS && next >= PCI_EXT_CONFIG; n++) {
		u32 header = pci_hw_read(device, next, 4);

		if (header == 0 || header == ~0U) {
			break;
		}
		if (next <= reg && next > *start) {
			*start = next;
			id = (header & 0xffff) | JAILHOUSE_PCI_EXT_CAP;
		}
		next = header >> 20 & ~3;
	}
	return id;
}

static const char *cap_name(u16 id)
{
	return id < ARRAY_SIZE(cap_names) ? cap_names[id] : NULL;
}

/* "to allow" as a line of a configuration source */
static void hint_cap(const char *text, u16 reg, u16 id, u16 start, unsigned int len)
{
	const char *name = cap_name(id);

	if (name) {
		hint("register 0x%x is in capability %s (0x%x, %u bytes), %s; to allow: { .id = PCI_CAP_ID_%s, .start = 0x%x, .len = %u, .flags = JAILHOUSE_PCICAPS_WRITE }",
		     reg, name, start, len, text, name, start, len);
	} else if (id & JAILHOUSE_PCI_EXT_CAP) {
		id &= ~JAILHOUSE_PCI_EXT_CAP;
		hint("register 0x%x is in extended capability 0x%x (0x%x, %u bytes), %s; to allow: { .id = 0x%x | JAILHOUSE_PCI_EXT_CAP, .start = 0x%x, .len = %u, .flags = JAILHOUSE_PCICAPS_WRITE }",
		     reg, id, start, len, text, id, start, len);
	} else {
		hint("register 0x%x is in capability 0x%x (0x%x, %u bytes), %s; to allow: { .id = 0x%x, .start = 0x%x, .len = %u, .flags = JAILHOUSE_PCICAPS_WRITE }",
		     reg, id, start, len, text, id, start, len);
	}
}

static void hint_unlisted(const struct pci_device *device, u16 reg, unsigned int size)
{
	u16 start, end = reg + size, id;

	id = reg < PCI_EXT_CONFIG ? hardware_cap(device, reg, &start)
				  : hardware_ext_cap(device, reg, &start);
	if (start) {
		hint_cap("which the configuration does not list to this length", reg, id, start,
			 end - start);
	} else {
		hint("register 0x%x is in no capability of the device; to allow: { .id = 0, .start = 0x%x, .len = %u, .flags = JAILHOUSE_PCICAPS_WRITE }",
		     reg, reg, size);
	}
}

static void hint_capability(const struct pci_device *device, u16 reg, unsigned int size)
{
	const struct jailhouse_pci_capability *first = configured_cap(device, reg);
	const struct jailhouse_pci_capability *last = configured_cap(device, reg + size - 1);

	if (first && first == last) {
		if (first->flags & JAILHOUSE_PCICAPS_WRITE) {
			hint("register 0x%x is in the second capability with id 0x%x of the device; only the first one can be written",
			     reg, first->id);
		} else {
			hint_cap("which is read-only here", reg, first->id, first->start,
				 first->len);
		}
	} else {
		hint_unlisted(device, reg, size);
	}
}

/* As configured: what is set up for its devices goes before the cell does. */
static bool lists_device(const struct cell *cell, u16 bdf)
{
	for (unsigned int n = 0; n < cell->config.num_pci_devices; n++) {
		if (cell->config.pci_devices[n].bdf == bdf) {
			return true;
		}
	}
	return false;
}

/* The name of the cell that has the device: the cell may be gone when it is printed. */
static bool find_owner(u16 bdf, char *name)
{
	const struct cell *cell, *owner = NULL;

	cells_lock();
	for_each_cell (cell) {
		if (lists_device(cell, bdf)) {
			/* root lists what others have, too */
			owner = cell;
		}
	}
	if (owner) {
		memcpy(name, cell_name(owner), JAILHOUSE_CELL_NAME_MAXLEN + 1);
	}
	cells_unlock();
	return owner;
}

static void hint_foreign(u16 bdf)
{
	char owner[JAILHOUSE_CELL_NAME_MAXLEN + 1];

	if (find_owner(bdf, owner)) {
		hint("the device belongs to cell \"%s\"; cell \"%s\" may only read it, as absent",
		     owner, cell_name(this_cell()));
	} else {
		hint("the device is in no cell; to add it to cell \"%s\": { .type = JAILHOUSE_PCI_TYPE_DEVICE, .bdf = 0x%x << 8 | 0x%x << 3 | %u }",
		     cell_name(this_cell()), PCI_BDF_ARGS(bdf));
	}
}

void pci_report(const char *kind, u16 bdf, u16 reg, unsigned int size, bool is_write)
{
	const struct pci_device *device = pci_find_device(this_cell(), bdf);

	fatal("Invalid PCI %s %s, device %02x:%02x.%x, reg: 0x%x, size: %d", kind,
	      is_write ? "write" : "read", PCI_BDF_ARGS(bdf), reg, size);
	if ((reg & 3) + size > 4) {
		hint("accesses to configuration space stay within 4 aligned bytes");
	} else if (!device) {
		hint_foreign(bdf);
	} else if (device->ops == &pci_absent_ops) {
		hint("the machine has a virtual PCI host only: physical devices are not reached through it");
	} else if (device->refusal) {
		hint("%s", device->refusal);
	} else if (reg < PCI_HEADER_SIZE) {
		hint("register 0x%x (%s) of the header belongs to the hypervisor; no configuration allows to write it",
		     reg, header_names[reg / 4]);
	} else {
		hint_capability(device, reg, size);
	}
}
