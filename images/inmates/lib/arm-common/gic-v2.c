/* SPDX-License-Identifier: GPL-2.0-only */
#include <gic.h>

#define GICC_CTLR 0x00
#define GICC_PMR  0x04
#define GICC_IAR  0x0c
#define GICC_EOIR 0x10

#define GICC_SIZE     0x2000
#define PRIORITY_MASK 0xf0
#define SGIR_TARGETS  16
#define MAX_CPUS      8

/* Which bit of target fields stands for a CPU; known once it has called irq_init. */
static struct {
	u64 affinity;
	u8 target;
} cpus[MAX_CPUS];

static u8 *gicc;

/* The first target registers are read-only and tell each CPU its own bit. */
static u8 own_target(void)
{
	u8 target = 0;
	unsigned int irq;

	for (irq = 0; irq < 32 && !target; irq++) {
		target = mmio_read8((u8 *)gic_distributor() + GICD_ITARGETSR + irq);
	}
	return target;
}

static void init_cpu(void)
{
	u8 target = own_target();
	unsigned int n;

	gicc = (u8 *)(unsigned long)comm_region->gicc_base;
	map_range(gicc, GICC_SIZE, MAP_UNCACHED);
	for (n = 0; n < MAX_CPUS; n++) {
		if (target & 1 << n) {
			cpus[n].affinity = cpu_affinity();
			cpus[n].target = target;
		}
	}
	mmio_write32(gicc + GICC_PMR, PRIORITY_MASK);
	mmio_write32(gicc + GICC_CTLR, 1);
}

static u8 target_of(u64 affinity)
{
	unsigned int n;

	for (n = 0; n < MAX_CPUS; n++) {
		if (cpus[n].target && cpus[n].affinity == affinity) {
			return cpus[n].target;
		}
	}
	/* not one of ours: what it has on boards that count their CPUs in order */
	return 1 << (affinity % MAX_CPUS);
}

static void *registers_of(unsigned int irq)
{
	(void)irq;
	return gic_distributor();
}

static void route(unsigned int irq, u64 affinity)
{
	mmio_write8((u8 *)gic_distributor() + GICD_ITARGETSR + irq, target_of(affinity));
}

static void send_sgi(unsigned int sgi, u64 affinity)
{
	asm volatile("dsb ishst" : : : "memory");
	mmio_write32((u8 *)gic_distributor() + GICD_SGIR,
		     (u32)target_of(affinity) << SGIR_TARGETS | sgi);
}

static u32 acknowledge(void)
{
	return mmio_read32(gicc + GICC_IAR);
}

static void end(u32 acknowledged)
{
	mmio_write32(gicc + GICC_EOIR, acknowledged);
}

const struct gic_driver gic_v2 = {
	.init_cpu = init_cpu,
	.registers_of = registers_of,
	.route = route,
	.send_sgi = send_sgi,
	.acknowledge = acknowledge,
	.end = end,
};
