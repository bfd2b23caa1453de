/* SPDX-License-Identifier: GPL-2.0-only */

/* Shared-memory devices: root has end 0 of a link, the cell "inmate" end 1. */

#include "board.h"

#include <core/ivshmem.h>
#include <asm/apic_regs.h>

extern const struct unit pci_unit;

#define ROOT   (&root_cell)
#define INMATE (&inmate)

#define REGISTERS    0xfe000000U
#define TABLE	     0xfe001000U
#define ID	     0x00
#define MAX_PEERS    0x04
#define INT_CONTROL  0x08
#define DOORBELL     0x0c
#define STATE	     0x10
#define VECTORS	     2
#define ONE_SHOT     0x43
#define MSIX_CONTROL 0x62
#define MASTER	     0x4

static struct jailhouse_pci_device end_of(u8 id)
{
	return (struct jailhouse_pci_device){
		.type = JAILHOUSE_PCI_TYPE_IVSHMEM,
		.bdf = BDF_VIRTUAL,
		.bar_mask = JAILHOUSE_IVSHMEM_BAR_MASK_MSIX,
		.num_msix_vectors = VECTORS,
		.shmem_dev_id = id,
		.shmem_protocol = JAILHOUSE_SHMEM_PROTO_VETH,
	};
}

static u32 config_read(struct cell *cell, u16 reg, unsigned int size)
{
	return cell_read_ok(cell, ecam(BDF_VIRTUAL, reg), size);
}

static void config_write(struct cell *cell, u16 reg, u32 value, unsigned int size)
{
	cr_assert(cell_write(cell, ecam(BDF_VIRTUAL, reg), value, size), "0x%x:\n%s", reg,
		  console_text);
}

static u32 reg_read(struct cell *cell, u32 reg)
{
	return cell_read_ok(cell, REGISTERS + reg, 4);
}

static void reg_write(struct cell *cell, u32 reg, u32 value)
{
	cr_assert(cell_write(cell, REGISTERS + reg, value, 4));
}

static void set_vector(struct cell *cell, unsigned int n, u32 cpu, u32 vector)
{
	cr_assert(cell_write(cell, TABLE + n * 16, 0xfee00000 | cpu << 12, 4));
	cr_assert(cell_write(cell, TABLE + n * 16 + 4, 0, 4));
	cr_assert(cell_write(cell, TABLE + n * 16 + 8, vector, 4));
	cr_assert(cell_write(cell, TABLE + n * 16 + 12, 0, 4));
}

static void open_windows(struct cell *cell)
{
	config_write(cell, 0x10, REGISTERS, 4);
	config_write(cell, 0x14, TABLE, 4);
	config_write(cell, PCI_COMMAND, PCI_COMMAND_MEMORY | MASTER, 2);
}

static void enable_interrupts(struct cell *cell, u32 cpu)
{
	for (unsigned int n = 0; n < VECTORS; n++) {
		set_vector(cell, n, cpu, 0x40 + n);
	}
	config_write(cell, MSIX_CONTROL, 0x8000, 2);
	reg_write(cell, INT_CONTROL, 1);
}

/* A link of so many ends; the cell has the one of that number. */
static void start_link(u8 ends, u8 id)
{
	memset(hw_states, 0xff, sizeof(hw_states));
	memset(root_devices, 0, sizeof(root_devices));
	root_devices[0] = end_of(0);
	inmate_devices[0] = end_of(id);
	root_devices[0].shmem_peers = inmate_devices[0].shmem_peers = ends;
	cr_assert_eq(start_unit(&pci_unit), 0);
}

static void start(void)
{
	start_link(2, 1);
}

static void connect_inmate(void)
{
	cr_assert_eq(create_inmate(&pci_unit), 0);
	open_windows(ROOT);
	open_windows(INMATE);
	enable_interrupts(ROOT, 1);
	enable_interrupts(INMATE, 3);
	hw_interrupts = 0;
	console_clear();
}

static void connect(void)
{
	start();
	connect_inmate();
}

/* ---- configuration space ---- */

Test(ivshmem, is_announced_and_looks_as_specified)
{
	start();
	expect_printed("Adding virtual PCI device 00:0e.0 to cell \"root\"\n");
	cr_expect_eq(config_read(ROOT, 0x00, 4), 0x4106110a);
	cr_expect_eq(config_read(ROOT, 0x04, 4), 0x00100000);
	cr_expect_eq(config_read(ROOT, 0x08, 4), 0xff000100);
	cr_expect_eq(config_read(ROOT, 0x2c, 4), 0x4106110a);
	cr_expect_eq(config_read(ROOT, 0x34, 1), 0x40);
	cr_expect_eq(config_read(ROOT, 0x3d, 1), 0);
	cr_expect_eq(config_read(ROOT, 0x40, 4), 0x00206009);
	cr_expect_eq(config_read(ROOT, 0x44, 4), PAGE_SIZE);
	cr_expect_eq(config_read(ROOT, 0x48, 4), PAGE_SIZE);
	cr_expect_eq(config_read(ROOT, 0x50, 4), PAGE_SIZE);
	cr_expect_eq(config_read(ROOT, 0x58, 4), SHMEM_BASE);
	cr_expect_eq(config_read(ROOT, 0x60, 4), (VECTORS - 1) << 16 | 0x11);
	cr_expect_eq(config_read(ROOT, 0x64, 4), 1);
	cr_expect_eq(config_read(ROOT, 0x68, 4), 0x101);
	cr_expect_eq(config_read(ROOT, 0x70, 4), 0);
	cr_expect_eq(config_read(ROOT, 0x80, 4), 0xffffffff);
}

Test(ivshmem, the_intx_variant_has_a_pin_and_no_msix)
{
	start();
	inmate_devices[0].num_msix_vectors = 0;
	cr_assert_eq(create_inmate(&pci_unit), 0);
	cr_expect_eq(config_read(INMATE, 0x3d, 1), (BDF_VIRTUAL >> 3 & 3) + 1);
	cr_expect_eq(config_read(INMATE, 0x40, 4), 0x00200009);
	cr_expect_eq(config_read(INMATE, 0x60, 4), 0);
}

Test(ivshmem, writes_change_what_may_be_changed)
{
	start();
	config_write(ROOT, 0x10, 0xffffffff, 4);
	cr_expect_eq(config_read(ROOT, 0x10, 4), 0xfffff000);
	config_write(ROOT, 0x18, 0xffffffff, 4);
	cr_expect_eq(config_read(ROOT, 0x18, 4), 0);
	config_write(ROOT, PCI_COMMAND, 0xfbff & ~PCI_COMMAND_MEMORY, 2);
	cr_expect_eq(config_read(ROOT, PCI_COMMAND, 4), 0x00100004);
	config_write(ROOT, ONE_SHOT, 0xff, 1);
	cr_expect_eq(config_read(ROOT, 0x40, 4), 0x01206009);
	config_write(ROOT, MSIX_CONTROL, 0xffff, 2);
	cr_expect_eq(config_read(ROOT, MSIX_CONTROL, 2), 0xc000 | (VECTORS - 1));
	config_write(ROOT, 0x0c, 0xffffffff, 4);
	config_write(ROOT, 0x30, 0xffffffff, 4);
	config_write(ROOT, 0x3c, 0xff, 1);
	config_write(ROOT, 0x7c, 0xffffffff, 4);
	cr_expect_eq(config_read(ROOT, 0x3c, 4), 0);
	cr_expect_eq(config_read(ROOT, 0x7c, 4), 0);
}

Test(ivshmem, other_writes_are_denied)
{
	static const struct {
		u16 reg;
		u8 size;
	} denied[] = { { 0x00, 4 }, { 0x08, 4 }, { 0x28, 4 }, { 0x2c, 2 }, { 0x34, 1 },
		       { 0x3c, 2 }, { 0x3c, 4 }, { 0x3d, 1 }, { 0x80, 4 }, { 0xffc, 4 } };

	start();
	for (unsigned int n = 0; n < ARRAY_SIZE(denied); n++) {
		cr_expect(!cell_write(ROOT, ecam(BDF_VIRTUAL, denied[n].reg), 0, denied[n].size),
			  "0x%x", denied[n].reg);
	}
	expect_printed("FATAL: Invalid PCI MMCONFIG write, device 00:0e.0, reg: 0x0, size: 4\n"
		       "hint: an IVSHMEM device has no such register to write\n");
}

/* ---- windows ---- */

Test(ivshmem, windows_exist_while_memory_is_on)
{
	u64 value;

	start();
	cr_expect(!cell_read(ROOT, REGISTERS, &value, 4));
	open_windows(ROOT);
	cr_expect_eq(reg_read(ROOT, MAX_PEERS), 2);
	/* where they are was decided when memory was switched on */
	config_write(ROOT, 0x10, REGISTERS + 0x100000, 4);
	cr_expect_eq(reg_read(ROOT, MAX_PEERS), 2);
	config_write(ROOT, PCI_COMMAND, 0, 2);
	cr_expect(!cell_read(ROOT, REGISTERS, &value, 4));
	cr_expect(!cell_read(ROOT, TABLE, &value, 4));
}

Test(ivshmem, no_window_at_address_0_or_over_another_one)
{
	u64 value;

	start();
	config_write(ROOT, PCI_COMMAND, PCI_COMMAND_MEMORY, 2);
	cr_expect(!cell_read(ROOT, 0, &value, 4));
	config_write(ROOT, PCI_COMMAND, 0, 2);
	config_write(ROOT, 0x10, ECAM_BASE, 4);
	config_write(ROOT, 0x14, ECAM_BASE + 0x100000, 4);
	config_write(ROOT, PCI_COMMAND, PCI_COMMAND_MEMORY, 2);
	cr_expect_eq(cell_read_ok(ROOT, ecam(BDF_VIRTUAL, 0), 4), 0x4106110a);
}

Test(ivshmem, registers_are_aligned_dwords)
{
	u64 value;

	connect();
	cr_expect(!cell_read(ROOT, REGISTERS, &value, 2));
	cr_expect(!cell_read(ROOT, REGISTERS + 2, &value, 4));
	cr_expect(!cell_write(ROOT, REGISTERS + STATE, 1, 8));
	expect_printed("FATAL: Invalid IVSHMEM register write, device 00:0e.0, reg: 0x10, size: 8\n"
		       "hint: registers are aligned and of 4 bytes\n");
	cr_expect_eq(reg_read(ROOT, 0xffc), 0, "undefined ones read 0");
	reg_write(ROOT, 0xffc, 1);
}

/* ---- interrupts ---- */

Test(ivshmem, a_doorbell_interrupts_the_peer_alone)
{
	connect();
	reg_write(ROOT, DOORBELL, 1 << 16 | 1);
	cr_expect_eq(hw_interrupts, 1);
	cr_expect_eq(hw_interrupt_to, 3);
	cr_expect_eq(hw_interrupt_icr, 0x41 | APIC_ICR_ASSERT);
	reg_write(INMATE, DOORBELL, 0 << 16 | 0);
	cr_expect_eq(hw_interrupts, 2);
	cr_expect_eq(hw_interrupt_to, 1);
	cr_expect_eq(hw_interrupt_icr, 0x40 | APIC_ICR_ASSERT);
	cr_expect_eq(reg_read(ROOT, DOORBELL), 0);
}

Test(ivshmem, doorbells_to_nobody_do_nothing)
{
	static const u32 values[] = { 1 << 16 | VECTORS, 1 << 16 | 0xffff, 2 << 16,   11 << 16,
				      12 << 16,		 0xffff << 16,	   0xffffffff };

	connect();
	for (unsigned int n = 0; n < ARRAY_SIZE(values); n++) {
		reg_write(ROOT, DOORBELL, values[n]);
	}
	cr_expect_eq(hw_interrupts, 0);
	destroy_inmate(&pci_unit);
	reg_write(ROOT, DOORBELL, 1 << 16);
	cr_expect_eq(hw_interrupts, 0);
}

Test(ivshmem, every_mask_holds_an_interrupt_back)
{
	connect();
	reg_write(INMATE, INT_CONTROL, 0xfffffffe);
	reg_write(ROOT, DOORBELL, 1 << 16);
	cr_expect_eq(hw_interrupts, 0, "interrupt control");
	reg_write(INMATE, INT_CONTROL, 3);
	cr_expect_eq(reg_read(INMATE, INT_CONTROL), 1);

	cr_assert(cell_write(INMATE, TABLE + 12, 1, 4));
	reg_write(ROOT, DOORBELL, 1 << 16);
	cr_expect_eq(hw_interrupts, 0, "entry");

	config_write(INMATE, MSIX_CONTROL, 0xc000, 2);
	reg_write(ROOT, DOORBELL, 1 << 16);
	cr_expect_eq(hw_interrupts, 0, "function");
	config_write(INMATE, MSIX_CONTROL, 0, 2);
	cr_assert(cell_write(INMATE, TABLE + 12, 0, 4));
	reg_write(ROOT, DOORBELL, 1 << 16);
	config_write(INMATE, MSIX_CONTROL, 0x8000, 2);
	cr_expect_eq(hw_interrupts, 0, "off altogether");

	config_write(INMATE, PCI_COMMAND, PCI_COMMAND_MEMORY, 2);
	reg_write(ROOT, DOORBELL, 1 << 16);
	cr_expect_eq(hw_interrupts, 0, "bus master");
	config_write(INMATE, PCI_COMMAND, PCI_COMMAND_MEMORY | MASTER, 2);
	reg_write(ROOT, DOORBELL, 1 << 16);
	cr_expect_eq(hw_interrupts, 1);
}

/* however often it came meanwhile, it comes once */
static void ring_twice(void)
{
	reg_write(ROOT, DOORBELL, 1 << 16 | 1);
	reg_write(ROOT, DOORBELL, 1 << 16 | 1);
	cr_expect_eq(hw_interrupts, 0, "masked");
}

static void expect_one(void)
{
	cr_expect_eq(hw_interrupts, 1);
	cr_expect_eq(hw_interrupt_to, 3);
	cr_expect_eq(hw_interrupt_icr, 0x41 | APIC_ICR_ASSERT);
	hw_interrupts = 0;
}

Test(ivshmem, what_comes_while_its_vector_is_masked_comes_after_that)
{
	connect();
	cr_assert(cell_write(INMATE, TABLE + 16 + 12, 1, 4));
	ring_twice();
	cr_expect_eq(cell_read_ok(INMATE, TABLE + 0x100, 4), 0, "the PBA tells nothing");
	cr_assert(cell_write(INMATE, TABLE + 16 + 12, 0, 4));
	expect_one();
	cr_assert(cell_write(INMATE, TABLE + 16 + 12, 1, 4));
	cr_assert(cell_write(INMATE, TABLE + 16 + 12, 0, 4));
	cr_expect_eq(hw_interrupts, 0, "it comes once");
}

Test(ivshmem, what_comes_while_all_vectors_are_masked_comes_after_that)
{
	connect();
	config_write(INMATE, MSIX_CONTROL, 0xc000, 2);
	ring_twice();
	/* still masked by itself, then no bus master */
	cr_assert(cell_write(INMATE, TABLE + 16 + 12, 1, 4));
	config_write(INMATE, MSIX_CONTROL, 0x8000, 2);
	config_write(INMATE, PCI_COMMAND, PCI_COMMAND_MEMORY, 2);
	cr_assert(cell_write(INMATE, TABLE + 16 + 12, 0, 4));
	cr_expect_eq(hw_interrupts, 0);
	config_write(INMATE, PCI_COMMAND, PCI_COMMAND_MEMORY | MASTER, 2);
	expect_one();
}

Test(ivshmem, what_came_while_masked_is_forgotten_with_the_driver)
{
	connect();
	cr_assert(cell_write(INMATE, TABLE + 16 + 12, 1, 4));
	ring_twice();
	config_write(INMATE, MSIX_CONTROL, 0, 2);
	config_write(INMATE, MSIX_CONTROL, 0x8000, 2);
	cr_assert(cell_write(INMATE, TABLE + 16 + 12, 0, 4));
	cr_expect_eq(hw_interrupts, 0, "MSI-X was off");

	cr_assert(cell_write(INMATE, TABLE + 16 + 12, 1, 4));
	ring_twice();
	pci_unit.cell_reset(INMATE);
	open_windows(INMATE);
	enable_interrupts(INMATE, 3);
	cr_expect_eq(hw_interrupts, 0, "the cell was reset");
}

Test(ivshmem, one_shot_counts_what_is_raised_after_a_mask)
{
	connect();
	config_write(INMATE, ONE_SHOT, 1, 1);
	cr_assert(cell_write(INMATE, TABLE + 16 + 12, 1, 4));
	ring_twice();
	cr_expect_eq(reg_read(INMATE, INT_CONTROL), 1, "nothing was raised");
	cr_assert(cell_write(INMATE, TABLE + 16 + 12, 0, 4));
	expect_one();
	cr_expect_eq(reg_read(INMATE, INT_CONTROL), 0);
}

Test(ivshmem, one_shot_switches_off_before_it_interrupts)
{
	connect();
	config_write(INMATE, ONE_SHOT, 1, 1);
	reg_write(ROOT, DOORBELL, 1 << 16);
	reg_write(ROOT, DOORBELL, 1 << 16);
	cr_expect_eq(hw_interrupts, 1);
	cr_expect_eq(reg_read(INMATE, INT_CONTROL), 0);
	reg_write(INMATE, INT_CONTROL, 1);
	reg_write(ROOT, DOORBELL, 1 << 16);
	cr_expect_eq(hw_interrupts, 2);
}

Test(ivshmem, vectors_stay_inside_the_cell)
{
	connect();
	/* CPU 1 is root's */
	cr_expect(!cell_write(INMATE, TABLE, 0xfee00000 | 1 << 12, 4));
	expect_printed(
		"FATAL: ivshmem MSI-X target outside of cell \"inmate\" device 00:0e.0\nhint: ");
	reg_write(ROOT, DOORBELL, 1 << 16);
	cr_expect_eq(hw_interrupts, 0);
	/* NMI */
	cr_expect(!cell_write(INMATE, TABLE + 16 + 8, 4 << 8 | 0x41, 4));
	/* what no local APIC takes is silently dead */
	cr_assert(cell_write(ROOT, TABLE, 0x12345000, 4));
	cr_assert(cell_write(ROOT, TABLE + 16 + 4, 1, 4));
	reg_write(INMATE, DOORBELL, 0);
	reg_write(INMATE, DOORBELL, 1);
	cr_expect_eq(hw_interrupts, 0);
}

Test(ivshmem, a_vector_follows_no_cpu_out_of_the_cell)
{
	start();
	open_windows(ROOT);
	enable_interrupts(ROOT, 3);
	console_clear();
	/* takes CPU 3 */
	cr_assert_eq(create_inmate(&pci_unit), 0);
	expect_printed("WARNING: PCI device 00:0e.0 interrupts a CPU that left cell \"root\"");
	open_windows(INMATE);
	hw_interrupts = 0;
	reg_write(INMATE, DOORBELL, 0);
	cr_expect_eq(hw_interrupts, 0);
}

Test(ivshmem, accesses_to_the_table_stay_in_it)
{
	u64 value;

	connect();
	cr_expect_eq(cell_read_ok(ROOT, TABLE + 0x100, 4), 0);
	cr_expect_eq(cell_read_ok(ROOT, TABLE + 8, 4), 0x40);
	cr_expect(!cell_write(ROOT, TABLE + 0x100, 0, 4));
	cr_expect(!cell_write(ROOT, TABLE + VECTORS * 16, 0, 4));
	cr_expect(!cell_read(ROOT, TABLE + VECTORS * 16, &value, 4));
	cr_expect(!cell_read(ROOT, TABLE + 2, &value, 4));
	cr_expect(!cell_write(ROOT, TABLE, 0, 8));
	cr_expect(!cell_read(ROOT, TABLE + 0x200, &value, 4), "behind the window");
	expect_printed("FATAL: Invalid PCI MSI-X table/PBA access, device 00:0e.0\nhint: ");
}

/* ---- all there is ---- */

struct tally {
	unsigned int reads, writes;
};

/* Every offset of a window in every width, both ways: how many are granted? */
static struct tally sweep_window(u64 start, unsigned int length)
{
	struct tally granted = { 0 };

	for (unsigned int size = 1; size <= 8; size *= 2) {
		for (unsigned int offset = 0; offset + size <= length; offset++) {
			u64 value;

			/* each refusal explains itself */
			console_clear();
			granted.reads += cell_read(INMATE, start + offset, &value, size);
			granted.writes += cell_write(INMATE, start + offset, 0, size);
		}
	}
	return granted;
}

Test(ivshmem, of_all_accesses_to_registers_the_aligned_dwords_are_granted)
{
	struct tally granted;

	connect();
	granted = sweep_window(REGISTERS, PAGE_SIZE);
	cr_expect_eq(granted.reads, PAGE_SIZE / 4);
	cr_expect_eq(granted.writes, PAGE_SIZE / 4);
	cr_expect_eq(hw_states[0], 0);
}

Test(ivshmem, of_all_accesses_to_the_table_those_to_dwords_of_its_vectors_are_granted)
{
	struct tally granted;

	connect();
	/* CPU 0, which zeroes would address, is root's: */
	cr_assert(cell_write(INMATE, TABLE + 12, 1, 4));
	cr_assert(cell_write(INMATE, TABLE + 16 + 12, 1, 4));
	config_write(INMATE, MSIX_CONTROL, 0xc000, 2);
	granted = sweep_window(TABLE, 0x200);
	cr_expect_eq(granted.reads, VECTORS * 4 + 0x100 / 4, "and the PBA");
	cr_expect_eq(granted.writes, VECTORS * 4);
}

Test(ivshmem, of_all_vectors_and_targets_the_peer_hears_its_own)
{
	connect();
	for (u32 target = 0; target < 16; target++) {
		for (u32 vector = 0; vector < 0x10000; vector++) {
			reg_write(INMATE, DOORBELL, target << 16 | vector);
		}
	}
	cr_expect_eq(hw_interrupts, 2 * VECTORS, "two ends");
	hw_interrupts = 0;
	for (u32 vector = 0; vector < 16; vector++) {
		for (u32 target = 2; target < 0x10000; target++) {
			reg_write(INMATE, DOORBELL, target << 16 | vector);
		}
	}
	cr_expect_eq(hw_interrupts, 0);
}

/* ---- state and life of the ends ---- */

Test(ivshmem, a_change_of_state_is_shown_and_told)
{
	connect();
	cr_expect_eq(hw_states[0], 0, "the first end zeroes the table");
	reg_write(ROOT, STATE, 0x1234);
	cr_expect_eq(hw_states[0], 0x1234);
	cr_expect_eq(hw_interrupts, 1);
	cr_expect_eq(hw_interrupt_to, 3);
	reg_write(ROOT, STATE, 0x1234);
	cr_expect_eq(hw_interrupts, 1, "no change");
	/* the table is not believed */
	hw_states[0] = 99;
	cr_expect_eq(reg_read(ROOT, STATE), 0x1234);
}

Test(ivshmem, reset_crash_and_destruction_are_told)
{
	connect();
	reg_write(INMATE, STATE, 5);
	hw_interrupts = 0;
	pci_unit.cell_failed(INMATE);
	cr_expect_eq(hw_states[1], 0, "crash");
	cr_expect_eq(hw_interrupts, 1);

	pci_unit.cell_reset(INMATE);
	open_windows(INMATE);
	cr_expect_eq(reg_read(INMATE, INT_CONTROL), 0);
	cr_expect_eq(config_read(INMATE, MSIX_CONTROL, 2), VECTORS - 1);
	reg_write(INMATE, STATE, 6);
	pci_unit.cell_reset(INMATE);
	cr_expect_eq(hw_states[1], 0, "start");

	open_windows(INMATE);
	reg_write(INMATE, STATE, 7);
	hw_interrupts = 0;
	destroy_inmate(&pci_unit);
	cr_expect_eq(hw_states[1], 0, "destroy");
	cr_expect_eq(hw_interrupts, 1);
	cr_expect_eq(hw_interrupt_to, 1);
}

/* The most ends that there can be; this one is the last. */
Test(ivshmem, the_last_of_twelve_ends_is_one_like_the_others)
{
	start_link(12, 11);
	connect_inmate();
	cr_expect_eq(hw_cleared, 1U << 13 | 1U << 1, "its output, and the common section");
	cr_expect_eq(reg_read(INMATE, ID), 11);
	cr_expect_eq(reg_read(INMATE, MAX_PEERS), 12);
	for (u32 target = 0; target < 16; target++) {
		reg_write(ROOT, DOORBELL, target << 16);
	}
	cr_expect_eq(hw_interrupts, 2, "root itself and the last end");
	cr_expect_eq(hw_interrupt_to, 3);
	reg_write(INMATE, STATE, 7);
	cr_expect_eq(hw_states[11], 7);
	cr_expect_eq(hw_interrupts, 3);
	pci_unit.cell_failed(INMATE);
	cr_expect_eq(hw_states[11], 0);
	cr_expect_eq(hw_interrupts, 4);
	cr_expect_eq(hw_interrupt_to, 1);
}

Test(ivshmem, sections_are_cleared_for_the_new_end)
{
	start();
	cr_expect_eq(hw_cleared, 0);
	cr_assert_eq(create_inmate(&pci_unit), 0);
	/* the common section as the second end joins, and the new end's output */
	cr_expect_eq(hw_cleared, 1 << 1 | 1 << 3);
	hw_cleared = 0;
	pci_unit.commit(INMATE);
	cr_expect_eq(hw_cleared, 0);
	destroy_inmate(&pci_unit);
	cr_expect_eq(hw_cleared, 1 << 3, "root still uses the common section");
}

Test(ivshmem, nothing_is_left_when_both_ends_are_gone)
{
	int mappings = hw_mappings, pages = pages_used;

	connect();
	destroy_inmate(&pci_unit);
	cr_assert_eq(create_inmate(&pci_unit), 0);
	destroy_inmate(&pci_unit);
	pci_unit.cell_exit(ROOT);
	cr_expect_eq(hw_mappings, mappings);
	cr_expect_eq(pages_used, pages);
}

Test(ivshmem, without_memory_a_cell_is_refused_and_nothing_lost)
{
	int used;

	start();
	used = pages_used;
	for (int left = 0; left < 2; left++) {
		pages_left = left;
		cr_expect_eq(create_inmate(&pci_unit), -ENOMEM, "%d pages", left);
		cr_expect_eq(pages_used, used);
	}
	pages_left = 64;
	cr_expect_eq(create_inmate(&pci_unit), 0);
}
