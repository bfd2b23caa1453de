// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI configuration as cells see it, on the small machine of the unit tests. An input is a row of
 * struct op: accesses of the root cell and of an inmate that owns the network card and CPU 3.
 */
#include <asm/pci_ports.h>
#include "../../hypervisor/tests/devices/board.h"

#include "target.h"

#define MOST_OPS 64

struct op {
	/** Bit 0: write, 1: of the inmate, 2-3: size, 4-6: where, 7: ports from 0xcfc. */
	u8 how;
	u8 function;
	u16 reg;
	u32 value;
} __attribute__((packed));

static const u16 bdfs[] = { BDF_HOST, BDF_NIC, BDF_BRIDGE, BDF_OLD, BDF_VIRTUAL, 0xffff };
static const u16 physical[] = { BDF_HOST, BDF_NIC, BDF_BRIDGE, BDF_OLD };

static u8 hardware[ARRAY_SIZE(physical)][PCI_CONFIG_SIZE];
static struct pci_device *devices;
static size_t devices_size;

static void fill_hardware(void)
{
	hw_config_set(BDF_HOST, 0x00, 0x29c08086, 4);
	hw_config_set(BDF_NIC, 0x00, 0x10d38086, 4);
	hw_config_set(BDF_NIC, 0x04, 0x00100006, 4);
	hw_config_set(BDF_NIC, 0x10, 0xfebc0000, 4);
	hw_config_set(BDF_NIC, 0x18, 0x0000c001, 4);
	hw_config_set(BDF_NIC, 0x34, 0x40, 1);
	hw_config_set(BDF_NIC, 0x40, 0x00035001, 4); /* PM */
	hw_config_set(BDF_NIC, 0x50, 0x00807005, 4); /* MSI */
	hw_config_set(BDF_NIC, 0x70, 0x00039011, 4); /* MSI-X, 4 vectors */
	hw_config_set(BDF_NIC, 0x74, MSIX_BASE - 0xfebc0000, 4);
	hw_config_set(BDF_OLD, 0x04, 0x00100000, 4);
	hw_config_set(BDF_OLD, 0x34, 0x80, 1);
	hw_config_set(BDF_OLD, 0x80, 0x01000005, 4);
	hw_config_set(BDF_OLD, 0x100, 0x00010003, 4);
	for (unsigned int n = 0; n < NIC_VECTORS; n++) {
		hw_msix[n * 4 + 3] = 1;
	}
}

/* Once: the machine, and copies of what an input changes. */
static void begin(void)
{
	fill_hardware();
	CLAIM(start_unit(&pci_unit) == 0, "the root cell gets its functions");
	for (unsigned int n = 0; n < ARRAY_SIZE(physical); n++) {
		memcpy(hardware[n], hw_config(physical[n]), PCI_CONFIG_SIZE);
	}
	devices_size = root_cell.config.num_pci_devices * sizeof(*devices);
	devices = malloc(devices_size);
	memcpy(devices, root_cell.pci_devices, devices_size);
}

static void begin_again(void)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(physical); n++) {
		memcpy(hw_config(physical[n]), hardware[n], PCI_CONFIG_SIZE);
	}
	memcpy(root_cell.pci_devices, devices, devices_size);
	hw_port_address = 0;
	pages_left = 64;
	console_clear();
	hw_log_count = 0;
	CLAIM(create_inmate(&pci_unit) == 0, "the inmate gets its function");
}

/* ---- what must hold ---- */

static bool is_own(bool inmate_acts, u64 where)
{
	return inmate_acts == (where >= MSIX_BASE || where >> 12 == BDF_NIC);
}

static void check_writes(bool inmate_acts, bool allowed)
{
	for (unsigned int n = 0; n < hw_log_count; n++) {
		u64 where = hw_log[n].where;
		u64 reg = where & 0xfff;

		CLAIM(allowed, "what is forbidden does not reach the hardware");
		CLAIM(is_own(inmate_acts, where), "a cell writes to its own functions");
		CLAIM(where >= MSIX_BASE || reg >= PCI_BAR_END ||
			      reg + hw_log[n].size <= PCI_BAR_FIRST,
		      "where a function's memory lies is not changed");
	}
}

/* Where it goes is a CPU of the owner, or it does not go at all. */
static void check_message(u64 address, u8 cpus)
{
	u8 destination = address >> 12;

	CLAIM(address >> 20 == 0xfee, "an interrupt is written to local APICs");
	if (address & 4) {
		CLAIM(destination & cpus, "somebody of the owner gets it");
	} else {
		CLAIM(destination < 8 && cpus >> destination & 1, "it is for the owner's CPU");
	}
	CLAIM(cpus == 0x7 || !(address & 4) || !(destination & ~cpus),
	      "nobody but the inmate gets the inmate's");
}

static void check_messages(void)
{
	bool msix = (hw_config_read(BDF_NIC, 0x72, 2) & 0xc000) == 0x8000;

	if (hw_config_read(BDF_NIC, 0x52, 2) & 1) {
		check_message(hw_config_read(BDF_NIC, 0x54, 4), 0x8);
		CLAIM(hw_config_read(BDF_NIC, 0x58, 4) == 0, "the address has 32 bits");
	}
	for (unsigned int n = 0; msix && n < NIC_VECTORS; n++) {
		if (!(hw_msix[n * 4 + 3] & 1)) {
			check_message(hw_msix[n * 4], 0x8);
			CLAIM(hw_msix[n * 4 + 1] == 0, "the address has 32 bits");
		}
	}
	if (hw_config_read(BDF_OLD, 0x82, 2) & 1) {
		check_message(hw_config_read(BDF_OLD, 0x84, 4), 0x7);
	}
}

/* ---- one access ---- */

static bool access_port(struct cell *cell, const struct op *op, unsigned int size)
{
	u16 port = op->how & 0x80 ? 0xcfc + (op->reg & 3) : 0xcf8;
	enum pci_port_result result;
	u32 value = op->value;

	if (port == 0xcf8) {
		value = 0x80000000 | bdfs[op->function % ARRAY_SIZE(bdfs)] << 8 | (op->reg & 0xff);
	}
	current_cpu.cell = cell;
	result = pci_port_access(port, port == 0xcf8 ? 4 : size, op->how & 1 || port == 0xcf8,
				 &value);
	current_cpu.cell = &root_cell;
	return result == PCI_PORT_DONE;
}

static bool access_memory(struct cell *cell, u64 address, const struct op *op, unsigned int size)
{
	u64 value;

	return op->how & 1 ? cell_write(cell, address, op->value, size)
			   : cell_read(cell, address, &value, size);
}

static void perform(const struct op *op)
{
	bool inmate_acts = op->how & 2;
	struct cell *cell = inmate_acts ? &inmate : &root_cell;
	unsigned int size = 1 << (op->how >> 2 & 3);
	bool allowed;

	hw_log_count = 0;
	console_clear();
	switch (op->how >> 4 & 7) {
	case 0:
		allowed = access_port(cell, op, size > 4 ? 4 : size);
		break;
	case 1:
		allowed = access_memory(cell, MSIX_BASE + op->reg % (2 * MSIX_SIZE), op, size);
		break;
	case 2:
		allowed = access_memory(cell, ecam(op->function << 8 | op->reg >> 8, op->value), op,
					size);
		break;
	default:
		allowed = access_memory(cell,
					ecam(bdfs[op->function % ARRAY_SIZE(bdfs)],
					     op->reg & (op->how & 0x80 ? 0xff : 0xfff)),
					op, size);
		break;
	}
	check_writes(inmate_acts, allowed);
	check_messages();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct op op;

	if (!devices) {
		begin();
	}
	begin_again();
	for (unsigned int n = 0; n < MOST_OPS && size >= sizeof(op); n++) {
		memcpy(&op, data, sizeof(op));
		perform(&op);
		data += sizeof(op);
		size -= sizeof(op);
	}
	destroy_inmate(&pci_unit);
	return 0;
}
