/* SPDX-License-Identifier: GPL-2.0-only */

/* Interrupt messages of devices: MSI in configuration space, MSI-X in its table. */

#include "pci_nic.h"

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

/* The inmate's device may send vector 0 to its CPU, and then decodes no memory any more. */
static void start_live_out_of_reach(void)
{
	start_with_inmate();
	enable_decoding(&inmate);
	program_vector(&inmate, 0, MSI_TO(3), 0x31);
	cr_assert(cell_write(&inmate, VECTOR(0, 3), 0, 4));
	cr_assert(cell_write(&inmate, ecam(BDF_NIC, 0x72), 0x8003, 2));
	cr_assert_eq(hw_msix[0], MSI_TO(3));
	cr_assert(cell_write(&inmate, ecam(BDF_NIC, PCI_COMMAND), 0x0004, 2));
}

/* The table is masked and cleared on hand-over even if the last owner had switched decoding off. */
Test(msix, hand_over_masks_an_unreachable_table)
{
	start_live_out_of_reach();
	destroy_inmate(&pci_unit);
	cr_expect_eq(hw_msix[0], 0);
	cr_expect_eq(hw_msix[3], 1);
	cr_expect_eq(cell_read_ok(ROOT, VECTOR(0, 0), 4), 0);
	cr_expect_eq(cell_read_ok(ROOT, VECTOR(0, 3), 4), 1);
	cr_expect_eq(hw_config_read(BDF_NIC, PCI_COMMAND, 2), 0x0400);
}

/* What is programmed while the device decodes no memory never reaches the table: nothing is sent
 * until it has. */
Test(msix, programmed_out_of_reach_is_not_live)
{
	start_with_inmate();
	enable_decoding(&inmate);
	cr_assert(cell_write(&inmate, VECTOR(0, 3), 0, 4), "unmasked, and the message is none yet");
	cr_assert(cell_write(&inmate, ecam(BDF_NIC, PCI_COMMAND), 0x0004, 2));
	program_vector(&inmate, 0, MSI_TO(3), 0x31);
	cr_assert(cell_write(&inmate, VECTOR(0, 3), 0, 4));
	cr_assert(cell_write(&inmate, ecam(BDF_NIC, 0x72), 0x8003, 2));
	cr_expect_eq(hw_msix[0], 0);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x72, 2), 0x0003, "off in the hardware");
	cr_expect_eq(cell_read_ok(&inmate, ecam(BDF_NIC, 0x72), 2), 0x8003, "on for the cell");
	enable_decoding(&inmate);
	cr_expect_eq(hw_msix[0], MSI_TO(3));
	cr_expect_eq(hw_msix[3], 0);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x72, 2), 0x8003);
}

/* The same for messages that became wrong meanwhile. */
Test(msix, changed_out_of_reach_is_not_live)
{
	start_live_out_of_reach();
	cr_assert(cell_write(&inmate, VECTOR(0, 2), 0x32, 4));
	cr_expect_eq(hw_msix[2], 0x31);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x72, 2), 0x0003, "off in the hardware");
	cr_assert(cell_write(&inmate, ecam(BDF_NIC, PCI_COMMAND), 0x06, 1), "its low byte alone");
	cr_expect_eq(hw_msix[2], 0x32);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x72, 2), 0x8003);
}

/* And for vectors that are masked, which the table does not know. */
Test(msix, masked_out_of_reach_is_not_live)
{
	start_live_out_of_reach();
	cr_assert(cell_write(&inmate, VECTOR(0, 3), 1, 4));
	cr_expect_eq(hw_msix[3], 0);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x72, 2), 0x0003, "off in the hardware");
	enable_decoding(&inmate);
	cr_expect_eq(hw_msix[3], 1);
	cr_expect_eq(hw_config_read(BDF_NIC, 0x72, 2), 0x8003);
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
