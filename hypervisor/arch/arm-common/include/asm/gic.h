/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_GIC_H
#define ASM_GIC_H

/*
 * Interrupt controller. All physical interrupts come to the hypervisor, which
 * passes them on through list registers: the cell ends an interrupt of hardware
 * without another exit. Two physical SGIs are the hypervisor's own.
 */

#include <core/mmio.h>
#include <core/percpu.h>

/* Management comes first: cells interrupt their CPUs as often as they like. */
#define SGI_MANAGE 0 /* look at the requests in struct percpu */
#define SGI_INJECT 1 /* look at pending_sgis */

#define NUM_SGIS       16
#define FIRST_SPI      32
#define FIRST_SPECIAL  1020 /* first id that is no interrupt */
#define LAST_SPECIAL   1023
#define MAX_LISTS      16
#define SPIS_PER_WORD  32
#define PRIVATE_PPIS   0xffff0000U
#define OWN_SGIS       ((1U << SGI_INJECT) | (1U << SGI_MANAGE))
#define GIC_TIMEOUT_US 1000000

/* priority masks; management's is 0, and each controller tells at least 16 levels apart */
#define PMR_ALL		0xff
#define PMR_MOST_URGENT 0x10

/* distributor; the private interrupts have the same layout in a redistributor */
#define GICD_CTLR	 0x000
#define GICD_TYPER	 0x004
#define GICD_TYPER_LPIS	 (1ULL << 17)
#define GICD_IIDR	 0x008
#define GICD_IGROUPR	 0x080
#define GICD_ISENABLER	 0x100
#define GICD_ICENABLER	 0x180
#define GICD_ISPENDR	 0x200
#define GICD_ICPENDR	 0x280
#define GICD_ISACTIVER	 0x300
#define GICD_ICACTIVER	 0x380
#define GICD_IPRIORITYR	 0x400
#define GICD_ITARGETSR	 0x800
#define GICD_ICFGR	 0xc00
#define GICD_IGRPMODR	 0xd00
#define GICD_SGIR	 0xf00
#define GICD_V2_ID	 0xfd0
#define GICD_V2_SIZE	 0x1000
#define GICD_IROUTER	 0x6000
#define GICD_IROUTER_END 0x7fe0
#define GICD_V3_ID	 0xffd0
#define GICD_V3_SIZE	 0x10000

/* What maintenance interrupts tell of the list registers: bits of the control register. */
#define NOTICE_UNDERFLOW    (1U << 1) /* all are free, or all but one */
#define NOTICE_NOT_LISTED   (1U << 2) /* what ended is in none of them */
#define NOTICE_NONE_PENDING (1U << 3)
#define HCR_ENABLE	    (1U << 0)
#define HCR_ENDS_MASK	    (0x1fU << 27)
#define HCR_ENDS(control)   (((control)&HCR_ENDS_MASK) >> 27)

enum list_state { LIST_FREE, LIST_PENDING, LIST_ACTIVE, LIST_PENDING_ACTIVE };

/** What the versions of the controller do in their own way. */
struct gic_ops {
	/**
	 * A guest was interrupted: the frequent case in the version's own way, all others
	 * by gic_take_all(). Called by the exception vectors, which expect it first here.
	 */
	void (*handle_irq)(void);
	u64 distributor_size;
	/** First CPU, at start-up: find all registers. @return: 0 or negative error */
	int (*init)(void);
	/** Take the calling CPU's interface over from Linux. */
	int (*cpu_init)(struct percpu *cpu);
	/** Give it back; pending interrupts included. */
	void (*cpu_shutdown)(void);
	/** The virtual interface as after a reset. */
	void (*cpu_reset)(void);
	/** Bits of what acknowledge returns that are the id. */
	u32 id_mask;
	/** Most urgent interrupt that is signalled, now active; a special id for none. */
	u32 (*acknowledge)(void);
	/** Priority of what was acknowledged. */
	u8 (*priority)(void);
	/** It no longer holds up others; with @deactivate it may come again. */
	void (*end)(u32 acknowledged, bool deactivate);
	void (*send_sgi)(unsigned int cpu, unsigned int sgi);
	/** While @on the cell's interrupts stay pending in the hardware: only management comes. */
	void (*hold)(bool on);
	/** Wait until writes to the distributor or to private registers have had their effect. */
	void (*settle)(volatile u8 *registers);
	/** Entry and state of a list register. */
	u32 (*read_list)(unsigned int n, enum list_state *state);
	/** Pending interrupt; entry 0 with LIST_FREE empties the register. */
	void (*write_list)(unsigned int n, u32 entry, enum list_state state);
	/** Bit n set: register n is free. */
	u32 (*free_lists)(void);
	/** Ask for a maintenance interrupt when the interrupt of an SGI's register ends. */
	void (*notify_end)(unsigned int n);
	/** Ask for one on each of these (NOTICE_*), and on no other. */
	void (*notify)(u32 notices);
	/** How many interrupts ended that are in no register, since this was asked last. */
	unsigned int (*take_ends)(void);
	/** The guest ends priority and activity of an interrupt apart. */
	bool (*splits_end)(void);
	/** Does a cell leave the registers alone that were found? NULL where their place is fixed.
	 */
	int (*check)(const struct cell *cell);
	/** Add the version's traps to a cell. */
	int (*cell_init)(struct cell *cell);
	/** Registers at ITARGETSR (shared interrupts), SGIR and IROUTER. */
	enum mmio_result (*route)(struct mmio_access *access);
	/** Point a shared interrupt to a CPU, if it points outside of the cell. */
	void (*retarget)(const struct cell *cell, unsigned int irq);
	/** Registers of the calling CPU's private interrupts, laid out as the distributor's. */
	volatile u8 *(*private_registers)(const struct percpu *cpu);
};

/* There is no interrupt. Behind these ids begin LPIs and extended ranges of GICv3. */
static inline bool gic_id_is_special(u32 id)
{
	return id >= FIRST_SPECIAL && id <= LAST_SPECIAL;
}

extern const struct gic_ops gic_v2, gic_v3;
extern const struct gic_ops *gic;
extern unsigned int gic_maintenance_irq, gic_num_lists;
extern volatile u8 *gic_distributor;

/** Write of ICC_SGI1R_EL1 by the calling CPU.s guest. */
void gic_v3_send_from_guest(u64 value);

int gic_init(void);
int gic_cpu_init(struct percpu *cpu);
/** Take over the calling CPU's private interrupts; part of cpu_init. */
void gic_take_private(struct percpu *cpu);
void gic_cpu_shutdown(void);
void gic_cpu_reset(void);

/** Private interrupts that a cell may use: a bit each. */
u32 gic_private_irqs(void);

/** Of the architecture: take what other CPUs ask of this one, and begin anew or stand still if they
 * want it. */
void serve_requests(void);

/* ---- list registers (gic_list.c) ---- */

/**
 * Take @acknowledged and everything else that is signalled, until another CPU requests
 * something: that is served, unless the CPU is parked and looks itself.
 */
void gic_take_all(u32 acknowledged);

/** A hardware interrupt goes into a list register, or waits for one. */
void gic_inject(u32 entry);

/** All that waits goes into list registers, as far as these reach. */
void gic_deliver(void);

/** Another CPU of the same cell, or the calling one, gets an SGI. */
void gic_send_virtual_sgi(unsigned int target, unsigned int id, unsigned int sender);

/**
 * What is pending in queue and list registers becomes pending in the hardware, SGIs in
 * pending_sgis.
 * @crashed:	what the cell is handling is nobody's to end any more and ends; else it stays
 *		active, as its handler knows it
 */
void gic_return_all(bool crashed);

/**
 * Forget shared interrupts that are not the calling CPU's cell's any more. Of one that it is
 * handling the end must not reach the hardware, where it is another's.
 */
void gic_drop_lost(void);

/** Queue, list registers and SGIs are emptied. */
void gic_forget_all(void);

/* ---- trapped registers (gic_registers.c) ---- */

/** The irqchip unit's distributor trap; opaque is unused. */
enum mmio_result gic_distributor_access(void *opaque, struct mmio_access *access);

/**
 * Access to registers with a field for each interrupt, limited to @owned.
 * @registers:	registers, laid out as in the distributor
 * @offset:	of the register
 * @owned:	a bit for each interrupt, from interrupt 0, @words times 32 of them
 */
enum mmio_result gic_irq_registers(volatile u8 *registers, u32 offset, const u32 *owned,
				   unsigned int words, struct mmio_access *access);

/** Copy of the priorities and modes of 32 interrupts times @words, from interrupt 0. */
struct irq_fields {
	/** Eight registers for each word. */
	u32 *priorities;
	/** Two for each. */
	u32 *modes;
	unsigned int words;
};

void gic_save_fields(volatile u8 *registers, struct irq_fields fields);

/** Those of the interrupts @owned, a bit each, become what was saved. They are disabled. */
void gic_restore_fields(volatile u8 *registers, struct irq_fields fields, const u32 *owned);

/** The same for private interrupts, with SGIs as the cell sees them. */
enum mmio_result gic_private_access(const struct percpu *cpu, u32 offset,
				    struct mmio_access *access);

/** Wait, at most GIC_TIMEOUT_US, until @busy is clear: writes are in progress meanwhile. */
void gic_await_write(const volatile u8 *control, u32 busy);

/** Print why a shared interrupt may not be routed so. */
enum mmio_result gic_report_route(unsigned int irq, u64 value);

/* ---- affinity (affinity.c) ---- */

/** Register all CPUs. @return: 0 or -EIO if there is one that SGIs cannot address */
int affinity_init(void);

/** CPU by the affinity fields of its MPIDR, INVALID_CPU if there is none. */
unsigned int affinity_find(u64 mpidr);

/** The up to 16 CPUs that differ in the lowest affinity field. */
struct affinity_cluster {
	/** Affinity fields above the lowest, as in MPIDR. */
	u64 prefix;
	/** CPU plus one, 0 for none. */
	u8 cpus[16];
};

/** @return: NULL if there is none */
const struct affinity_cluster *affinity_cluster(u64 prefix);

#endif
