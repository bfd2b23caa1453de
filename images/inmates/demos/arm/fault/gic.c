/* SPDX-License-Identifier: GPL-2.0-only */

/* Faults by the interrupt controller. */

#include <gic.h>
#include "fault.h"

/* the interrupt of the fault-demo cell */
#define OWN_IRQ 234

#define SGI	       5
#define SGIR_OTHERS    (1 << 24)
#define SGI1R_OTHERS   (1ULL << 40)
#define ALL_TARGETS    0xff
#define TARGETS_SHIFT  16
#define SGI1R_SGI(sgi) ((sgi) << 24)

static void ignore(unsigned int irq)
{
	printk("Received %u\n", irq);
}

void fault_route(void)
{
	unsigned int irq = param("irq", OWN_IRQ);

	irq_init(ignore);
	irq_enable(irq);
	gic_route(irq, param("value", 0));
	printk("Routed %u to another cell\n", irq);
}

/* Not refused: a cell cannot see which CPUs there are. */
void fault_sgi_outside(void)
{
	unsigned int cpu;

	irq_init(ignore);
	for (cpu = 0; cpu < 8; cpu++) {
		if (cpu != cpu_affinity()) {
			gic_send_sgi(SGI, cpu);
		}
	}
	if (comm_region->gic_version == 3) {
		write_sgi1r(SGI1R_OTHERS | SGI1R_SGI(SGI));
	} else {
		mmio_write32((char *)gic_distributor() + GICD_SGIR, SGIR_OTHERS | SGI);
		mmio_write32((char *)gic_distributor() + GICD_SGIR,
			     (ALL_TARGETS & ~(1U << cpu_affinity())) << TARGETS_SHIFT | SGI);
	}
	printk("Sent SGI %u to all CPUs\n", SGI);
}

/* A pair of registers at once. */
void fault_gicd(void)
{
	u64 a, b;

	irq_init(ignore);
	asm volatile("ldp %0, %1, [%2]"
		     : "=r"(a), "=r"(b)
		     : "r"((char *)gic_distributor() + GICD_ISENABLER)
		     : "memory");
	printk("Read %llx %llx\n", a, b);
}
