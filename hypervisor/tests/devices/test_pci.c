/* SPDX-License-Identifier: GPL-2.0-only */

/* Configuration space by ports and by the ECAM window, and who owns what. */

#include "board.h"

#include <asm/pci_ports.h>

#define ROOT (&root_cell)

/* The NIC has values of its own in every register that matters. */
static void fill_hardware(void)
{
	hw_config_set(BDF_HOST, 0x00, 0x29c08086, 4);
	hw_config_set(BDF_NIC, 0x00, 0x10d38086, 4);
	hw_config_set(BDF_NIC, 0x04, 0x00100006, 4);
	hw_config_set(BDF_NIC, 0x10, 0xfebc0000, 4);
	hw_config_set(BDF_NIC, 0x18, 0x0000c001, 4);
	hw_config_set(BDF_NIC, 0x30, 0xfeb00001, 4);
	hw_config_set(BDF_NIC, 0x34, 0x40, 1);
	hw_config_set(BDF_NIC, 0x40, 0x00035001, 4); /* PM */
	hw_config_set(BDF_NIC, 0x50, 0x00807005, 4); /* MSI */
	hw_config_set(BDF_NIC, 0x70, 0x00039011, 4); /* MSI-X, 4 vectors */
	hw_config_set(BDF_NIC, 0x74, MSIX_BASE - 0xfebc0000, 4);
	hw_config_set(BDF_NIC, 0x90, 0x00000010, 4); /* PCI Express, not in the configuration */
	hw_config_set(BDF_BRIDGE, 0x04, 0x0007, 2);
	hw_config_set(BDF_OLD, 0x04, 0x00100000, 4);
	hw_config_set(BDF_OLD, 0x34, 0x80, 1);
	hw_config_set(BDF_OLD, 0x80, 0x01000005, 4);
	hw_config_set(BDF_OLD, 0x100, 0x00010003, 4);
	for (unsigned int n = 0; n < NIC_VECTORS; n++) {
		hw_msix[n * 4 + 3] = 1;
	}
}

static void start(void)
{
	fill_hardware();
	cr_assert_eq(start_unit(&pci_unit), 0);
	console_clear();
	hw_log_count = 0;
}

static void start_with_inmate(void)
{
	start();
	cr_assert_eq(create_inmate(&pci_unit), 0);
	console_clear();
	hw_log_count = 0;
}

/* Writes to configuration space; a refused enable may have touched masked vectors. */
static unsigned int config_writes(void)
{
	unsigned int count = 0;

	for (unsigned int n = 0; n < hw_log_count; n++) {
		count += hw_log[n].where < MSIX_BASE;
	}
	return count;
}

static void expect_denied(struct cell *cell, u16 bdf, u16 reg, u32 value, unsigned int size,
			  const char *hint)
{
	unsigned int writes = config_writes();
	char line[128];

	console_clear();
	cr_expect(!cell_write(cell, ecam(bdf, reg), value, size), "write of %x to 0x%x allowed",
		  value, reg);
	snprintf(
		line, sizeof(line),
		"FATAL: Invalid PCI MMCONFIG write, device %02x:%02x.%x, reg: 0x%x, size: %u\nhint: ",
		PCI_BDF_ARGS(bdf), reg, size);
	expect_printed(line);
	expect_printed(hint);
	cr_expect_eq(config_writes(), writes, "a denied write reached the hardware");
	console_clear();
}

/* ---- ownership ---- */

Test(pci, devices_are_announced_and_sorted)
{
	fill_hardware();
	cr_assert_eq(start_unit(&pci_unit), 0);
	expect_printed("Adding PCI device 00:00.0 to cell \"root\"\n"
		       "Adding PCI device 00:02.0 to cell \"root\"\n"
		       "Adding PCI device 00:03.0 to cell \"root\"\n"
		       "Adding virtual PCI device 00:0e.0 to cell \"root\"\n");
	expect_printed("Adding PCI device 00:1f.2 to cell \"root\"\n");
	cr_expect_eq(pci_find_device(ROOT, BDF_NIC)->bdf, BDF_NIC);
	cr_expect_eq(pci_find_device(ROOT, BDF_OLD)->bdf, BDF_OLD);
	cr_expect_null(pci_find_device(ROOT, BDF_NIC + 1));
	cr_expect_null(pci_find_device(ROOT, 0xffff));
}

Test(pci, device_moves_to_the_cell_and_back)
{
	int mappings, pages;

	start();
	mappings = hw_mappings;
	pages = pages_used;
	hw_config_set(BDF_NIC, 0x52, 0x0081, 2);
	hw_config_set(BDF_NIC, 0x72, 0x8003, 2);
	cr_assert_eq(create_inmate(&pci_unit), 0);
	expect_printed("Removing PCI device 00:02.0 from cell \"root\"\n"
		       "Adding PCI device 00:02.0 to cell \"inmate\"\n"
		       "WARNING: no IOMMU confines PCI device 00:02.0");
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0), 4), 0xffffffff);
	cr_expect_eq(cell_read_ok(&inmate, ecam(BDF_NIC, 0), 4), 0x10d38086);
	cr_expect_eq(cell_read_ok(&inmate, ecam(BDF_HOST, 0), 4), 0xffffffff);

	/* it arrives quiet */
	cr_expect_eq(hw_config_read(BDF_NIC, PCI_COMMAND, 2), 0x0400);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x52, 2), 0x0080);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x72, 2), 0x0003);

	console_clear();
	cr_expect(cell_write(&inmate, ecam(BDF_NIC, PCI_COMMAND), 0x0006, 2));
	destroy_inmate(&pci_unit);
	expect_printed("Removing PCI device 00:02.0 from cell \"inmate\"\n"
		       "Adding PCI device 00:02.0 to cell \"root\"\n");
	cr_expect_eq(hw_config_read(BDF_NIC, PCI_COMMAND, 2), 0x0400);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0), 4), 0x10d38086);
	cr_expect_eq(hw_mappings, mappings);
	cr_expect_eq(pages_used, pages);
}

Test(pci, refused_cell_leaves_everything_as_it_was)
{
	int mappings;

	start();
	mappings = hw_mappings;
	pages_left = 0;
	cr_expect_eq(create_inmate(&pci_unit), -ENOMEM);
	cr_expect_eq(hw_mappings, mappings);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0), 4), 0x10d38086);
	cr_expect_eq(hw_log_count, 0);
}

/* The table of trapped ranges has no room for the MSI-X table of the second device. */
Test(pci, device_that_fails_late_goes_back)
{
	start();
	memcpy(hw_config(BDF_OLD), hw_config(BDF_NIC), PCI_CONFIG_SIZE);
	inmate_devices[1] = inmate_devices[0];
	inmate_devices[1].bdf = BDF_OLD;
	inmate_devices[1].num_msi_vectors = 0;
	cr_expect_eq(create_inmate(&pci_unit), -EINVAL, "two tables at one address");
	expect_printed("MSI-X table at 0xfebf0000 of device 00:1f.2 cannot be trapped");
	cr_expect_not_null(pci_find_device(ROOT, BDF_NIC));
	cr_expect_not_null(pci_find_device(ROOT, BDF_OLD));
}

Test(pci, device_that_root_never_had_is_left_quiet)
{
	root_devices[1].bdf = BDF_NIC + 1;
	root_devices[1].type = JAILHOUSE_PCI_TYPE_IVSHMEM;
	start_with_inmate();
	cr_assert(cell_write(&inmate, ecam(BDF_NIC, PCI_COMMAND), 0x0006, 2));
	destroy_inmate(&pci_unit);
	cr_expect_eq(hw_config_read(BDF_NIC, PCI_COMMAND, 2), 0x0400);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0), 4), 0xffffffff);
}

Test(pci, reset_before_start)
{
	start_with_inmate();
	cell_write(&inmate, ecam(BDF_NIC, PCI_COMMAND), 0x0006, 2);
	cell_write(&inmate, ecam(BDF_NIC, 0x10), 0xe0000000, 4);
	pci_unit.cell_reset(&inmate);
	cr_expect_eq(hw_config_read(BDF_NIC, PCI_COMMAND, 2), 0x0400);
	cr_expect_eq(cell_read_ok(&inmate, ecam(BDF_NIC, 0x10), 4), 0xe0000000, "BARs survive");
}

/* ---- header ---- */

Test(pci, unowned_functions_are_absent)
{
	start_with_inmate();
	cr_expect_eq(cell_read_ok(&inmate, ecam(BDF_HOST, 0), 2), 0xffff);
	cr_expect_eq(cell_read_ok(&inmate, ecam(0xfff8, 0), 1), 0xff);
	expect_silent();
	expect_denied(&inmate, BDF_HOST, 0x04, 0, 2, "the device belongs to cell \"root\"");
	expect_denied(&inmate, 0x1234, 0x04, 0, 2,
		      "the device is in no cell; to add it to cell \"inmate\": { .type = "
		      "JAILHOUSE_PCI_TYPE_DEVICE, .bdf = 0x12 << 8 | 0x6 << 3 | 4 }");
}

Test(pci, reads_of_a_device)
{
	start();
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x00), 4), 0x10d38086);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x02), 2), 0x10d3);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x03), 1), 0x10);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x10), 4), 0xfebc0000);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x12), 2), 0xfebc);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x18), 4), 0x0000c001);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x30), 4), 0, "no expansion ROM");
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x90), 4), 0x10);
	hw_config_set(BDF_NIC, 0xffc, 0x12345678, 4);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0xffc), 4), 0x12345678);
}

Test(pci, bars_are_shadows_with_sizes)
{
	start();
	cr_expect(cell_write(ROOT, ecam(BDF_NIC, 0x10), 0xffffffff, 4));
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x10), 4), 0xfffff000);
	cr_expect(cell_write(ROOT, ecam(BDF_NIC, 0x18), 0xffffffff, 4));
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x18), 4), 0xffffffe1, "type bits stay");
	cr_expect(cell_write(ROOT, ecam(BDF_NIC, 0x14), 0xffffffff, 4));
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x14), 4), 0, "no such BAR");
	cr_expect(cell_write(ROOT, ecam(BDF_NIC, 0x13), 0xe0, 1));
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x10), 4), 0xe0fff000);
	cr_expect_eq(hw_log_count, 0);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x10, 4), 0xfebc0000);
	expect_silent();
}

/* as its link does after an error */
static void reset_alone(u16 bdf)
{
	hw_config_set(bdf, PCI_COMMAND, 0, 2);
	hw_config_set(bdf, 0x10, 0, 4);
	hw_config_set(bdf, 0x18, 1, 4);
}

static void expect_in_place(u16 bdf)
{
	cr_expect_eq(hw_config_read(bdf, 0x10, 4), 0xfebc0000);
	cr_expect_eq(hw_config_read(bdf, 0x18, 4), 0x0000c001);
}

Test(pci, device_that_was_reset_alone_gets_back_its_place)
{
	start();
	reset_alone(BDF_NIC);
	cr_expect(cell_write(ROOT, ecam(BDF_NIC, PCI_COMMAND), 0x0400, 2));
	cr_expect_eq(hw_config_read(BDF_NIC, 0x10, 4), 0, "nothing is decoded yet");
	cr_expect(cell_write(ROOT, ecam(BDF_NIC, PCI_COMMAND), 0x0006, 2));
	expect_in_place(BDF_NIC);

	cr_assert_eq(create_inmate(&pci_unit), 0);
	reset_alone(BDF_NIC);
	cr_expect(cell_write(&inmate, ecam(BDF_NIC, PCI_COMMAND), 0x0006, 2));
	expect_in_place(BDF_NIC);
	reset_alone(BDF_NIC);
	pci_unit.cell_reset(&inmate);
	expect_in_place(BDF_NIC);
	reset_alone(BDF_NIC);
	destroy_inmate(&pci_unit);
	expect_in_place(BDF_NIC);
}

Test(pci, device_that_is_elsewhere_stays_there)
{
	start();
	hw_config_set(BDF_NIC, 0x10, 0xfea00000, 4);
	cr_expect(cell_write(ROOT, ecam(BDF_NIC, PCI_COMMAND), 0x0006, 2));
	cr_expect_eq(hw_config_read(BDF_NIC, 0x10, 4), 0xfea00000);
}

/* rows of the specification's table: P performed, I ignored, D denied, for the bytes of a dword */
static void check_header(u16 bdf, const char *const rules[16])
{
	for (u16 reg = 0; reg < 0x40; reg++) {
		char rule = rules[reg / 4][reg & 3];

		hw_log_count = 0;
		console_clear();
		cr_expect_eq(cell_write(ROOT, ecam(bdf, reg), 0x5a, 1), rule != 'D', "reg 0x%x",
			     reg);
		cr_expect_eq(hw_log_count, rule == 'P', "reg 0x%x", reg);
		cr_expect_eq(rule == 'D', !!strstr(console_text, "of the header"), "reg 0x%x", reg);
	}
	for (u16 reg = 0; reg < 0x40; reg += 4) {
		const char *rule = rules[reg / 4];
		bool denied = strchr(rule, 'D');

		cr_expect_eq(cell_write(ROOT, ecam(bdf, reg), 0, 4), !denied, "dword 0x%x", reg);
	}
}

Test(pci, header_writes_of_a_device)
{
	static const char *const rules[16] = {
		"DDDD", "PPPP", "DDDD", "PPPP", "IIII", "IIII", "IIII", "IIII",
		"IIII", "IIII", "DDDD", "DDDD", "IIII", "DDDD", "DDDD", "PDDD",
	};

	start();
	check_header(BDF_HOST, rules);
}

Test(pci, header_writes_of_a_bridge)
{
	static const char *const rules[16] = {
		"DDDD", "PPPP", "DDDD", "PPPP", "DDDD", "DDDD", "DDDD", "IIDD",
		"IIII", "IIII", "IIII", "IIII", "IIII", "DDDD", "DDDD", "PDPP",
	};

	start();
	check_header(BDF_BRIDGE, rules);
	hw_config_set(BDF_BRIDGE, 0x18, 0x00020100, 4);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_BRIDGE, 0x18), 4), 0x00020100);
}

Test(pci, accesses_stay_within_a_dword)
{
	u64 value;

	start();
	expect_denied(ROOT, BDF_NIC, 0x06, 0, 4, "within 4 aligned bytes");
	expect_denied(ROOT, BDF_NIC, 0x04, 0, 8, "within 4 aligned bytes");
	cr_expect(!cell_read(ROOT, ecam(BDF_NIC, 0x10), &value, 8));
	expect_printed("FATAL: Invalid PCI MMCONFIG read, device 00:02.0, reg: 0x10, size: 8\n");
	cr_expect(!cell_read(ROOT, ecam(0x1234, 0x03), &value, 2));
	cr_expect(!cell_read(ROOT, ecam(BDF_NIC, 0xffd), &value, 4));
	/* the window's last byte, and beyond */
	cr_expect_eq(cell_read_ok(ROOT, ECAM_BASE + 0xfffffff, 1), 0xff);
	cr_expect(!cell_read(ROOT, ECAM_BASE + 0xffffffe, &value, 4));
	cr_expect(!cell_read(ROOT, ECAM_BASE + 0x10000000, &value, 4));
}

/* ---- capabilities ---- */

Test(pci, writes_need_a_writable_capability)
{
	start();
	expect_denied(ROOT, BDF_NIC, 0x44, 0, 2,
		      "hint: register 0x44 is in capability PM (0x40, 8 bytes), which is read-only "
		      "here; to allow: { .id = PCI_CAP_ID_PM, .start = 0x40, .len = 8, .flags = "
		      "JAILHOUSE_PCICAPS_WRITE }\n");
	expect_denied(ROOT, BDF_NIC, 0x98, 0, 2,
		      "hint: register 0x98 is in capability EXP (0x90, 10 bytes), which the "
		      "configuration does not list");
	expect_denied(ROOT, BDF_HOST, 0x60, 0, 4, "register 0x60 is in no capability");
	/* the capability ends at 0x5d */
	expect_denied(ROOT, BDF_NIC, 0x5c, 0, 4, "capability MSI (0x50, 16 bytes)");
	root_caps[0].flags = JAILHOUSE_PCICAPS_WRITE;
	expect_denied(ROOT, BDF_NIC, 0x44, 0, 2, "hint: ");
}

Test(pci, writable_capabilities_are_written)
{
	root_caps[0].flags = JAILHOUSE_PCICAPS_WRITE;
	start();
	cr_expect(cell_write(ROOT, ecam(BDF_NIC, 0x44), 0x0103, 2));
	cr_expect_eq(hw_config_read(BDF_NIC, 0x44, 2), 0x0103);
	cr_expect(cell_write(ROOT, ecam(BDF_OLD, 0x104), 0x11223344, 4));
	cr_expect_eq(hw_config_read(BDF_OLD, 0x104, 4), 0x11223344);
	expect_silent();
}

Test(pci, extended_capabilities)
{
	start();
	hw_config_set(BDF_OLD, 0x100, 0x14010003, 4);
	hw_config_set(BDF_OLD, 0x140, 0x00010001, 4);
	expect_denied(ROOT, BDF_OLD, 0x148, 0, 4,
		      "register 0x148 is in extended capability 0x1 (0x140, 12 bytes)");
	hw_config_set(BDF_OLD, 0x140, 0x14010001, 4); /* a list without end */
	expect_denied(ROOT, BDF_OLD, 0x148, 0, 4, "{ .id = 0x1 | JAILHOUSE_PCI_EXT_CAP,");
}

Test(pci, second_capability_of_a_kind_stays_read_only)
{
	root_caps[0] = root_caps[1];
	root_caps[0].start = 0xa0;
	fill_hardware();
	hw_config_set(BDF_NIC, 0x90, 0x0000a010, 4);
	hw_config_set(BDF_NIC, 0xa0, 0x00800005, 4);
	cr_assert_eq(start_unit(&pci_unit), 0);
	console_clear();
	cr_expect(cell_write(ROOT, ecam(BDF_NIC, 0xa4), 0xfee00000, 4));
	expect_denied(ROOT, BDF_NIC, 0x54, 0xfee00000, 4, "only the first one");
}

/* ---- MSI ---- */

#define MSI_TO(cpu) (0xfee00000 | (cpu) << 12)

static void program_msi(struct cell *cell, u32 address, u32 data)
{
	cr_assert(cell_write(cell, ecam(BDF_NIC, 0x54), address, 4));
	cr_assert(cell_write(cell, ecam(BDF_NIC, 0x58), 0, 4));
	cr_assert(cell_write(cell, ecam(BDF_NIC, 0x5c), data, 2));
}

Test(msi, message_reaches_the_hardware_when_enabled)
{
	start();
	program_msi(ROOT, MSI_TO(2), 0x4021);
	cr_expect_eq(hw_log_count, 0, "disabled: shadow only");
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x54), 4), MSI_TO(2));
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x5c), 2), 0x4021);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x55), 1), 0x20);

	cr_expect(cell_write(ROOT, ecam(BDF_NIC, 0x52), 0x0091, 2));
	cr_expect_eq(hw_config_read(BDF_NIC, 0x54, 4), MSI_TO(2));
	cr_expect_eq(hw_config_read(BDF_NIC, 0x58, 4), 0);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x5c, 2), 0x4021);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x52, 2), 0x0091);
	/* control last: never live with an old message */
	cr_expect_eq(hw_log[hw_log_count - 1].where, BDF_NIC << 12 | 0x52);

	cr_expect(cell_write(ROOT, ecam(BDF_NIC, 0x54), MSI_TO(1), 4));
	cr_expect_eq(hw_config_read(BDF_NIC, 0x54, 4), MSI_TO(1));
	expect_silent();
}

Test(msi, foreign_destination_is_denied_when_enabled)
{
	start_with_inmate();
	program_msi(&inmate, MSI_TO(1), 0x21);
	expect_denied(&inmate, BDF_NIC, 0x52, 0x0081, 2, "would leave the cell");
	cr_expect_eq(cell_read_ok(&inmate, ecam(BDF_NIC, 0x52), 2) & 1, 0);
	program_msi(&inmate, MSI_TO(3), 0x21);
	cr_expect(cell_write(&inmate, ecam(BDF_NIC, 0x52), 0x0081, 2));
	expect_denied(&inmate, BDF_NIC, 0x54, MSI_TO(0), 4, "would leave the cell");
	cr_expect_eq(hw_config_read(BDF_NIC, 0x54, 4), MSI_TO(3));
	/* delivery mode NMI */
	expect_denied(&inmate, BDF_NIC, 0x5c, 0x0421, 2, "would leave the cell");
	/* remappable format: an index into Linux' table */
	expect_denied(&inmate, BDF_NIC, 0x54, 0xfee00018, 4, "would leave the cell");
	cr_expect_eq(hw_config_read(BDF_NIC, 0x5c, 2), 0x21);
}

Test(msi, address_that_is_no_interrupt_never_gets_live)
{
	start_with_inmate();
	program_msi(&inmate, 0x12345000, 0x21);
	cr_expect(cell_write(&inmate, ecam(BDF_NIC, 0x52), 0x0081, 2));
	cr_expect_eq(hw_config_read(BDF_NIC, 0x52, 2), 0x0080);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x54, 4), 0);
	cr_expect_eq(cell_read_ok(&inmate, ecam(BDF_NIC, 0x52), 2), 0x0081);
	expect_printed("WARNING: PCI device 00:02.0: interrupt message to address "
		       "0x0000000012345000, where no CPU is: held back\n");
	/* and an upper half */
	program_msi(&inmate, MSI_TO(3), 0x21);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x52, 2), 0x0081);
	cr_expect(cell_write(&inmate, ecam(BDF_NIC, 0x58), 1, 4));
	cr_expect_eq(hw_config_read(BDF_NIC, 0x52, 2), 0x0080);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x58, 4), 0);
	expect_printed("to address 0x00000001fee03000, where no CPU is");
}

/* Some chip sets take more destination bits from the address. */
Test(msi, extended_destination_bits_are_dropped)
{
	start_with_inmate();
	program_msi(&inmate, MSI_TO(3) | 0x0fe0, 0x21);
	cr_expect(cell_write(&inmate, ecam(BDF_NIC, 0x52), 0x0081, 2));
	cr_expect_eq(hw_config_read(BDF_NIC, 0x54, 4), MSI_TO(3));
}

Test(msi, vectors_are_counted)
{
	start_with_inmate();
	program_msi(&inmate, MSI_TO(3), 0x20);
	expect_denied(&inmate, BDF_NIC, 0x52, 0x00a1, 2, ".num_msi_vectors");
	expect_denied(&inmate, BDF_NIC, 0x52, 0x00f1, 2, ".num_msi_vectors");
	cr_expect(cell_write(&inmate, ecam(BDF_NIC, 0x50), 0x00910000, 4));
	cr_expect_eq(hw_config_read(BDF_NIC, 0x52, 2), 0x0091);
}

Test(msi, layout_with_32_bits)
{
	start();
	cr_assert(cell_write(ROOT, ecam(BDF_OLD, 0x84), MSI_TO(2), 4));
	cr_assert(cell_write(ROOT, ecam(BDF_OLD, 0x88), 0x31, 2));
	cr_expect_eq(hw_log_count, 0);
	cr_assert(cell_write(ROOT, ecam(BDF_OLD, 0x8c), 1, 4));
	cr_expect_eq(hw_config_read(BDF_OLD, 0x8c, 4), 1, "mask bits are the hardware's");
	cr_assert(cell_write(ROOT, ecam(BDF_OLD, 0x82), 0x0101, 2));
	cr_expect_eq(hw_config_read(BDF_OLD, 0x84, 4), MSI_TO(2));
	cr_expect_eq(hw_config_read(BDF_OLD, 0x88, 2), 0x31);
	cr_expect_eq(hw_config_read(BDF_OLD, 0x82, 2), 0x0101);
}

Test(msi, root_keeps_its_messages)
{
	fill_hardware();
	hw_config_set(BDF_OLD, 0x84, 0xfee0f004, 4); /* logical, all four CPUs */
	hw_config_set(BDF_OLD, 0x88, 0x31, 2);
	hw_config_set(BDF_OLD, 0x82, 0x0101, 2);
	cr_assert_eq(start_unit(&pci_unit), 0);
	cr_expect_eq(hw_log_count, 0, "start-up changes nothing");

	cr_assert_eq(create_inmate(&pci_unit), 0);
	cr_expect_eq(hw_config_read(BDF_OLD, 0x84, 4), 0xfee07004, "CPU 3 is the cell's");
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_OLD, 0x84), 4), 0xfee0f004);
	destroy_inmate(&pci_unit);
	cr_expect_eq(hw_config_read(BDF_OLD, 0x84, 4), 0xfee0f004);
}

Test(msi, message_to_a_cpu_that_left_is_switched_off)
{
	fill_hardware();
	hw_config_set(BDF_OLD, 0x84, MSI_TO(3), 4);
	hw_config_set(BDF_OLD, 0x82, 0x0101, 2);
	cr_assert_eq(start_unit(&pci_unit), 0);
	cr_assert_eq(create_inmate(&pci_unit), 0);
	cr_expect_eq(hw_config_read(BDF_OLD, 0x82, 2), 0x0100);
	expect_printed("WARNING: PCI device 00:1f.2 interrupts a CPU that left cell \"root\"");
	destroy_inmate(&pci_unit);
	cr_expect_eq(hw_config_read(BDF_OLD, 0x82, 2), 0x0101);
}

Test(msi, unsupported_state_at_start)
{
	fill_hardware();
	hw_config_set(BDF_OLD, 0x84, MSI_TO(9), 4);
	hw_config_set(BDF_OLD, 0x82, 0x0101, 2);
	cr_expect_eq(start_unit(&pci_unit), -EIO);
	expect_printed("FATAL: Unsupported MSI/MSI-X state, device 00:1f.2\n");
}

Test(msi, remapping_linux_goes_on)
{
	fill_hardware();
	hw_config_set(BDF_OLD, 0x84, 0xfee00218, 4);
	hw_config_set(BDF_OLD, 0x82, 0x0101, 2);
	cr_assert_eq(start_unit(&pci_unit), 0);
	program_msi(ROOT, 0xfee00238, 0);
	cr_expect(cell_write(ROOT, ecam(BDF_NIC, 0x52), 0x0081, 2));
	cr_expect_eq(hw_config_read(BDF_NIC, 0x54, 4), 0xfee00238);
}

Test(msi, shutdown_gives_linux_what_it_wrote)
{
	start();
	program_msi(ROOT, 0xfee0f004, 0x21);
	cr_assert(cell_write(ROOT, ecam(BDF_NIC, 0x52), 0x0081, 2));
	cr_assert_eq(create_inmate(&pci_unit), 0);
	destroy_inmate(&pci_unit);
	/* it came back quiet; Linux probes it again */
	program_msi(ROOT, 0xfee0f004, 0x22);
	cr_assert(cell_write(ROOT, ecam(BDF_NIC, 0x52), 0x0081, 2));
	root_cell.cpus.bits[0] = 0x3;
	pci_unit.commit(ROOT);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x54, 4), 0xfee03004);
	root_cell.arch.pci_config_address = 0x80001234;
	pci_unit.shutdown();
	cr_expect_eq(hw_config_read(BDF_NIC, 0x54, 4), 0xfee0f004);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x5c, 2), 0x22);
	cr_expect_eq(hw_port_address, 0x80001234);
}

Test(msi, nothing_of_the_last_owner_can_be_read)
{
	start_with_inmate();
	program_msi(&inmate, MSI_TO(3), 0x4021);
	cr_assert(cell_write(&inmate, ecam(BDF_NIC, 0x52), 0x0081, 2));
	destroy_inmate(&pci_unit);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x54), 4), 0);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0x5c), 2), 0);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x54, 4), 0);
}

/* ---- MSI-X ---- */

#define VECTOR(n, field) (MSIX_BASE + (n)*16 + (field)*4)

static void program_vector(struct cell *cell, unsigned int n, u32 address, u32 data)
{
	cr_assert(cell_write(cell, VECTOR(n, 0), address, 4));
	cr_assert(cell_write(cell, VECTOR(n, 1), 0, 4));
	cr_assert(cell_write(cell, VECTOR(n, 2), data, 4));
}

static void enable_decoding(struct cell *cell)
{
	cr_assert(cell_write(cell, ecam(BDF_NIC, PCI_COMMAND), 0x0006, 2));
}

Test(msix, vectors_as_linux_programs_them)
{
	start();
	cr_assert(cell_write(ROOT, ecam(BDF_NIC, 0x72), 0xc003, 2));
	program_vector(ROOT, 0, MSI_TO(1), 0x31);
	cr_expect_eq(hw_msix[0], 0, "masked: shadow only");
	cr_assert(cell_write(ROOT, VECTOR(0, 3), 0, 4));
	cr_expect_eq(hw_msix[3], 0, "vector control goes through");
	cr_expect_eq(hw_msix[0], 0);
	cr_assert(cell_write(ROOT, ecam(BDF_NIC, 0x72), 0x8003, 2));
	cr_expect_eq(hw_msix[0], MSI_TO(1));
	cr_expect_eq(hw_msix[2], 0x31);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x72, 2), 0x8003);
	/* live changes, and the next vector */
	cr_assert(cell_write(ROOT, VECTOR(0, 0), MSI_TO(2), 4));
	cr_expect_eq(hw_msix[0], MSI_TO(2));
	program_vector(ROOT, 3, MSI_TO(0), 0x34);
	cr_assert(cell_write(ROOT, VECTOR(3, 3), 0, 4));
	cr_expect_eq(hw_msix[12], MSI_TO(0));
	cr_expect_eq(hw_msix[14], 0x34);
	cr_expect_eq(hw_msix[15], 0);
	cr_expect_eq(cell_read_ok(ROOT, VECTOR(3, 2), 4), 0x34);
	expect_silent();
}

static void expect_table_denied(struct cell *cell, u64 address, u32 value, unsigned int size)
{
	console_clear();
	cr_expect(!cell_write(cell, address, value, size));
	expect_printed(
		"FATAL: Invalid PCI MSI-X table/PBA access, device 00:02.0\nhint: write of ");
	console_clear();
}

Test(msix, foreign_destination)
{
	start_with_inmate();
	enable_decoding(&inmate);
	program_vector(&inmate, 1, MSI_TO(0), 0x31);
	cr_assert(cell_write(&inmate, VECTOR(1, 3), 0, 4));
	expect_denied(&inmate, BDF_NIC, 0x72, 0x8003, 2, "would leave the cell");
	program_vector(&inmate, 1, MSI_TO(3), 0x31);
	cr_expect(cell_write(&inmate, ecam(BDF_NIC, 0x72), 0x8003, 2));
	expect_table_denied(&inmate, VECTOR(1, 0), MSI_TO(1), 4);
	expect_table_denied(&inmate, VECTOR(1, 2), 0x0231, 4);
	cr_expect_eq(hw_msix[4], MSI_TO(3));
	cr_expect_eq(hw_msix[6], 0x31);
	/* a masked vector may hold anything */
	program_vector(&inmate, 2, MSI_TO(1), 0x31);
	expect_silent();
	expect_table_denied(&inmate, VECTOR(2, 3), 0, 4);
}

Test(msix, address_that_is_no_interrupt)
{
	start_with_inmate();
	enable_decoding(&inmate);
	program_vector(&inmate, 0, 0x1000, 0x31);
	cr_expect(cell_write(&inmate, VECTOR(0, 3), 0, 4));
	cr_expect(cell_write(&inmate, ecam(BDF_NIC, 0x72), 0x8003, 2));
	cr_expect_eq(hw_msix[0], 0);
	cr_expect_eq(hw_msix[3], 1, "masked in the hardware");
	cr_expect_eq(cell_read_ok(&inmate, VECTOR(0, 3), 4), 0);
	expect_printed("to address 0x0000000000001000, where no CPU is");
}

Test(msix, widths_and_ends)
{
	u64 value;

	start();
	expect_table_denied(ROOT, VECTOR(0, 0), 0, 8);
	expect_table_denied(ROOT, VECTOR(0, 0), 0, 2);
	expect_table_denied(ROOT, VECTOR(0, 0) + 2, 0, 4);
	expect_table_denied(ROOT, VECTOR(NIC_VECTORS, 0), 0, 4);
	expect_table_denied(ROOT, MSIX_BASE + MSIX_SIZE - 4, 0, 4);
	hw_msix[MSIX_SIZE / 4 - 1] = 0x55aa;
	cr_expect_eq(cell_read_ok(ROOT, MSIX_BASE + MSIX_SIZE - 4, 4), 0x55aa);
	cr_expect(!cell_read(ROOT, VECTOR(0, 0), &value, 8));
	cr_expect(!cell_read(ROOT, VECTOR(0, 0) + 1, &value, 1));
}

Test(msix, state_of_linux_is_taken_over)
{
	fill_hardware();
	hw_msix[0] = MSI_TO(1);
	hw_msix[2] = 0x41;
	hw_msix[3] = 0;
	hw_config_set(BDF_NIC, 0x72, 0x8003, 2);
	cr_assert_eq(start_unit(&pci_unit), 0);
	cr_expect_eq(cell_read_ok(ROOT, VECTOR(0, 0), 4), MSI_TO(1));
	cr_expect_eq(cell_read_ok(ROOT, VECTOR(0, 2), 4), 0x41);
	cr_expect_eq(cell_read_ok(ROOT, VECTOR(0, 3), 4), 0);
	cr_expect_eq(cell_read_ok(ROOT, VECTOR(1, 3), 4), 1);
	pci_unit.shutdown();
	cr_expect_eq(hw_msix[0], MSI_TO(1));
	cr_expect_eq(hw_config_read(BDF_NIC, 0x72, 2), 0x8003);
}

Test(msix, unsupported_state_at_start)
{
	fill_hardware();
	hw_msix[0] = MSI_TO(1);
	hw_msix[2] = 0x241;
	hw_msix[3] = 0;
	hw_config_set(BDF_NIC, 0x72, 0x8003, 2);
	cr_expect_eq(start_unit(&pci_unit), -EIO);
	expect_printed("FATAL: Unsupported MSI/MSI-X state, device 00:02.0\n");
}

/* The table is masked and cleared on hand-over even if the last owner had switched decoding off. */
Test(msix, hand_over_masks_an_unreachable_table)
{
	start_with_inmate();
	enable_decoding(&inmate);
	program_vector(&inmate, 0, MSI_TO(3), 0x31);
	cr_assert(cell_write(&inmate, VECTOR(0, 3), 0, 4));
	cr_assert(cell_write(&inmate, ecam(BDF_NIC, 0x72), 0x8003, 2));
	cr_assert_eq(hw_msix[0], MSI_TO(3));
	cr_assert(cell_write(&inmate, ecam(BDF_NIC, PCI_COMMAND), 0x0004, 2));
	destroy_inmate(&pci_unit);
	cr_expect_eq(hw_msix[0], 0);
	cr_expect_eq(hw_msix[3], 1);
	cr_expect_eq(cell_read_ok(ROOT, VECTOR(0, 0), 4), 0);
	cr_expect_eq(cell_read_ok(ROOT, VECTOR(0, 3), 4), 1);
	cr_expect_eq(hw_config_read(BDF_NIC, PCI_COMMAND, 2), 0x0400);
}

/* Whoever reaches the table sends any interrupt to any CPU. */
Test(msix, table_of_a_cell_is_not_roots)
{
	root_devices[1].type = JAILHOUSE_PCI_TYPE_IVSHMEM; /* root never had the device */
	start_with_inmate();
	cr_expect(lent_includes(MSIX_BASE, 1));
	cr_expect(lent_includes(MSIX_BASE + MSIX_SIZE - 1, 1));
	cr_expect(!lent_includes(MSIX_BASE + MSIX_SIZE, 1));
	destroy_inmate(&pci_unit);
	cr_expect(!lent_includes(MSIX_BASE, MSIX_SIZE));
}

Test(msix, capability_without_table)
{
	root_devices[1].msix_address = 0;
	start();
	expect_denied(ROOT, BDF_NIC, 0x72, 0x8003, 2, ".msix_address");
	cr_expect(cell_write(ROOT, ecam(BDF_NIC, 0x72), 0x0003, 2));
	cr_expect(cell_write(ROOT, ecam(BDF_NIC, 0x74), 0x12345678, 4), "read-only, ignored");
	cr_expect_eq(hw_config_read(BDF_NIC, 0x74, 4), 0x30000);
}

/* ---- ports ---- */

static enum pci_port_result port(u16 port, unsigned int size, bool is_write, u32 *value)
{
	return pci_port_access(port, size, is_write, value);
}

static u32 port_in(u16 number, unsigned int size)
{
	u32 value = 0;

	cr_assert_eq(port(number, size, false, &value), PCI_PORT_DONE);
	return value & (~0ULL >> (64 - size * 8));
}

static enum pci_port_result port_out(u16 number, u32 value, unsigned int size)
{
	return port(number, size, true, &value);
}

static void check_ports(void)
{
	u32 value;

	cr_expect_eq(port_in(0xcf8, 4), 0);
	cr_expect_eq(port_out(0xcf8, 0x80001000, 4), PCI_PORT_DONE);
	cr_expect_eq(port_in(0xcf8, 4), 0x80001000);
	cr_expect_eq(port_in(0xcfc, 4), 0x10d38086);
	cr_expect_eq(port_in(0xcfe, 2), 0x10d3);
	cr_expect_eq(port_in(0xcff, 1), 0x10);
	/* the enable bit and the lowest two do not count */
	cr_expect_eq(port_out(0xcf8, 0x00001013, 4), PCI_PORT_DONE);
	cr_expect_eq(port_in(0xcfc, 4), 0xfebc0000);
	cr_expect_eq(port_out(0xcfc, 0xffffffff, 4), PCI_PORT_DONE);
	cr_expect_eq(port_in(0xcfc, 4), 0xfffff000);
	port_out(0xcf8, 0x80001004, 4);
	cr_expect_eq(port_out(0xcfc, 0x0003, 2), PCI_PORT_DONE);
	cr_expect_eq(hw_config_read(BDF_NIC, 4, 2), 3);
	port_out(0xcf8, 0x8000f000, 4);
	cr_expect_eq(port_in(0xcfc, 4), 0xffffffff);
	expect_silent();

	port_out(0xcf8, 0x80001044, 4);
	cr_expect_eq(port_out(0xcfe, 0, 1), PCI_PORT_DENIED);
	expect_printed(
		"FATAL: Invalid PCI config write, device 00:02.0, reg: 0x46, size: 1\nhint: ");
	cr_expect_eq(port(0xcfe, 4, false, &value), PCI_PORT_DENIED);
	expect_printed("FATAL: Invalid PCI config read, port: 0xcfe, size: 4\nhint: ");
	cr_expect_eq(port(0xcf8, 2, false, &value), PCI_PORT_DENIED);
	expect_printed("FATAL: Invalid PCI config read, port: 0xcf8, size: 2\nhint: ");
	for (u16 number = 0xcf9; number < 0xcfc; number++) {
		cr_expect_eq(port(number, 1, true, &value), PCI_PORT_INVALID);
	}
}

Test(ports, with_ecam)
{
	start();
	check_ports();
	cr_expect_eq(hw_port_address, 0, "the real ports are not used");
}

Test(ports, without_ecam)
{
	u64 value;

	system_desc.platform_info.pci_mmconfig_base = 0;
	start();
	check_ports();
	cr_expect_eq(hw_port_address >> 8, 0x800010, "the real ports are used");
	cr_expect(!cell_read(ROOT, ecam(BDF_NIC, 0), &value, 4), "no window is trapped");
}

Test(ports, ecam_ends_before_the_bus)
{
	system_desc.platform_info.pci_mmconfig_end_bus = 0;
	root_devices[4].bdf = 0x0100;
	root_devices[4].num_caps = 0;
	fill_hardware();
	cr_assert_eq(start_unit(&pci_unit), 0);
	cr_expect_null(pci_find_device(ROOT, 0x0100)->registers);
	cr_expect_not_null(pci_find_device(ROOT, BDF_NIC)->registers);
}

Test(ports, address_is_the_cells_own)
{
	start_with_inmate();
	port_out(0xcf8, 0x80001000, 4);
	current_cpu.cell = &inmate;
	cr_expect_eq(port_in(0xcf8, 4), 0);
	cr_expect_eq(port_in(0xcfc, 4), 0xffffffff, "host bridge is root's");
	port_out(0xcf8, 0x80001000, 4);
	cr_expect_eq(port_in(0xcfc, 4), 0x10d38086);
	current_cpu.cell = ROOT;
	cr_expect_eq(port_in(0xcfc, 4), 0xffffffff);
}

Test(pci, virtual_host_has_no_hardware)
{
	system_desc.platform_info.pci_is_virtual = 1;
	start();
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_NIC, 0), 4), 0xffffffff);
	cr_expect_eq(hw_mappings, 1, "the state table alone");
	pci_unit.commit(ROOT);
	pci_unit.shutdown();
	cr_expect_eq(hw_log_count, 0);
}
