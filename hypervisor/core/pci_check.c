// SPDX-License-Identifier: GPL-2.0-only
/*
 * A configuration says which capabilities a function has, how its MSI registers
 * are laid out and where its MSI-X table is; accesses are judged by that. The
 * hardware has to agree, or messages would be programmed without being looked
 * at, and what is not a table be written to.
 */
#include <core/cell.h>
#include <core/pci.h>
#include <core/reason.h>

#define MSI_64BITS(header) ((header) >> 23 & 1)
#define MSIX_TABLE	   4
#define MSIX_BIR	   7U
#define BAR_IO		   1
#define BAR_TYPE	   6
#define BAR_64BITS	   4
#define BAR_FLAGS	   0xfU

/** A function as the hardware shows it. */
struct probe {
	const struct cell *cell;
	struct pci_device device;
	u8 ids[PCI_CAP_SLOTS];
};

static int disagree(const struct probe *probe, enum jailhouse_reason_code code, u64 found,
		    u64 expected)
{
	refuse(-EINVAL, code, probe->cell, found, expected);
	last_reason.object = JAILHOUSE_OBJECT_PCI_DEVICE;
	last_reason.index = probe->device.info - probe->cell->config.pci_devices;
	return -EINVAL;
}

static int disagree_field(const struct probe *probe, enum jailhouse_reason_field field, u64 found,
			  u64 expected)
{
	disagree(probe, JAILHOUSE_REASON_PCI_HARDWARE, found, expected);
	last_reason.field = field;
	return -EINVAL;
}

static int disagree_cap(const struct probe *probe, enum jailhouse_reason_code code, unsigned int n,
			u64 found, u64 expected)
{
	disagree(probe, code, found, expected);
	last_reason.other_object = JAILHOUSE_OBJECT_PCI_DEVICE;
	last_reason.other_index = last_reason.index;
	last_reason.object = JAILHOUSE_OBJECT_PCI_CAP;
	last_reason.index = n;
	return -EINVAL;
}

/* Bytes from its start on that are moderated. */
static unsigned int message_registers(const struct probe *probe, u16 start)
{
	switch (probe->ids[start / 4]) {
	case PCI_CAP_ID_MSI:
		return MSI_64BITS(pci_hw_read(&probe->device, start, 4)) ? 16 : 12;
	case PCI_CAP_ID_MSIX:
		return 12;
	default:
		return 0;
	}
}

/* A writable capability that reaches into another one, where messages are programmed. */
static int check_extent(const struct probe *probe, unsigned int n)
{
	const struct jailhouse_pci_capability *cap = &probe->cell->config.pci_caps[n];

	for (u16 at = PCI_HEADER_SIZE; at < PCI_EXT_CONFIG; at += 4) {
		unsigned int size = message_registers(probe, at);

		if (size && at != cap->start && at < cap->start + cap->len &&
		    cap->start < at + size) {
			return disagree_cap(probe, JAILHOUSE_REASON_PCI_CAP_EXTENT, n,
					    cap->start + cap->len, at);
		}
	}
	return 0;
}

static u16 hw_cap_id(const struct probe *probe, u16 start)
{
	if (start & 3) {
		return 0;
	}
	return start < PCI_EXT_CONFIG
		       ? probe->ids[start / 4]
		       : pci_hw_read(&probe->device, start, 2) | JAILHOUSE_PCI_EXT_CAP;
}

static int check_cap(const struct probe *probe, unsigned int n)
{
	const struct jailhouse_pci_capability *cap = &probe->cell->config.pci_caps[n];
	bool msi_64bits = probe->device.info->msi_64bits;
	u16 id;

	if (cap->start >= PCI_EXT_CONFIG && !probe->device.registers) {
		/* out of everybody's reach */
		return 0;
	}
	id = hw_cap_id(probe, cap->start);
	if (id != cap->id) {
		return disagree_cap(probe, JAILHOUSE_REASON_PCI_CAP_HARDWARE, n, cap->id, id);
	}
	if (id == PCI_CAP_ID_MSI &&
	    MSI_64BITS(pci_hw_read(&probe->device, cap->start, 4)) != msi_64bits) {
		return disagree_field(probe, JAILHOUSE_FIELD_MSI_64BITS, msi_64bits, !msi_64bits);
	}
	return cap->flags & JAILHOUSE_PCICAPS_WRITE ? check_extent(probe, n) : 0;
}

/* Physical address of the MSI-X table, 0 if it is nowhere. */
static u64 table_address(const struct pci_device *device, u16 start)
{
	u32 location = pci_hw_read(device, start + MSIX_TABLE, 4);
	u16 reg = PCI_BAR_FIRST + (location & MSIX_BIR) * 4;
	u64 base = reg < PCI_BAR_END ? pci_hw_read(device, reg, 4) : BAR_IO;

	if ((base & BAR_TYPE) == BAR_64BITS && reg + 4 < PCI_BAR_END) {
		base |= (u64)pci_hw_read(device, reg + 4, 4) << 32;
	}
	if (base & BAR_IO || base <= BAR_FLAGS) {
		return 0;
	}
	return (base & ~(u64)BAR_FLAGS) + (location & ~MSIX_BIR);
}

static int check_table(const struct probe *probe)
{
	const struct jailhouse_pci_device *info = probe->device.info;
	unsigned int vectors = 0;
	u64 address = 0;

	if (!info->msix_address || !info->num_msix_vectors) {
		return 0;
	}
	for (u16 at = PCI_HEADER_SIZE; at < PCI_EXT_CONFIG; at += 4) {
		if (probe->ids[at / 4] == PCI_CAP_ID_MSIX) {
			vectors = (pci_hw_read(&probe->device, at + 2, 2) & 0x7ff) + 1;
			address = table_address(&probe->device, at);
			break;
		}
	}
	if (info->num_msix_vectors > vectors) {
		return disagree_field(probe, JAILHOUSE_FIELD_NUM_MSIX_VECTORS,
				      info->num_msix_vectors, vectors);
	}
	if (info->msix_address != address) {
		return disagree_field(probe, JAILHOUSE_FIELD_MSIX_ADDRESS, info->msix_address,
				      address);
	}
	return 0;
}

int pci_check_hardware(const struct cell *cell, const struct jailhouse_pci_device *info)
{
	struct probe probe = { .cell = cell, .device = { .info = info, .bdf = info->bdf } };
	int err = pci_map_registers(&probe.device);

	if (err) {
		return err;
	}
	pci_list_capabilities(&probe.device, probe.ids);
	for (unsigned int n = 0; n < info->num_caps && !err; n++) {
		err = check_cap(&probe, info->caps_start + n);
	}
	err = err ?: check_table(&probe);
	pci_unmap_registers(&probe.device);
	return err;
}
