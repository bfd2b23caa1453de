// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which accesses to the configuration space of a function are performed,
 * emulated or forbidden (table in the interface specification).
 */
#include <core/cell.h>
#include <core/console.h>
#include <core/pci.h>
#include <core/reason.h>

/* ---- access to the hardware ---- */

u32 pci_hw_read(const struct pci_device *device, u16 reg, unsigned int size)
{
	if (device->registers) {
		return mmio_read(device->registers + reg, size);
	}
	return arch_pci_read(device->bdf, reg, size);
}

void pci_hw_write(const struct pci_device *device, u16 reg, u32 value, unsigned int size)
{
	if (device->registers) {
		mmio_write(device->registers + reg, value, size);
	} else {
		arch_pci_write(device->bdf, reg, value, size);
	}
}

int pci_map_registers(struct pci_device *device)
{
	u64 ecam = system_config->platform_info.pci_mmconfig_base;

	if (ecam && PCI_BUS(device->bdf) <= system_config->platform_info.pci_mmconfig_end_bus) {
		device->registers =
			device_map(ecam + device->bdf * PCI_CONFIG_SIZE, PCI_CONFIG_SIZE);
		if (!device->registers) {
			return refuse_memory(1);
		}
	}
	return 0;
}

void pci_unmap_registers(struct pci_device *device)
{
	if (device->registers) {
		device_unmap((void *)device->registers, PCI_CONFIG_SIZE);
		device->registers = NULL;
	}
}

/* more capabilities do not fit into the first 256 bytes */
#define MAX_CAPS 48

void pci_list_capabilities(const struct pci_device *device, u8 ids[PCI_CAP_SLOTS])
{
	u16 link = PCI_CAPS_POINTER, at;

	if (!(pci_hw_read(device, PCI_STATUS, 2) & PCI_STATUS_CAPS)) {
		return;
	}
	for (unsigned int n = 0; n < MAX_CAPS; n++, link = at + 1) {
		at = pci_hw_read(device, link, 1) & ~3;
		if (at < PCI_HEADER_SIZE) {
			return;
		}
		ids[at / 4] = pci_hw_read(device, at, 1);
	}
}

u32 pci_merge(u32 dword, u16 reg, unsigned int size, u32 value)
{
	u32 shift = (reg & 3) * 8;
	u32 mask = (u32)(~0ULL >> (64 - size * 8)) << shift;

	return (dword & ~mask) | ((value << shift) & mask);
}

/* ---- header ---- */

/* of a base address register: all that a reset leaves */
#define BAR_TYPE_BITS 0xfU

enum rule { REJECT, PASS, IGNORE, BAR };

/* One for each dword: what a write does, and the bytes that it may touch. */
struct header_rule {
	u8 rule;
	u8 bytes;
};

static const struct header_rule device_header[PCI_HEADER_SIZE / 4] = {
	[0x04 / 4] = { PASS, 0xf }, /* command, status */
	[0x0c / 4] = { PASS, 0xf }, /* cache line, latency, self test */
	[0x10 / 4 ... 0x24 / 4] = { BAR, 0xf },
	[0x30 / 4] = { IGNORE, 0xf }, /* expansion ROM */
	[0x3c / 4] = { PASS, 0x1 },   /* interrupt line */
};

static const struct header_rule bridge_header[PCI_HEADER_SIZE / 4] = {
	[0x04 / 4] = { PASS, 0xf },
	[0x0c / 4] = { PASS, 0xf },
	[0x1c / 4] = { IGNORE, 0x3 },		   /* I/O window */
	[0x20 / 4 ... 0x30 / 4] = { IGNORE, 0xf }, /* memory windows */
	[0x3c / 4] = { PASS, 0xd },		   /* interrupt line, bridge control */
};

static bool is_bridge(const struct pci_device *device)
{
	return device->info->type == JAILHOUSE_PCI_TYPE_BRIDGE;
}

void pci_keep_place(struct pci_device *device)
{
	if (is_bridge(device)) {
		return;
	}
	for (unsigned int n = 0; n < ARRAY_SIZE(device->place); n++) {
		u16 reg = PCI_BAR_FIRST + n * 4;
		u32 now = pci_hw_read(device, reg, 4);

		if (!device->placed) {
			device->place[n] = now;
		} else if (now != device->place[n] && now <= BAR_TYPE_BITS) {
			pci_hw_write(device, reg, device->place[n], 4);
		}
	}
	/* all ones: there is no device */
	device->placed = device->place[0] != ~0U;
}

static void write_bar(struct pci_device *device, u16 reg, unsigned int size, u32 value)
{
	unsigned int n = (reg - PCI_BAR_FIRST) / 4;
	u32 mask = device->info->bar_mask[n];

	value = pci_merge(device->bars[n], reg, size, value);
	device->bars[n] = (device->bars[n] & ~mask) | (value & mask);
}

static enum pci_access write_header(struct pci_device *device, u16 reg, unsigned int size,
				    u32 value)
{
	const struct header_rule *header = is_bridge(device) ? bridge_header : device_header;
	const struct header_rule *rule = &header[reg / 4];
	unsigned int bytes = ((1 << size) - 1) << (reg & 3);

	if (bytes & ~rule->bytes) {
		return PCI_ACCESS_DENIED;
	}
	switch (rule->rule) {
	case PASS:
		if (reg == PCI_COMMAND && value & PCI_COMMAND_DECODE) {
			pci_keep_place(device);
			return pci_msi_write_command(device, size, value);
		}
		return PCI_ACCESS_PERFORM;
	case BAR:
		write_bar(device, reg, size, value);
		return PCI_ACCESS_DONE;
	default:
		return PCI_ACCESS_DONE;
	}
}

static enum pci_access read_header(struct pci_device *device, u16 reg, u32 *value)
{
	if (is_bridge(device)) {
		return PCI_ACCESS_PERFORM;
	}
	if (reg >= PCI_BAR_FIRST && reg < PCI_BAR_END) {
		*value = device->bars[(reg - PCI_BAR_FIRST) / 4] >> ((reg & 3) * 8);
		return PCI_ACCESS_DONE;
	}
	if (reg >= PCI_ROM && reg < PCI_CAPS_POINTER) {
		*value = 0;
		return PCI_ACCESS_DONE;
	}
	return PCI_ACCESS_PERFORM;
}

/* ---- physical functions ---- */

static bool is_writable(const struct pci_device *device, u16 reg, unsigned int size)
{
	u64 bytes = (1 << size) - 1;

	return (device->writable[reg / 64] >> (reg % 64) & bytes) == bytes;
}

static enum pci_access physical_read(struct pci_device *device, u16 reg, unsigned int size,
				     u32 *value)
{
	if (reg < PCI_HEADER_SIZE) {
		return read_header(device, reg, value);
	}
	return pci_msi_read(device, reg, size, value);
}

static enum pci_access physical_write(struct pci_device *device, u16 reg, unsigned int size,
				      u32 value)
{
	if (reg < PCI_HEADER_SIZE) {
		return write_header(device, reg, size, value);
	}
	if (!is_writable(device, reg, size)) {
		return PCI_ACCESS_DENIED;
	}
	return pci_msi_write(device, reg, size, value);
}

/* The second of two capabilities of a kind would pass unmoderated: it stays read-only. */
static bool moderate(u16 *start, const struct jailhouse_pci_capability *cap)
{
	if (*start) {
		return false;
	}
	*start = cap->start;
	return true;
}

static void mark_writable(struct pci_device *device, const struct jailhouse_pci_capability *cap)
{
	for (u32 reg = cap->start; reg < (u32)cap->start + cap->len && reg < PCI_CONFIG_SIZE;
	     reg++) {
		device->writable[reg / 64] |= 1ULL << (reg % 64);
	}
}

/* Prepare the tables by which accesses are judged. */
static void index_capabilities(struct pci_device *device,
			       const struct jailhouse_pci_capability *caps)
{
	memset(device->writable, 0, sizeof(device->writable));
	device->msi_start = 0;
	device->msix_start = 0;
	device->msi_dwords = device->info->msi_64bits ? 4 : 3;
	for (unsigned int n = 0; n < device->info->num_caps; n++) {
		const struct jailhouse_pci_capability *cap = &caps[device->info->caps_start + n];
		bool first = true;

		if (cap->id == PCI_CAP_ID_MSI) {
			first = moderate(&device->msi_start, cap);
		} else if (cap->id == PCI_CAP_ID_MSIX) {
			first = moderate(&device->msix_start, cap);
		}
		if (first && cap->flags & JAILHOUSE_PCICAPS_WRITE) {
			mark_writable(device, cap);
		}
	}
}

static void physical_unmap(struct pci_device *device)
{
	pci_unmap_registers(device);
	if (device->msix_table) {
		device_unmap((void *)device->msix_table, device->info->msix_region_size);
		device->msix_table = NULL;
	}
}

static int physical_map(struct pci_device *device)
{
	const struct jailhouse_pci_device *info = device->info;
	int err = pci_map_registers(device);

	if (err) {
		return err;
	}
	if (info->msix_address && info->num_msix_vectors) {
		device->msix_table = device_map(info->msix_address, info->msix_region_size);
		if (!device->msix_table) {
			physical_unmap(device);
			return refuse_memory(PAGES(info->msix_region_size));
		}
	}
	return 0;
}

static void physical_detach(struct pci_device *device)
{
	if (device->msix_table) {
		mmio_unregister(device->cell, device->info->msix_address);
		lent_remove(&device->lent);
	}
}

static void physical_reset(struct pci_device *device)
{
	u16 reachable = device->msix_table ? PCI_COMMAND_MEMORY : 0;

	pci_keep_place(device);
	pci_hw_write(device, PCI_COMMAND, PCI_COMMAND_INTX_OFF | reachable, 2);
	pci_msi_reset(device);
	pci_hw_write(device, PCI_COMMAND, PCI_COMMAND_INTX_OFF, 2);
}

static int trap_table(struct pci_device *device)
{
	const struct jailhouse_pci_device *info = device->info;
	int err;

	err = mmio_register(device->cell, info->msix_address, info->msix_region_size,
			    pci_msix_access, device);
	if (err || device->cell == &root_cell) {
		return err;
	}
	device->lent = (struct lent){
		.start = info->msix_address,
		.size = info->msix_region_size,
		.device = device->msix_table,
	};
	err = lent_add(&device->lent);
	if (err) {
		mmio_unregister(device->cell, info->msix_address);
	}
	return err;
}

/* Quiet before anything of the new owner's is in place. */
static int physical_attach(struct pci_device *device, bool reset)
{
	int err;

	index_capabilities(device, device->cell->config.pci_caps);
	if (reset) {
		physical_reset(device);
	} else {
		pci_keep_place(device);
	}
	for (unsigned int n = 0; n < ARRAY_SIZE(device->bars); n++) {
		device->bars[n] = pci_hw_read(device, PCI_BAR_FIRST + n * 4, 4);
	}
	if (!pci_msi_load(device)) {
		printk("FATAL: Unsupported MSI/MSI-X state, device %02x:%02x.%x\n",
		       PCI_BDF_ARGS(device->bdf));
		return -EIO;
	}
	if (!device->msix_table) {
		return 0;
	}
	err = trap_table(device);
	if (err) {
		printk("MSI-X table at 0x%llx of device %02x:%02x.%x cannot be trapped\n",
		       device->info->msix_address, PCI_BDF_ARGS(device->bdf));
	}
	return err;
}

const struct pci_ops pci_physical_ops = {
	.read = physical_read,
	.write = physical_write,
	.map = physical_map,
	.unmap = physical_unmap,
	.attach = physical_attach,
	.detach = physical_detach,
	.reset = physical_reset,
	.commit = pci_msi_commit,
};

/* ---- functions that are not there ---- */

static enum pci_access absent_read(struct pci_device *device, u16 reg, unsigned int size,
				   u32 *value)
{
	(void)device, (void)reg, (void)size;
	*value = ~0U;
	return PCI_ACCESS_DONE;
}

static enum pci_access absent_write(struct pci_device *device, u16 reg, unsigned int size,
				    u32 value)
{
	(void)device, (void)reg, (void)size, (void)value;
	return PCI_ACCESS_DENIED;
}

static int absent_map(struct pci_device *device)
{
	(void)device;
	return 0;
}

static int absent_attach(struct pci_device *device, bool reset)
{
	(void)device, (void)reset;
	return 0;
}

static bool absent_commit(struct pci_device *device)
{
	(void)device;
	return true;
}

static void absent_ignore(struct pci_device *device)
{
	(void)device;
}

const struct pci_ops pci_absent_ops = {
	.read = absent_read,
	.write = absent_write,
	.map = absent_map,
	.unmap = absent_ignore,
	.attach = absent_attach,
	.detach = absent_ignore,
	.reset = absent_ignore,
	.commit = absent_commit,
};

/* ---- all functions ---- */

static bool within_dword(u16 reg, unsigned int size)
{
	return (reg & 3) + size <= 4;
}

bool pci_config_read(struct pci_device *device, u16 reg, unsigned int size, u32 *value)
{
	if (unlikely(!within_dword(reg, size))) {
		return false;
	}
	if (!device) {
		*value = ~0U;
		return true;
	}
	switch (device->ops->read(device, reg, size, value)) {
	case PCI_ACCESS_PERFORM:
		*value = pci_hw_read(device, reg, size);
		return true;
	case PCI_ACCESS_DONE:
		return true;
	default:
		return false;
	}
}

bool pci_config_write(struct pci_device *device, u16 reg, unsigned int size, u32 value)
{
	if (!device) {
		return false;
	}
	device->refusal = NULL;
	if (unlikely(!within_dword(reg, size))) {
		return false;
	}
	switch (device->ops->write(device, reg, size, value)) {
	case PCI_ACCESS_PERFORM:
		pci_hw_write(device, reg, value, size);
		return true;
	case PCI_ACCESS_DONE:
		return true;
	default:
		return false;
	}
}
