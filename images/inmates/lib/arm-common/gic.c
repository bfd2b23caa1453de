/* SPDX-License-Identifier: GPL-2.0-only */

/* What the versions of the interrupt controller have in common. */

#include <gic.h>

#define ENABLE_GROUPS 3
#define ENABLE_ARE    (1 << 4)

static const struct gic_driver *driver;
/* copied: what a cell writes over its communication region must not lead an interrupt astray */
static u8 *gicd;
static irq_handler_t irq_handler;

void *gic_distributor(void)
{
	return gicd;
}

void *gic_registers_of(unsigned int irq)
{
	if (!driver) {
		give_up("irq_init() comes before all else about interrupts");
	}
	return driver->registers_of(irq);
}

static u8 *registers_of(unsigned int irq)
{
	return gic_registers_of(irq);
}

/* Set the interrupt's bit in a register bank with one bit for each. */
static void set_bit(unsigned int irq, unsigned int bank)
{
	mmio_write32(registers_of(irq) + bank + irq / 32 * 4, 1U << (irq % 32));
}

/* Without a second security state interrupts begin in group 0, which nobody takes. */
static void join_group_1(unsigned int irq)
{
	u8 *reg = registers_of(irq) + GICD_IGROUPR + irq / 32 * 4;

	mmio_write32(reg, mmio_read32(reg) | 1U << (irq % 32));
}

/* In a cell the hypervisor has done this for all, and ignores it. */
static void init_distributor(void)
{
	gicd = (u8 *)(unsigned long)comm_region->gicd_base;
	map_range(gicd, 0x10000, MAP_UNCACHED);
	mmio_write32(gicd + GICD_CTLR, driver == &gic_v3 ? ENABLE_ARE | ENABLE_GROUPS : 1);
}

void irq_init(irq_handler_t handler)
{
	irq_handler = handler;
	driver = comm_region->gic_version == 3 ? &gic_v3 : &gic_v2;
	init_distributor();
	driver->init_cpu();
}

void irq_enable(unsigned int irq)
{
	if (driver == &gic_v3) {
		join_group_1(irq);
	}
	gic_set_priority(irq, GIC_DEFAULT_PRIORITY);
	if (is_spi(irq)) {
		gic_route(irq, cpu_affinity());
	}
	set_bit(irq, GICD_ISENABLER);
}

void gic_disable(unsigned int irq)
{
	set_bit(irq, GICD_ICENABLER);
}

void gic_set_priority(unsigned int irq, u8 priority)
{
	mmio_write8(registers_of(irq) + GICD_IPRIORITYR + irq, priority);
}

void gic_set_pending(unsigned int irq)
{
	set_bit(irq, GICD_ISPENDR);
}

void gic_set_edge(unsigned int irq, bool edge)
{
	u8 *reg = registers_of(irq) + GICD_ICFGR + irq / 16 * 4;
	u32 mode = 2U << (irq % 16 * 2);

	mmio_write32(reg, edge ? mmio_read32(reg) | mode : mmio_read32(reg) & ~mode);
}

void gic_route(unsigned int irq, u64 affinity)
{
	driver->route(irq, affinity);
}

void gic_send_sgi(unsigned int sgi, u64 affinity)
{
	driver->send_sgi(sgi, affinity);
}

u32 gic_acknowledge(void)
{
	return driver->acknowledge();
}

void gic_end(u32 acknowledged)
{
	driver->end(acknowledged);
}

__attribute__((weak)) void vector_irq(void)
{
	u32 taken = driver->acknowledge();

	while (gic_number(taken) < GIC_SPECIAL) {
		if (irq_handler) {
			irq_handler(gic_number(taken));
		}
		driver->end(taken);
		taken = driver->acknowledge();
	}
}
