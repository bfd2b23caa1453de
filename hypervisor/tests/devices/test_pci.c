/* SPDX-License-Identifier: GPL-2.0-only */

/* Configuration space by ports and by the ECAM window, and who owns what. */

#include "pci_nic.h"

#include <asm/pci_ports.h>

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
	cr_expect_eq(cells_taken, 1, "who has it is looked up while no cell goes");
	cr_expect_eq(cells_held, 0);
	/* root lists the device, too: it has lost it */
	expect_denied(ROOT, BDF_NIC, 0x04, 0, 2, "the device belongs to cell \"inmate\"");
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
