/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_GIC_H
#define _INMATE_GIC_H

#include <inmate.h>

/* from here on numbers mean that there is nothing to take */
#define GIC_SPECIAL 1020

/* default priority of irq_enable; lower numbers come first */
#define GIC_DEFAULT_PRIORITY 0x80

/* registers of the distributor; the first redistributor frame has its own of the first words */
#define GICD_CTLR	0x0000
#define GICD_TYPER	0x0004
#define GICD_IIDR	0x0008
#define GICD_IGROUPR	0x0080
#define GICD_ISENABLER	0x0100
#define GICD_ICENABLER	0x0180
#define GICD_ISPENDR	0x0200
#define GICD_ICPENDR	0x0280
#define GICD_ISACTIVER	0x0300
#define GICD_ICACTIVER	0x0380
#define GICD_IPRIORITYR 0x0400
#define GICD_ITARGETSR	0x0800
#define GICD_ICFGR	0x0c00
#define GICD_SGIR	0x0f00
#define GICD_IROUTER	0x6000
#define GICR_WAKER	0x0014
#define GICR_TYPER	0x0008
#define GICR_PIDR2	0xffe8
#define GICR_SGI_BASE	0x10000
#define GICR_FRAME_SIZE 0x20000

static inline bool is_sgi_ppi(u32 irqn)
{
	return irqn < 32;
}

static inline bool is_spi(u32 irqn)
{
	return irqn > 31 && irqn < 1020;
}

/* All of these need irq_init on the calling CPU first. */

/** Registers of the distributor. */
void *gic_distributor(void);

/**
 * Registers that hold the state of an interrupt: the distributor, or on GICv3
 * for private interrupts the calling CPU's redistributor. The offsets are the
 * same.
 */
void *gic_registers_of(unsigned int irq);

void gic_disable(unsigned int irq);
void gic_set_priority(unsigned int irq, u8 priority);
/** Make an interrupt pending as if its device had raised it. */
void gic_set_pending(unsigned int irq);
/** Let an interrupt, which is not enabled, be triggered by its line's edge, or by its level. */
void gic_set_edge(unsigned int irq, bool edge);
/** Direct a shared interrupt to the CPU with this affinity. */
void gic_route(unsigned int irq, u64 affinity);

/** Send software-generated interrupt 0..15 to the CPU with this affinity. */
void gic_send_sgi(unsigned int sgi, u64 affinity);

/**
 * Take the highest pending interrupt.
 * @return: what gic_end takes; gic_number() of it is the interrupt
 */
u32 gic_acknowledge(void);
void gic_end(u32 acknowledged);

/* on GICv2 the sender of an SGI is acknowledged together with it */
static inline unsigned int gic_number(u32 acknowledged)
{
	return acknowledged & 0x3ff;
}

/* ---- between the parts of the library ---- */

/** One version of the interrupt controller. */
struct gic_driver {
	/** Find and switch on what belongs to the calling CPU. */
	void (*init_cpu)(void);
	void *(*registers_of)(unsigned int irq);
	void (*route)(unsigned int irq, u64 affinity);
	void (*send_sgi)(unsigned int sgi, u64 affinity);
	u32 (*acknowledge)(void);
	void (*end)(u32 acknowledged);
};

extern const struct gic_driver gic_v2, gic_v3;

#endif
