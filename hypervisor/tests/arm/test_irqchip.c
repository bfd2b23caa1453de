// SPDX-License-Identifier: GPL-2.0-only
/* Whose the shared interrupts are, and what becomes of them when that changes. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include <core/percpu.h>
#include <core/reason.h>
#include <core/unit.h>
#include <asm/gic.h>

#define GICD_BASE 0x8000000
#define SPI	  40
#define WORD	  (SPI / 32 * 4)
#define BIT	  (1U << SPI % 32)

static u8 registers[GICD_V3_SIZE] __aligned(8), before[GICD_V3_SIZE];
static struct jailhouse_system board;
static struct jailhouse_irqchip chips[2];
static struct cell cell;
static bool traps_fail;

/* ---- the controller, and the rest of the hypervisor ---- */

static u32 read_list(unsigned int n, enum list_state *state)
{
	(void)n;
	*state = LIST_FREE;
	return 0;
}

static void write_list(unsigned int n, u32 entry, enum list_state state)
{
	(void)n;
	(void)entry;
	(void)state;
}

static u32 free_lists(void)
{
	return 0xf;
}

static void settle(volatile u8 *written)
{
	(void)written;
}

static int cell_init(struct cell *created)
{
	(void)created;
	return traps_fail ? -ENOMEM : 0;
}

static void retarget(const struct cell *owner, unsigned int irq)
{
	(void)owner;
	(void)irq;
}

static const struct gic_ops controller = {
	.distributor_size = GICD_V3_SIZE,
	.read_list = read_list,
	.write_list = write_list,
	.free_lists = free_lists,
	.settle = settle,
	.cell_init = cell_init,
	.retarget = retarget,
};

void *device_map(u64 phys, unsigned long size)
{
	(void)phys;
	(void)size;
	return NULL;
}

int refuse_memory(unsigned long pages)
{
	(void)pages;
	return -ENOMEM;
}

int mmio_register(struct cell *owner, u64 start, u64 size, mmio_handler handler, void *opaque)
{
	(void)owner;
	(void)start;
	(void)size;
	(void)handler;
	(void)opaque;
	return 0;
}

static void setup(void)
{
	board = (struct jailhouse_system){ .platform_info.arm.gicd_base = GICD_BASE };
	system_config = &board;
	chips[0] = chips[1] = (struct jailhouse_irqchip){
		.address = GICD_BASE,
		.pin_base = 32,
		.pin_bitmap = { BIT },
	};
	chips[0].pin_bitmap[0] = ~0U;
	root_cell = (struct cell){ .config.irqchips = &chips[0], .config.num_irqchips = 1 };
	cell = (struct cell){ .config.irqchips = &chips[1], .config.num_irqchips = 1 };
	test_private = aligned_alloc(PAGE_SIZE, sizeof(*test_private));
	memset(test_private, 0, sizeof(*test_private));
	test_public = percpu_of(0);
	*test_public = (struct percpu){ .cell = &root_cell };
	traps_fail = false;
	for (unsigned int n = 0; n < sizeof(registers); n++) {
		registers[n] = rand();
	}
	gic_distributor = registers;
	gic = &controller;
	cr_assert_eq(irqchip_unit.cell_init(&root_cell), 0);
	irqchip_unit.commit(&root_cell);
	memcpy(before, registers, sizeof(registers));
}

static void teardown(void)
{
	free(test_private);
}

TestSuite(irqchip, .init = setup, .fini = teardown);

/* In plain memory a command stays where it was written. */
static bool was_quieted(void)
{
	static const u32 commands[] = { GICD_ICENABLER, GICD_ICPENDR, GICD_ICACTIVER };
	bool done = true;

	for (unsigned int n = 0; n < ARRAY_SIZE(commands); n++) {
		done &= mmio_read32(registers + commands[n] + WORD) == BIT;
		mmio_write32(registers + commands[n] + WORD, 0);
	}
	return done;
}

Test(irqchip, a_creation_that_fails_leaves_roots_interrupts_as_they_were)
{
	cr_assert_eq(irqchip_unit.cell_init(&cell), 0);
	cr_expect_not(root_cell.arch.irqs[1] & BIT);
	/* another unit refuses */
	irqchip_unit.cell_exit(&cell);
	irqchip_unit.commit(&root_cell);
	cr_expect_eq(root_cell.arch.irqs[1], ~0U);
	cr_expect_arr_eq(registers, before, sizeof(registers));
}

Test(irqchip, the_same_where_the_units_own_part_fails)
{
	traps_fail = true;
	cr_assert_neq(irqchip_unit.cell_init(&cell), 0);
	irqchip_unit.commit(&root_cell);
	cr_expect_eq(root_cell.arch.irqs[1], ~0U);
	cr_expect_arr_eq(registers, before, sizeof(registers));
}

Test(irqchip, what_a_cell_gets_is_quiet_when_it_is_created_and_not_touched_later)
{
	cr_assert_eq(irqchip_unit.cell_init(&cell), 0);
	irqchip_unit.commit(&cell);
	cr_expect(was_quieted());
	irqchip_unit.commit(&cell);
	cr_expect_not(was_quieted(), "the cell may be using it by then");
}

Test(irqchip, what_comes_back_from_a_cell_is_quiet)
{
	cr_assert_eq(irqchip_unit.cell_init(&cell), 0);
	irqchip_unit.commit(&cell);
	was_quieted();
	irqchip_unit.cell_reset(&cell);
	irqchip_unit.cell_exit(&cell);
	irqchip_unit.commit(&root_cell);
	cr_expect(was_quieted(), "nothing of it is active, pending or enabled");
	cr_expect_eq(root_cell.arch.irqs[1], ~0U);
}
