// SPDX-License-Identifier: GPL-2.0-only
/* What a cell may read and write of the distributor, and how long a write takes. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "controller.h"

TestSuite(gic_registers, .init = controller_start, .fini = controller_end);

/* ---- writes that take their time ---- */

Test(gic_registers, a_write_is_awaited_until_it_is_complete)
{
	completes = 50000;
	mmio_write32(registers, 8);
	gic_await_write(registers, 8);
	cr_expect_geq(now, completes);
	cr_expect_eq(lines, 0);
}

Test(gic_registers, a_write_that_never_completes_is_told_and_left)
{
	completes = 100 * GIC_TIMEOUT_US;
	mmio_write32(registers, 8);
	gic_await_write(registers, 8);
	cr_expect_lt(now, 2 * GIC_TIMEOUT_US);
	cr_expect_eq(lines, 1);
}

/* ---- registers ---- */

static u64 access(u32 offset, unsigned int size, bool is_write, u64 value)
{
	struct mmio_access access = {
		.address = offset,
		.size = size,
		.is_write = is_write,
		.value = value,
	};

	cr_expect_eq(gic_distributor_access(NULL, &access), MMIO_HANDLED);
	return access.value;
}

Test(gic_registers, a_cell_sets_and_clears_bits_of_its_own_interrupts)
{
	u32 offset = GICD_ISENABLER + OWN_SPI / 32 * 4;

	access(offset, 4, true, ~0U);
	cr_expect_eq(mmio_read32(registers + offset), 1U << OWN_SPI % 32);
	mmio_write32(registers + offset, ~0U);
	cr_expect_eq(access(offset, 4, false, 0), 1U << OWN_SPI % 32);
	/* registers of bits have no bytes */
	cr_expect_eq(access(offset + 1, 1, false, 0), 0);
}

Test(gic_registers, values_of_other_interrupts_in_the_same_register_stay)
{
	u32 priorities = GICD_IPRIORITYR + OWN_SPI, modes = GICD_ICFGR + OWN_SPI / 16 * 4;

	memset(registers + GICD_IPRIORITYR, 0x55, 0x400);
	access(priorities, 4, true, 0x10203040);
	cr_expect_eq(registers[GICD_IPRIORITYR + OWN_SPI], 0x40);
	cr_expect_eq(registers[GICD_IPRIORITYR + OTHER_SPI], 0x55);
	access(priorities + 1, 1, true, 0x77);
	cr_expect_eq(registers[GICD_IPRIORITYR + OTHER_SPI], 0x55);
	cr_expect_eq(access(priorities, 4, false, 0), 0x40);

	access(modes, 4, true, ~0U);
	cr_expect_eq(mmio_read32(registers + modes), 3U << OWN_SPI % 16 * 2);
}

Test(gic_registers, the_maintenance_interrupt_and_the_hypervisors_sgis_are_out_of_reach)
{
	access(GICD_ICENABLER, 4, true, ~0U);
	cr_expect_eq(mmio_read32(registers + GICD_ICENABLER), gic_private_irqs());
	access(GICD_IPRIORITYR + gic_maintenance_irq, 1, true, 0xff);
	cr_expect_eq(registers[GICD_IPRIORITYR + gic_maintenance_irq], 0);
	access(GICD_IPRIORITYR, 4, true, 0xa0a1a2a3);
	cr_expect_eq(mmio_read32(registers + GICD_IPRIORITYR), 0);
	cr_expect_eq(cpus[0].arch.sgi_priority[1], 0xa2);
	cr_expect_eq(access(GICD_IPRIORITYR, 4, false, 0), 0xa0a1a2a3);
}

Test(gic_registers, private_interrupts_end_where_shared_ones_begin)
{
	struct mmio_access access = { .size = 4, .value = 1 };

	memset(registers, 0xff, sizeof(registers));
	cr_expect_eq(gic_private_access(&cpus[0], GICD_IPRIORITYR + 32, &access), MMIO_HANDLED);
	cr_expect_eq(access.value, 0);
}

Test(gic_registers, groups_are_shown_but_stay)
{
	u32 shared = GICD_IGROUPR + OWN_SPI / 32 * 4;

	access(shared, 4, true, ~0U);
	access(GICD_IGROUPR, 4, true, ~0U);
	cr_expect_eq(mmio_read32(registers + shared), 0);
	cr_expect_eq(mmio_read32(registers + GICD_IGROUPR), 0);
	mmio_write32(registers + shared, ~0U);
	cr_expect_eq(access(shared, 4, false, 0), 1U << OWN_SPI % 32);
}

Test(gic_registers, what_a_cell_made_of_its_interrupts_ends_with_it)
{
	static u32 priorities[256], modes[64];
	const struct irq_fields fields = { priorities, modes, 32 };
	u32 priority = GICD_IPRIORITYR + OWN_SPI, mode = GICD_ICFGR + OWN_SPI / 16 * 4;

	memset(registers + GICD_IPRIORITYR, 0xa0, 0x400);
	mmio_write32(registers + mode, 0xaaaaaaaa);
	gic_save_fields(registers, fields);
	access(priority, 1, true, 0xff);
	access(mode, 4, true, 0);
	/* others went on meanwhile */
	registers[priority + 1] = 0x55;
	mmio_write32(registers + mode, mmio_read32(registers + mode) & ~(3U << OTHER_SPI % 16 * 2));
	cr_expect_eq(mmio_read32(registers + priority), 0xa0a055ff);
	gic_restore_fields(registers, fields, root_cell.arch.irqs);
	cr_expect_eq(mmio_read32(registers + priority), 0xa0a055a0);
	cr_expect_eq(mmio_read32(registers + mode), 0xaaaaaaaa & ~(3U << OTHER_SPI % 16 * 2));
}

Test(gic_registers, every_offset_and_width_is_answered)
{
	for (u32 offset = 0; offset < GICD_V2_SIZE; offset++) {
		for (unsigned int size = 1; size <= 8; size *= 2) {
			if (offset + size <= GICD_V2_SIZE && offset % size == 0) {
				access(offset, size, true, rand());
				access(offset, size, false, 0);
			}
		}
	}
}
