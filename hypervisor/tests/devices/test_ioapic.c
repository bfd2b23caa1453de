/* SPDX-License-Identifier: GPL-2.0-only */

/* IOAPIC pins: whose they are, and where they may lead. */

#include "board.h"

#include <asm/irq_message.h>

#define ROOT	   (&root_cell)
#define MASKED	   (1ULL << 16)
#define LEVEL	   (1ULL << 15)
#define REMOTE_IRR (1ULL << 14)
#define LOGICAL	   (1ULL << 11)
#define TO(cpus)   ((u64)(cpus) << 56)

static void start(void)
{
	for (unsigned int pin = 0; pin < IOAPIC_PINS; pin++) {
		hw_pins[pin] = MASKED;
	}
	hw_pins[4] = TO(0x0f) | LOGICAL | 0x34;
	cr_assert_eq(start_unit(&ioapic_unit), 0);
	cr_assert_eq(hw_log_count, 0, "start-up changes nothing");
}

static void start_with_inmate(void)
{
	start();
	cr_assert_eq(create_inmate(&ioapic_unit), 0);
	console_clear();
	hw_log_count = 0;
}

static u32 reg_read(struct cell *cell, u32 index)
{
	cr_assert(cell_write(cell, IOAPIC_BASE, index, 4));
	return cell_read_ok(cell, IOAPIC_BASE + 0x10, 4);
}

static bool reg_write(struct cell *cell, u32 index, u32 value)
{
	cr_assert(cell_write(cell, IOAPIC_BASE, index, 4));
	return cell_write(cell, IOAPIC_BASE + 0x10, value, 4);
}

static u64 pin_read(struct cell *cell, unsigned int pin)
{
	return reg_read(cell, 0x10 + pin * 2) | (u64)reg_read(cell, 0x11 + pin * 2) << 32;
}

/* High half first, as drivers do. */
static bool pin_write(struct cell *cell, unsigned int pin, u64 entry)
{
	return reg_write(cell, 0x11 + pin * 2, entry >> 32) &&
	       reg_write(cell, 0x10 + pin * 2, entry);
}

static void expect_denied(const char *access, unsigned int reg, unsigned int index,
			  const char *hint)
{
	char line[80];

	snprintf(line, sizeof(line), "FATAL: Invalid IOAPIC %s, reg: %x, index: %x\nhint: ", access,
		 reg, index);
	expect_printed(line);
	expect_printed(hint);
	console_clear();
}

Test(ioapic, root_goes_on_with_its_entries)
{
	start();
	cr_expect_eq(reg_read(ROOT, 1), hw_ioapic_version);
	cr_expect_eq(pin_read(ROOT, 4), TO(0x0f) | LOGICAL | 0x34);
	cr_expect(pin_write(ROOT, 5, TO(0x02) | LOGICAL | LEVEL | 0x35));
	cr_expect_eq(hw_pins[5], TO(0x02) | LOGICAL | LEVEL | 0x35);
	cr_expect_eq(cell_read_ok(ROOT, IOAPIC_BASE, 4), 0x10 + 5 * 2);
	expect_silent();
}

Test(ioapic, masked_entries_keep_their_upper_half_to_themselves)
{
	start();
	cr_expect(reg_write(ROOT, 0x11 + 6 * 2, 0x55000000));
	cr_expect_eq(hw_log_count, 0);
	cr_expect_eq(reg_read(ROOT, 0x11 + 6 * 2), 0x55000000);
	cr_expect(reg_write(ROOT, 0x10 + 6 * 2, MASKED | 0x236),
		  "a masked entry may hold anything");
	cr_expect_eq(hw_pins[6], MASKED | 0x236);
	/* unmasking validates the whole */
	cr_expect(!reg_write(ROOT, 0x10 + 6 * 2, 0x36));
	expect_denied("write", 0x10, 0x10 + 6 * 2, "pin 6: unmasked entries need");
	cr_expect_eq(hw_pins[6], MASKED | 0x236);
}

Test(ioapic, status_bits_come_from_the_hardware)
{
	start();
	cr_assert(pin_write(ROOT, 5, TO(1) | LOGICAL | LEVEL | 0x35));
	hw_pins[5] |= REMOTE_IRR;
	cr_expect_eq(pin_read(ROOT, 5), TO(1) | LOGICAL | LEVEL | REMOTE_IRR | 0x35);
	hw_pins[5] &= ~REMOTE_IRR;
	cr_expect_eq(pin_read(ROOT, 5), TO(1) | LOGICAL | LEVEL | 0x35);
	/* written back by a read-modify-write: not kept */
	cr_assert(reg_write(ROOT, 0x10 + 5 * 2, LOGICAL | LEVEL | REMOTE_IRR | 0x35));
	cr_expect_eq(pin_read(ROOT, 5), TO(1) | LOGICAL | LEVEL | 0x35);
}

Test(ioapic, pins_move_to_the_cell_masked_and_back)
{
	start();
	cr_assert(pin_write(ROOT, 9, TO(1) | LOGICAL | LEVEL | 0x39));
	hw_pins[9] |= REMOTE_IRR;
	cr_assert_eq(create_inmate(&ioapic_unit), 0);
	cr_expect_eq(hw_pins[9], MASKED, "masked, nothing in service");
	cr_expect_eq(pin_read(&inmate, 9), MASKED, "nothing of the last owner");
	cr_expect_eq(pin_read(ROOT, 9), 0, "foreign pins read 0");
	cr_expect(pin_write(ROOT, 9, TO(1) | LOGICAL | 0x39), "writes are ignored");
	cr_expect_eq(hw_pins[9], MASKED);

	cr_expect(pin_write(&inmate, 9, TO(0x08) | LOGICAL | LEVEL | 0x20));
	cr_expect_eq(hw_pins[9], TO(0x08) | LOGICAL | LEVEL | 0x20);
	cr_expect(pin_write(&inmate, 20, TO(3) | 0x21));
	cr_expect_eq(hw_pins[20], TO(3) | 0x21);
	cr_expect_eq(pin_read(&inmate, 4), 0);
	cr_expect(pin_write(&inmate, 4, 0));
	cr_expect_eq((u32)hw_pins[4], LOGICAL | 0x34);

	destroy_inmate(&ioapic_unit);
	cr_expect_eq(hw_pins[9], MASKED);
	cr_expect_eq(hw_pins[20], MASKED);
	cr_expect_eq(pin_read(ROOT, 9), MASKED);
	cr_expect(pin_write(ROOT, 9, TO(1) | LOGICAL | 0x39));
	cr_expect_eq(hw_pins[9], TO(1) | LOGICAL | 0x39);
}

/* A unit that comes later refuses. */
Test(ioapic, a_creation_that_fails_leaves_roots_entries)
{
	start();
	cr_assert(pin_write(ROOT, 9, TO(1) | LOGICAL | LEVEL | 0x39));
	cr_assert_eq(begin_inmate(&ioapic_unit), 0);
	destroy_inmate(&ioapic_unit);
	cr_expect_eq(hw_pins[9], TO(1) | LOGICAL | LEVEL | 0x39);
	cr_expect_eq(pin_read(ROOT, 9), TO(1) | LOGICAL | LEVEL | 0x39);
}

Test(ioapic, pins_that_root_never_had_do_not_go_to_root)
{
	root_chips[0].pin_bitmap[0] = 0xfffff;
	start();
	cr_assert_eq(create_inmate(&ioapic_unit), 0);
	cr_expect(pin_write(&inmate, 20, TO(0x08) | LOGICAL | 0x20));
	destroy_inmate(&ioapic_unit);
	cr_expect_eq(hw_pins[20], MASKED);
	cr_expect(pin_write(ROOT, 20, TO(1) | LOGICAL | 0x39));
	cr_expect_eq(hw_pins[20], MASKED);
}

Test(ioapic, start_masks_the_cells_pins)
{
	start_with_inmate();
	cr_assert(pin_write(&inmate, 9, TO(0x08) | LOGICAL | 0x20));
	ioapic_unit.cell_reset(&inmate);
	cr_expect_eq(hw_pins[9], MASKED);
	cr_expect_eq(pin_read(&inmate, 9), MASKED);
	cr_expect_eq((u32)hw_pins[4], LOGICAL | 0x34);
}

Test(ioapic, destinations_and_delivery_modes)
{
	start_with_inmate();
	for (unsigned int delivery = 0; delivery < 8; delivery++) {
		bool allowed = delivery < 2;

		cr_assert(reg_write(&inmate, 0x22, MASKED));
		cr_expect_eq(pin_write(&inmate, 9, TO(0x08) | LOGICAL | delivery << 8 | 0x20),
			     allowed, "delivery mode %u", delivery);
		cr_expect_eq(!(hw_pins[9] & MASKED), allowed, "delivery mode %u", delivery);
	}
	console_clear();
	cr_assert(reg_write(&inmate, 0x22, MASKED));
	cr_expect(!pin_write(&inmate, 9, TO(0x0c) | LOGICAL | 0x20));
	expect_denied("write", 0x10, 0x22,
		      "CPUs of cell \"inmate\"; destination and delivery "
		      "would be 0xc and 0x0");
	cr_expect(!pin_write(&inmate, 9, TO(2) | 0x20));
	cr_expect(!pin_write(&inmate, 9, TO(0xff) | 0x20));
	cr_expect(!pin_write(&inmate, 9, TO(0x08) | LOGICAL | 1ULL << 48 | 0x20), "remappable");
	cr_expect_eq((u32)hw_pins[9], MASKED);
	/* live changes of the upper half */
	cr_assert(pin_write(&inmate, 9, TO(3) | 0x20));
	console_clear();
	cr_expect(!reg_write(&inmate, 0x23, 0x01000000));
	expect_denied("write", 0x10, 0x23, "would be 0x1 and 0x0");
	cr_expect_eq(hw_pins[9], TO(3) | 0x20);
}

/* Between the halves of a change from physical to logical nothing else may be meant. */
Test(ioapic, destination_mode_changes_while_masked)
{
	start_with_inmate();
	cr_assert(pin_write(&inmate, 9, TO(3) | 0x20));
	inmate.cpus.bits[0] = 0x0b; /* so that 3 is valid in both modes */
	hw_log_count = 0;
	cr_expect(reg_write(&inmate, 0x22, LOGICAL | 0x20));
	cr_assert_eq(hw_log_count, 3);
	cr_expect(hw_log[0].value & MASKED);
	cr_expect_eq(hw_log[1].where, IOAPIC_BASE + 0x23);
	cr_expect_eq(hw_log[2].value, LOGICAL | 0x20);
}

Test(ioapic, root_loses_foreign_bits)
{
	start_with_inmate();
	cr_expect_eq(hw_pins[4], TO(0x07) | LOGICAL | 0x34, "CPU 3 left");
	cr_expect_eq(pin_read(ROOT, 4), TO(0x0f) | LOGICAL | 0x34);
	cr_expect(pin_write(ROOT, 5, TO(0xff) | LOGICAL | 0x35));
	cr_expect_eq(hw_pins[5], TO(0x07) | LOGICAL | 0x35);
	destroy_inmate(&ioapic_unit);
	cr_expect_eq(hw_pins[4], TO(0x0f) | LOGICAL | 0x34);
}

Test(ioapic, pin_to_a_cpu_that_left_is_masked)
{
	start();
	cr_assert(pin_write(ROOT, 5, TO(3) | 0x35));
	cr_assert_eq(create_inmate(&ioapic_unit), 0);
	cr_expect(hw_pins[5] & MASKED);
	expect_printed("WARNING: IOAPIC pin 5 interrupts a CPU that left the root cell: masked\n");
	destroy_inmate(&ioapic_unit);
	cr_expect_eq(hw_pins[5], TO(3) | 0x35);
}

Test(ioapic, eoi)
{
	u64 value;

	start_with_inmate();
	cr_expect(cell_write(&inmate, IOAPIC_BASE + 0x40, 0x20, 4));
	cr_expect_eq(hw_last_eoi, 0x20);
	cr_expect(!cell_read(&inmate, IOAPIC_BASE + 0x40, &value, 4));
	expect_denied("read", 0x40, 0, "no such register");
	destroy_inmate(&ioapic_unit);
	inmate_chips[0].pin_bitmap[0] = 0;
	cr_assert_eq(create_inmate(&ioapic_unit), 0);
	cr_expect(!cell_write(&inmate, IOAPIC_BASE + 0x40, 0x21, 4));
	expect_denied("write", 0x40, 0, "to allow, add the bit of the device's pin to pin_bitmap");
	cr_expect_eq(hw_last_eoi, 0x20);
}

Test(ioapic, registers_that_do_not_exist)
{
	u64 value;

	start();
	cr_expect(!reg_write(ROOT, 0x00, 0));
	expect_denied("write", 0x10, 0, "read-only");
	cr_expect(!reg_write(ROOT, 0x10 + IOAPIC_PINS * 2, 0));
	expect_denied("write", 0x10, 0x40, "pin 24 does not exist");
	cr_expect(!cell_read(ROOT, IOAPIC_BASE + 0x10, &value, 4));
	expect_denied("read", 0x10, 0x40, "pin 24 does not exist");
	cr_expect(!cell_read(ROOT, IOAPIC_BASE + 0x20, &value, 4));
	expect_denied("read", 0x20, 0x40, "no such register");
	cr_expect(!cell_write(ROOT, IOAPIC_BASE + 0x10, 0, 8));
	expect_denied("write", 0x10, 0x40, "take 4 bytes");
	cr_expect(!cell_read(ROOT, IOAPIC_BASE + 0x11, &value, 4));
	cr_expect(!cell_read(ROOT, IOAPIC_BASE + 0xffc, &value, 4));
}

Test(ioapic, shutdown_restores_what_linux_wrote)
{
	start_with_inmate();
	destroy_inmate(&ioapic_unit);
	root_cell.cpus.bits[0] = 0x3;
	ioapic_unit.commit(ROOT);
	cr_expect_eq(hw_pins[4], TO(0x03) | LOGICAL | 0x34);
	cr_assert(reg_write(ROOT, 0x11 + 6 * 2, 0x02000000));
	ioapic_unit.shutdown();
	cr_expect_eq(hw_pins[4], TO(0x0f) | LOGICAL | 0x34);
	cr_expect_eq(hw_pins[6], TO(0x02) | MASKED);
	cr_expect_eq(hw_pins[9], MASKED);
}

Test(ioapic, remapping_linux_goes_on)
{
	hw_pins[4] = 1ULL << 48 | 0x0123000000000000 | 0x34;
	for (unsigned int pin = 5; pin < IOAPIC_PINS; pin++) {
		hw_pins[pin] = MASKED;
	}
	hw_pins[0] = hw_pins[1] = hw_pins[2] = hw_pins[3] = MASKED;
	cr_assert_eq(start_unit(&ioapic_unit), 0);
	cr_expect(linux_remaps_interrupts);
	cr_expect(pin_write(ROOT, 5, 1ULL << 48 | 0x0456000000000000 | 0x35));
	cr_expect_eq(hw_pins[5], 1ULL << 48 | 0x0456000000000000 | 0x35);
}

Test(ioapic, unsupported_state_at_start)
{
	for (unsigned int pin = 0; pin < IOAPIC_PINS; pin++) {
		hw_pins[pin] = MASKED;
	}
	hw_pins[7] = TO(1) | 0x700; /* ExtINT */
	cr_expect_eq(start_unit(&ioapic_unit), -EIO);
	expect_printed("FATAL: Unsupported IOAPIC state, pin 7\n");
}

Test(ioapic, too_many_pins)
{
	hw_ioapic_version = 0x20 | 120 << 16;
	cr_expect_eq(start_unit(&ioapic_unit), -EIO);
	ioapic_unit.shutdown();
	cr_expect_eq(hw_log_count, 0);
}

Test(ioapic, refused_cells)
{
	start();
	inmate_chips[0].pin_base = 1;
	cr_expect_eq(create_inmate(&ioapic_unit), -EINVAL);
	inmate_chips[0].pin_base = 0;
	inmate_chips[0].address += 0x1000;
	cr_expect_eq(create_inmate(&ioapic_unit), -EINVAL);
	cr_expect_eq(hw_log_count, 0);
	cr_expect(pin_write(ROOT, 9, TO(1) | LOGICAL | 0x39));
	cr_expect_eq(hw_pins[9], TO(1) | LOGICAL | 0x39);
}
