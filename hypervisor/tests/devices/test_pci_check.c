/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * A configuration that tells lies about a device is refused before anything
 * changes: by it, interrupt messages would pass unmoderated.
 */

#include "board.h"

#include <core/reason.h>

#define NIC_BAR 0xfebc0000

static void fill_hardware(void)
{
	hw_config_set(BDF_NIC, 0x04, 0x00100006, 4);
	hw_config_set(BDF_NIC, 0x10, NIC_BAR, 4);
	hw_config_set(BDF_NIC, 0x34, 0x40, 1);
	hw_config_set(BDF_NIC, 0x40, 0x00035001, 4); /* PM */
	hw_config_set(BDF_NIC, 0x50, 0x00807005, 4); /* MSI, 64 bits */
	hw_config_set(BDF_NIC, 0x70, 0x00039011, 4); /* MSI-X, 4 vectors */
	hw_config_set(BDF_NIC, 0x74, MSIX_BASE - NIC_BAR, 4);
	hw_config_set(BDF_NIC, 0x90, 0x00000010, 4); /* PCI Express */
	hw_config_set(BDF_OLD, 0x04, 0x00100000, 4);
	hw_config_set(BDF_OLD, 0x34, 0x80, 1);
	hw_config_set(BDF_OLD, 0x80, 0x01000005, 4); /* MSI, 32 bits */
	hw_config_set(BDF_OLD, 0x100, 0x00010003, 4);
}

static void start(void)
{
	fill_hardware();
	cr_assert_eq(start_unit(&pci_unit), 0, "reason %d", last_reason.code);
	console_clear();
	hw_log_count = 0;
}

static void expect_refused(enum jailhouse_reason_code code, enum jailhouse_reason_object object,
			   unsigned int index, u64 found, u64 expected)
{
	int mappings = hw_mappings, pages = pages_used;

	cr_expect_eq(create_inmate(&pci_unit), -EINVAL);
	cr_expect_eq(last_reason.code, code, "reason %d", last_reason.code);
	cr_expect_eq(last_reason.object, object);
	cr_expect_eq(last_reason.index, index);
	cr_expect_eq(last_reason.found, found, "found 0x%llx", last_reason.found);
	cr_expect_eq(last_reason.expected, expected, "expected 0x%llx", last_reason.expected);
	expect_silent();
	cr_expect_eq(hw_log_count, 0, "the hardware was written to");
	cr_expect_eq(hw_mappings, mappings);
	cr_expect_eq(pages_used, pages);
	cr_expect_not_null(pci_find_device(&root_cell, BDF_NIC), "root has lost it");
}

#define REFUSED_CAP(code, n, found, expected)                                                      \
	expect_refused(JAILHOUSE_REASON_PCI_CAP_##code, JAILHOUSE_OBJECT_PCI_CAP, n, found,        \
		       expected)

static void expect_refused_field(enum jailhouse_reason_field field, u64 found, u64 expected)
{
	expect_refused(JAILHOUSE_REASON_PCI_HARDWARE, JAILHOUSE_OBJECT_PCI_DEVICE, 0, found,
		       expected);
	cr_expect_eq(last_reason.field, field);
}

static void expect_accepted(void)
{
	cr_expect_eq(create_inmate(&pci_unit), 0, "reason %d, found 0x%llx, expected 0x%llx",
		     last_reason.code, last_reason.found, last_reason.expected);
}

/* ---- capabilities ---- */

Test(pci_check, the_truth_is_accepted)
{
	start();
	expect_accepted();
}

Test(pci_check, msi_under_another_id)
{
	start();
	inmate_caps[1].id = PCI_CAP_ID_VNDR;
	REFUSED_CAP(HARDWARE, 1, PCI_CAP_ID_VNDR, PCI_CAP_ID_MSI);
	cr_expect_eq(last_reason.other_object, JAILHOUSE_OBJECT_PCI_DEVICE);
	cr_expect_eq(last_reason.other_index, 0);
}

Test(pci_check, msix_under_another_id)
{
	start();
	inmate_caps[2].id = PCI_CAP_ID_MSI;
	REFUSED_CAP(HARDWARE, 2, PCI_CAP_ID_MSI, PCI_CAP_ID_MSIX);
}

Test(pci_check, capability_where_none_begins)
{
	start();
	/* the byte is right, but it is in the middle of another one */
	hw_config_set(BDF_NIC, 0x60, PCI_CAP_ID_PM, 1);
	inmate_caps[0].start = 0x60;
	REFUSED_CAP(HARDWARE, 0, PCI_CAP_ID_PM, 0);
}

Test(pci_check, capability_at_an_odd_place)
{
	start();
	hw_config_set(BDF_NIC, 0x51, PCI_CAP_ID_MSI, 1);
	inmate_caps[1].start = 0x51;
	REFUSED_CAP(HARDWARE, 1, PCI_CAP_ID_MSI, 0);
}

Test(pci_check, capabilities_of_a_device_without_a_list)
{
	start();
	hw_config_set(BDF_NIC, 0x06, 0, 2);
	REFUSED_CAP(HARDWARE, 0, PCI_CAP_ID_PM, 0);
}

Test(pci_check, list_without_end)
{
	start();
	hw_config_set(BDF_NIC, 0x90, 0x00004010, 4);
	expect_accepted();
}

/* What the FATAL line proposes for registers outside of all capabilities. */
Test(pci_check, registers_outside_of_capabilities)
{
	start();
	inmate_caps[0] = (struct jailhouse_pci_capability){ .start = 0x62,
							    .len = 2,
							    .flags = JAILHOUSE_PCICAPS_WRITE };
	expect_accepted();
}

Test(pci_check, extended_capability_under_another_id)
{
	fill_hardware();
	root_caps[4].id = 4 | JAILHOUSE_PCI_EXT_CAP;
	cr_expect_eq(start_unit(&pci_unit), -EINVAL);
	cr_expect_eq(last_reason.code, JAILHOUSE_REASON_PCI_CAP_HARDWARE);
	cr_expect_eq(last_reason.index, 4);
	cr_expect_eq(last_reason.other_index, 0, "the first device of root's list");
	cr_expect_eq(last_reason.expected, 3 | JAILHOUSE_PCI_EXT_CAP);
	cr_expect_eq(hw_log_count, 0);
}

Test(pci_check, extended_capability_out_of_reach)
{
	system_desc.platform_info.pci_mmconfig_base = 0;
	fill_hardware();
	root_caps[4].id = 4 | JAILHOUSE_PCI_EXT_CAP;
	cr_expect_eq(start_unit(&pci_unit), 0, "ports do not lead there");
}

Test(pci_check, capability_that_reaches_into_msi)
{
	start();
	inmate_caps[0].flags = JAILHOUSE_PCICAPS_WRITE;
	inmate_caps[0].len = 0x11;
	REFUSED_CAP(EXTENT, 0, 0x51, 0x50);
}

Test(pci_check, capability_from_within_msi)
{
	start();
	inmate_caps[0] = (struct jailhouse_pci_capability){ .start = 0x5e,
							    .len = 4,
							    .flags = JAILHOUSE_PCICAPS_WRITE };
	REFUSED_CAP(EXTENT, 0, 0x62, 0x50);
}

Test(pci_check, msi_that_reaches_into_msix)
{
	start();
	inmate_caps[1].len = 0x21;
	REFUSED_CAP(EXTENT, 1, 0x71, 0x70);
}

Test(pci_check, capability_next_to_msi)
{
	start();
	inmate_caps[0].flags = JAILHOUSE_PCICAPS_WRITE;
	inmate_caps[0].len = 0x10;
	inmate_caps[1].len = 0x20;
	expect_accepted();
}

Test(pci_check, what_is_not_writable_may_overlap)
{
	start();
	inmate_caps[0].len = 0x40;
	expect_accepted();
}

/* ---- MSI ---- */

Test(pci_check, msi_of_64_bits_as_32)
{
	start();
	inmate_devices[0].msi_64bits = 0;
	expect_refused_field(JAILHOUSE_FIELD_MSI_64BITS, 0, 1);
}

Test(pci_check, msi_of_32_bits_as_64)
{
	start();
	hw_config_set(BDF_NIC, 0x50, 0x00007005, 4);
	expect_refused_field(JAILHOUSE_FIELD_MSI_64BITS, 1, 0);
}

Test(pci_check, msi_layout_without_msi)
{
	start();
	inmate_devices[0].msi_64bits = 0;
	inmate_devices[0].num_caps = 1;
	expect_accepted();
}

/* ---- MSI-X ---- */

Test(pci_check, table_elsewhere)
{
	start();
	inmate_devices[0].msix_address = MSIX_BASE + 0x1000;
	expect_refused_field(JAILHOUSE_FIELD_MSIX_ADDRESS, MSIX_BASE + 0x1000, MSIX_BASE);
}

Test(pci_check, table_of_a_device_without_msix)
{
	start();
	inmate_devices[0].num_caps = 2;
	hw_config_set(BDF_NIC, 0x50, 0x00800005, 4);
	expect_refused_field(JAILHOUSE_FIELD_NUM_MSIX_VECTORS, NIC_VECTORS, 0);
}

Test(pci_check, table_with_too_many_vectors)
{
	start();
	inmate_devices[0].num_msix_vectors = NIC_VECTORS + 1;
	expect_refused_field(JAILHOUSE_FIELD_NUM_MSIX_VECTORS, NIC_VECTORS + 1, NIC_VECTORS);
}

Test(pci_check, table_behind_a_bar_that_is_not_set)
{
	start();
	hw_config_set(BDF_NIC, 0x10, 0, 4);
	inmate_devices[0].msix_address = MSIX_BASE - NIC_BAR;
	expect_refused_field(JAILHOUSE_FIELD_MSIX_ADDRESS, MSIX_BASE - NIC_BAR, 0);
}

Test(pci_check, table_behind_ports)
{
	start();
	hw_config_set(BDF_NIC, 0x10, NIC_BAR | 1, 4);
	expect_refused_field(JAILHOUSE_FIELD_MSIX_ADDRESS, MSIX_BASE, 0);
}

Test(pci_check, table_behind_no_bar)
{
	start();
	hw_config_set(BDF_NIC, 0x28, NIC_BAR, 4);
	hw_config_set(BDF_NIC, 0x74, (MSIX_BASE - NIC_BAR) | 6, 4);
	expect_refused_field(JAILHOUSE_FIELD_MSIX_ADDRESS, MSIX_BASE, 0);
}

Test(pci_check, table_above_4_gib)
{
	start();
	hw_config_set(BDF_NIC, 0x20, NIC_BAR | 0xc, 4);
	hw_config_set(BDF_NIC, 0x24, 3, 4);
	hw_config_set(BDF_NIC, 0x74, (MSIX_BASE - NIC_BAR) | 4, 4);
	expect_refused_field(JAILHOUSE_FIELD_MSIX_ADDRESS, MSIX_BASE, MSIX_BASE + 0x300000000);
}

Test(pci_check, table_behind_another_bar)
{
	start();
	hw_config_set(BDF_NIC, 0x18, MSIX_BASE, 4);
	hw_config_set(BDF_NIC, 0x74, 2, 4);
	expect_accepted();
}

Test(pci_check, device_without_table)
{
	start();
	inmate_devices[0].msix_address = 0;
	hw_config_set(BDF_NIC, 0x10, 0, 4);
	expect_accepted();
}

/* ---- what is not compared ---- */

Test(pci_check, virtual_functions_are_not_in_the_hardware)
{
	start();
	inmate_devices[0] = (struct jailhouse_pci_device){ .type = JAILHOUSE_PCI_TYPE_IVSHMEM,
							   .bdf = BDF_VIRTUAL,
							   .shmem_dev_id = 1,
							   .shmem_peers = 2 };
	expect_accepted();
}

Test(pci_check, nothing_is_compared_without_a_host_bridge)
{
	system_desc.platform_info.pci_is_virtual = 1;
	start();
	inmate_devices[0].msi_64bits = 0;
	expect_accepted();
}
