// SPDX-License-Identifier: GPL-2.0-only
/* The interrupt controller as a unit: whose the shared interrupts are. */
#include <core/arch.h>
#include <core/console.h>
#include <core/reason.h>
#include <core/unit.h>
#include <asm/gic.h>

const struct gic_ops *gic;
unsigned int gic_maintenance_irq, gic_num_lists;
volatile u8 *gic_distributor;

/* what shared interrupts had when Linux called */
static u32 linux_priorities[8 * IRQ_WORDS], linux_modes[2 * IRQ_WORDS];
static const struct irq_fields shared_fields = { linux_priorities, linux_modes, IRQ_WORDS };

u32 gic_private_irqs(void)
{
	return PRIVATE_PPIS & ~(1U << gic_maintenance_irq);
}

int gic_init(void)
{
	const typeof(system_config->platform_info.arm) *arm = &system_config->platform_info.arm;
	int err = affinity_init();

	if (err) {
		return err;
	}
	gic = arm->gic_version == 2 ? &gic_v2 : &gic_v3;
	gic_maintenance_irq = arm->maintenance_irq;
	gic_distributor = device_map(arm->gicd_base, gic->distributor_size);
	if (!gic_distributor) {
		return refuse_memory(PAGES(gic->distributor_size));
	}
	if (arm->maintenance_irq < NUM_SGIS || arm->maintenance_irq >= FIRST_SPI) {
		return refuse_feature(-EINVAL, JAILHOUSE_FEATURE_GIC_MAINTENANCE);
	}
	err = gic->init();
	if (!err) {
		gic_save_fields(gic_distributor, shared_fields);
	}
	return err;
}

int gic_cpu_init(struct percpu *cpu)
{
	int err = gic->cpu_init(cpu);

	this_arch()->gic_taken = err == 0;
	return err;
}

/* The same of the CPU's private ones. */
static struct irq_fields private_fields(void)
{
	struct linux_state *state = &this_arch()->linux_state;

	return (struct irq_fields){ state->irq_priorities, state->irq_modes, 1 };
}

static u8 linux_priority(unsigned int irq)
{
	return this_arch()->linux_state.irq_priorities[irq / 4] >> irq % 4 * 8;
}

static void reset_sgi_priorities(struct percpu *cpu)
{
	for (unsigned int n = 0; n < NUM_SGIS; n++) {
		cpu->arch.sgi_priority[n] = linux_priority(n);
	}
}

static void own_priority(volatile u8 *registers, unsigned int irq, u8 priority)
{
	mmio_write(registers + GICD_IPRIORITYR + irq, priority, 1);
}

/* Management must not wait behind interrupts of the cell. */
void gic_take_private(struct percpu *cpu)
{
	volatile u8 *registers = gic->private_registers(cpu);
	struct linux_state *state = &this_arch()->linux_state;

	state->enabled = mmio_read32(registers + GICD_ISENABLER);
	gic_save_fields(registers, private_fields());
	reset_sgi_priorities(cpu);
	own_priority(registers, SGI_MANAGE, 0);
	own_priority(registers, SGI_INJECT, PMR_MOST_URGENT);
	own_priority(registers, gic_maintenance_irq, 0);
	mmio_write32(registers + GICD_ISENABLER, OWN_SGIS | 1U << gic_maintenance_irq);
}

static void give_private(const struct percpu *cpu)
{
	volatile u8 *registers = gic->private_registers(cpu);
	const struct linux_state *state = &this_arch()->linux_state;

	own_priority(registers, SGI_INJECT, cpu->arch.sgi_priority[SGI_INJECT]);
	own_priority(registers, SGI_MANAGE, cpu->arch.sgi_priority[SGI_MANAGE]);
	own_priority(registers, gic_maintenance_irq, linux_priority(gic_maintenance_irq));
	mmio_write32(registers + GICD_ICENABLER,
		     ~state->enabled & (OWN_SGIS | 1U << gic_maintenance_irq));
	gic->settle(registers);
}

void gic_cpu_shutdown(void)
{
	gic_return_all(false);
	give_private(this_cpu());
	gic->cpu_shutdown();
	this_arch()->gic_taken = false;
}

void gic_cpu_reset(void)
{
	volatile u8 *registers = gic->private_registers(this_cpu());
	u32 own = gic_private_irqs();

	gic_forget_all();
	mmio_write32(registers + GICD_ICENABLER, own);
	gic->settle(registers);
	mmio_write32(registers + GICD_ICPENDR, own);
	mmio_write32(registers + GICD_ICACTIVER, own);
	gic_restore_fields(registers, private_fields(), &own);
	reset_sgi_priorities(this_cpu());
	gic->cpu_reset();
}

/* ---- shared interrupts ---- */

static void add_irqchip(struct cell *cell, const struct jailhouse_irqchip *chip)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(chip->pin_bitmap); n++) {
		cell->arch.irqs[chip->pin_base / SPIS_PER_WORD + n] |= chip->pin_bitmap[n];
	}
}

/* Interrupts that the configuration gives to the cell. */
static void configured_irqs(struct cell *cell)
{
	const struct jailhouse_irqchip *chip = cell->config.irqchips;

	memset(cell->arch.irqs, 0, sizeof(cell->arch.irqs));
	for (unsigned int n = 0; n < cell->config.num_irqchips; n++, chip++) {
		if (chip->address == system_config->platform_info.arm.gicd_base) {
			add_irqchip(cell, chip);
		}
	}
	/* private ones are each CPU's own, special numbers none */
	cell->arch.irqs[0] = 0;
	cell->arch.irqs[FIRST_SPECIAL / 32] &= (1U << FIRST_SPECIAL % 32) - 1;
}

/* What root's configuration grants, less what cells have. */
static void update_root_irqs(const struct cell *except)
{
	struct cell *cell;

	configured_irqs(&root_cell);
	for_each_cell (cell) {
		for (unsigned int n = 0; cell != &root_cell && cell != except && n < 32; n++) {
			root_cell.arch.irqs[n] &= ~cell->arch.irqs[n];
		}
	}
}

static void write_all(const struct cell *cell, u32 registers)
{
	for (unsigned int n = 1; n < ARRAY_SIZE(cell->arch.irqs); n++) {
		if (cell->arch.irqs[n]) {
			mmio_write32(gic_distributor + registers + n * 4, cell->arch.irqs[n]);
		}
	}
}

static void irqchip_cell_reset(struct cell *cell)
{
	write_all(cell, GICD_ICENABLER);
	gic->settle(gic_distributor);
	write_all(cell, GICD_ICPENDR);
	write_all(cell, GICD_ICACTIVER);
	gic_restore_fields(gic_distributor, shared_fields, cell->arch.irqs);
}

static int irqchip_check(const struct cell *cell)
{
	return gic->check ? gic->check(cell) : 0;
}

static int irqchip_cell_init(struct cell *cell)
{
	int err;

	configured_irqs(cell);
	for (unsigned int n = 0; cell != &root_cell && n < ARRAY_SIZE(cell->arch.irqs); n++) {
		root_cell.arch.irqs[n] &= ~cell->arch.irqs[n];
	}
	err = mmio_register(cell, system_config->platform_info.arm.gicd_base, gic->distributor_size,
			    gic_distributor_access, NULL);
	err = err ?: gic->cell_init(cell);
	if (err && cell != &root_cell) {
		update_root_irqs(cell);
	}
	return err;
}

/* A cell that is destroyed was reset before; for one that was not created nothing was changed. */
static void irqchip_cell_exit(struct cell *cell)
{
	update_root_irqs(cell);
}

static void retarget_all(struct cell *cell)
{
	unsigned int cpu;

	cell->arch.targets = 0;
	for_each_cpu (cpu, &cell->cpus) {
		cell->arch.targets |= percpu_of(cpu)->arch.target;
	}
	for (unsigned int word = 1; word < ARRAY_SIZE(cell->arch.irqs); word++) {
		for (u32 irqs = cell->arch.irqs[word]; irqs; irqs &= irqs - 1) {
			gic->retarget(cell, word * SPIS_PER_WORD + __builtin_ctz(irqs));
		}
	}
}

static void irqchip_commit(struct cell *cell)
{
	/* the other CPUs do it before they go on */
	gic_drop_lost();
	retarget_all(&root_cell);
	if (cell == &root_cell) {
		return;
	}
	if (!cell->arch.irqs_taken) {
		/* not before: a creation that fails leaves root's as they are */
		irqchip_cell_reset(cell);
		cell->arch.irqs_taken = true;
	}
	retarget_all(cell);
}

static unsigned int irqchip_mmio_count(struct cell *cell)
{
	(void)cell;
	return 2;
}

DEFINE_UNIT(irqchip_unit, .name = "irqchip", .check = irqchip_check, .cell_init = irqchip_cell_init,
	    .cell_exit = irqchip_cell_exit, .cell_reset = irqchip_cell_reset,
	    .commit = irqchip_commit, .mmio_count = irqchip_mmio_count);
