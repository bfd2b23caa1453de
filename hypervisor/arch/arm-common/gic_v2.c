// SPDX-License-Identifier: GPL-2.0-only
/*
 * GICv2: the CPU interface is memory. Cells get the virtual one in its place,
 * at the same address; private interrupts are a part of the distributor that
 * each CPU sees as its own.
 */
#include <core/arch.h>
#include <core/reason.h>
#include <asm/arm64.h>
#include <asm/gic.h>

#define INTERFACE_SIZE 0x2000
#define MAX_TARGETS    8

#define GICC_CTLR 0x00
#define GICC_PMR  0x04
#define GICC_BPR  0x08
#define GICC_IAR  0x0c
#define GICC_EOIR 0x10
#define GICC_RPR  0x14
#define GICC_DIR  0x1000

#define GICC_CTLR_ENABLE  (1U << 0)
#define GICC_CTLR_EOIMODE (1U << 9)

#define GICH_HCR   0x00
#define GICH_VTR   0x04
#define GICH_VMCR  0x08
#define GICH_ELRSR 0x30
#define GICH_APR   0xf0
#define GICH_LR	   0x100

#define GICH_VTR_LISTS(vtr) ((vtr)&0x3f)

#define VMCR_ENABLE    (1U << 0)
#define VMCR_EOIMODE   (1U << 9)
#define VMCR_BPR_SHIFT 21
#define VMCR_PMR_SHIFT 27

/* list registers; cells believe all interrupts to be of group 0 */
#define LR_HARDWARE	  (1U << 31)
#define LR_STATE_SHIFT	  28
#define LR_PRIORITY_SHIFT 23
#define LR_PHYSICAL_SHIFT 10
#define LR_END		  (1U << 19)
#define PRIORITY_SHIFT	  3 /* five bits of priority */

#define GICD_CPENDSGIR	   0xf10
#define GICD_SPENDSGIR	   0xf20
#define GICD_ID_VERSION	   0xfe8
#define VERSION_ARCH(id)   ((id) >> 4 & 0xf)
#define SGIR_FILTER(value) ((value) >> 24 & 3)
#define SGIR_LIST	   0
#define SGIR_OTHERS	   1
#define SGIR_SELF	   2
#define SGIR_TARGET_SHIFT  16

static volatile u8 *interface, *virtual_control;
/* CPU plus one of each bit in target registers, 0 for none */
static u8 target_cpu[MAX_TARGETS];

static int v2_init(void)
{
	const typeof(system_config->platform_info.arm) *arm = &system_config->platform_info.arm;

	if (VERSION_ARCH(mmio_read32(gic_distributor + GICD_ID_VERSION)) != 2 || !arm->gicc_base ||
	    !arm->gich_base || !arm->gicv_base) {
		return refuse_feature(-ENODEV, JAILHOUSE_FEATURE_GIC_VERSION);
	}
	interface = device_map(arm->gicc_base, INTERFACE_SIZE);
	virtual_control = device_map(arm->gich_base, INTERFACE_SIZE);
	if (!interface || !virtual_control) {
		return refuse_memory(PAGES(INTERFACE_SIZE));
	}
	gic_num_lists = MIN(GICH_VTR_LISTS(mmio_read32(virtual_control + GICH_VTR)) + 1, MAX_LISTS);
	return 0;
}

static volatile u8 *v2_private_registers(const struct percpu *cpu)
{
	(void)cpu;
	return gic_distributor;
}

/* ---- taking over and giving back ---- */

/* A target register of private interrupts tells a CPU its own bit. */
static int find_target(struct percpu *cpu)
{
	u32 targets = mmio_read32(gic_distributor + GICD_ITARGETSR);

	for (unsigned int n = 0; n < 4 && !cpu->arch.target; n++) {
		cpu->arch.target = targets >> n * 8;
	}
	if (!cpu->arch.target) {
		return refuse_feature(-ENODEV, JAILHOUSE_FEATURE_GIC_ROUTING);
	}
	target_cpu[__builtin_ctz(cpu->arch.target)] = cpu->cpu_id + 1;
	root_cell.arch.targets |= cpu->arch.target;
	return 0;
}

/* What Linux sent before it became a cell. */
static void take_sgis(struct percpu *cpu)
{
	cpu->arch.pending_sgis = 0;
	for (unsigned int n = 0; n < NUM_SGIS; n++) {
		u8 senders = mmio_read(gic_distributor + GICD_SPENDSGIR + n, 1);

		cpu->arch.sgi_senders[n] = senders;
		cpu->arch.pending_sgis |= (senders ? 1U : 0) << n;
		mmio_write(gic_distributor + GICD_CPENDSGIR + n, senders, 1);
	}
}

static void give_sgis(const struct percpu *cpu)
{
	mmio_write(gic_distributor + GICD_CPENDSGIR + SGI_INJECT, 0xff, 1);
	mmio_write(gic_distributor + GICD_CPENDSGIR + SGI_MANAGE, 0xff, 1);
	for (unsigned int n = 0; n < NUM_SGIS; n++) {
		/* QEMU takes even a write of zeros for an interrupt */
		if (cpu->arch.sgi_senders[n]) {
			mmio_write(gic_distributor + GICD_SPENDSGIR + n, cpu->arch.sgi_senders[n],
				   1);
		}
	}
}

static int v2_cpu_init(struct percpu *cpu)
{
	u32 control = mmio_read32(interface + GICC_CTLR);
	int err = find_target(cpu);

	if (err) {
		return err;
	}
	this_arch()->linux_state.gic_control = control;
	mmio_write32(virtual_control + GICH_HCR, 0);
	gic_forget_all();
	mmio_write32(virtual_control + GICH_APR, 0);
	mmio_write32(virtual_control + GICH_VMCR,
		     mmio_read32(interface + GICC_PMR) >> PRIORITY_SHIFT << VMCR_PMR_SHIFT |
			     mmio_read32(interface + GICC_BPR) << VMCR_BPR_SHIFT |
			     (control & GICC_CTLR_EOIMODE ? VMCR_EOIMODE : 0) |
			     (control & GICC_CTLR_ENABLE ? VMCR_ENABLE : 0));
	take_sgis(cpu);
	gic_take_private(cpu);
	mmio_write32(interface + GICC_CTLR, control | GICC_CTLR_ENABLE | GICC_CTLR_EOIMODE);
	mmio_write32(interface + GICC_BPR, 0);
	mmio_write32(interface + GICC_PMR, PMR_ALL);
	mmio_write32(virtual_control + GICH_HCR, HCR_ENABLE);
	gic_deliver();
	return 0;
}

static void v2_cpu_shutdown(void)
{
	u32 vmcr = mmio_read32(virtual_control + GICH_VMCR);
	u32 control =
		this_arch()->linux_state.gic_control & ~(GICC_CTLR_ENABLE | GICC_CTLR_EOIMODE);

	give_sgis(this_cpu());
	mmio_write32(virtual_control + GICH_HCR, 0);
	mmio_write32(virtual_control + GICH_VMCR, 0);
	mmio_write32(interface + GICC_BPR, vmcr >> VMCR_BPR_SHIFT & 7);
	mmio_write32(interface + GICC_PMR, vmcr >> VMCR_PMR_SHIFT << PRIORITY_SHIFT);
	mmio_write32(interface + GICC_CTLR, control | (vmcr & VMCR_ENABLE ? GICC_CTLR_ENABLE : 0) |
						    (vmcr & VMCR_EOIMODE ? GICC_CTLR_EOIMODE : 0));
}

static void v2_cpu_reset(void)
{
	mmio_write32(virtual_control + GICH_APR, 0);
	mmio_write32(virtual_control + GICH_VMCR, 0);
}

/* Writes to the distributor have their effect at once. */
static void v2_settle(volatile u8 *registers)
{
	(void)registers;
}

/* ---- list registers ---- */

static void v2_write_list(unsigned int n, u32 entry, enum list_state state)
{
	u32 id = IRQ_ENTRY_ID(entry), value = 0;

	if (state != LIST_FREE) {
		value = id | (u32)state << LR_STATE_SHIFT |
			IRQ_ENTRY_PRIORITY(entry) >> PRIORITY_SHIFT << LR_PRIORITY_SHIFT |
			(id < NUM_SGIS || entry & IRQ_DETACHED
				 ? IRQ_ENTRY_SENDER(entry) << LR_PHYSICAL_SHIFT
				 : LR_HARDWARE | id << LR_PHYSICAL_SHIFT);
	}
	mmio_write32(virtual_control + GICH_LR + n * 4, value);
}

static u32 v2_read_list(unsigned int n, enum list_state *state)
{
	u32 value = mmio_read32(virtual_control + GICH_LR + n * 4);
	u32 sender = value & LR_HARDWARE ? 0 : value >> LR_PHYSICAL_SHIFT & 7;

	*state = value >> LR_STATE_SHIFT & 3;
	return IRQ_ENTRY((value >> LR_PRIORITY_SHIFT & 0x1f) << PRIORITY_SHIFT, value & 0x3ff,
			 sender) |
	       (value & LR_HARDWARE ? 0 : IRQ_DETACHED);
}

static u32 v2_free_lists(void)
{
	return mmio_read32(virtual_control + GICH_ELRSR) & ((1U << gic_num_lists) - 1);
}

static void v2_notify_end(unsigned int n)
{
	volatile u8 *reg = virtual_control + GICH_LR + n * 4;

	mmio_write32(reg, mmio_read32(reg) | LR_END);
}

static void v2_notify(u32 notices)
{
	mmio_write32(virtual_control + GICH_HCR, HCR_ENABLE | notices);
}

static unsigned int v2_take_ends(void)
{
	u32 control = mmio_read32(virtual_control + GICH_HCR);

	mmio_write32(virtual_control + GICH_HCR, control & ~HCR_ENDS_MASK);
	return HCR_ENDS(control);
}

static bool v2_splits_end(void)
{
	return mmio_read32(virtual_control + GICH_VMCR) & VMCR_EOIMODE;
}

/* ---- interrupts ---- */

static u32 v2_acknowledge(void)
{
	return mmio_read32(interface + GICC_IAR);
}

static u8 v2_priority(void)
{
	return mmio_read32(interface + GICC_RPR);
}

static void v2_end(u32 acknowledged, bool deactivate)
{
	mmio_write32(interface + GICC_EOIR, acknowledged);
	if (deactivate) {
		mmio_write32(interface + GICC_DIR, acknowledged);
	}
}

/* One interrupt, and the first list register is free. */
static void v2_handle_irq(void)
{
	u32 id = v2_acknowledge(), priority;

	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_TOTAL);
	/* acknowledged SGIs have their sender above the number */
	if (likely(id - NUM_SGIS < FIRST_SPECIAL - NUM_SGIS && id != gic_maintenance_irq &&
		   !this_arch()->notices && mmio_read32(virtual_control + GICH_ELRSR) & 1)) {
		priority = mmio_read32(interface + GICC_RPR) >> PRIORITY_SHIFT;
		mmio_write32(interface + GICC_EOIR, id);
		mmio_write32(virtual_control + GICH_LR,
			     LIST_PENDING << LR_STATE_SHIFT | LR_HARDWARE |
				     priority << LR_PRIORITY_SHIFT | id << LR_PHYSICAL_SHIFT | id);
		count_exit(JAILHOUSE_CPU_STAT_VMEXITS_VIRQ);
		id = v2_acknowledge();
		if (likely(gic_id_is_special(id))) {
			return;
		}
	}
	gic_take_all(id);
}

static void v2_hold(bool on)
{
	mmio_write32(interface + GICC_PMR, on ? PMR_MOST_URGENT : PMR_ALL);
}

static void v2_send_sgi(unsigned int cpu, unsigned int sgi)
{
	dsb();
	mmio_write32(gic_distributor + GICD_SGIR,
		     (u32)percpu_of(cpu)->arch.target << SGIR_TARGET_SHIFT | sgi);
}

/* ---- trapped registers ---- */

static enum mmio_result send_from_guest(u32 value)
{
	u8 own = this_cpu()->arch.target, targets = this_cell()->arch.targets;

	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_VSGI);
	switch (SGIR_FILTER(value)) {
	case SGIR_LIST:
		targets &= value >> SGIR_TARGET_SHIFT;
		break;
	case SGIR_OTHERS:
		targets &= ~own;
		break;
	case SGIR_SELF:
		targets = own;
		break;
	default:
		targets = 0;
	}
	for (u32 left = targets; left; left &= left - 1) {
		gic_send_virtual_sgi(target_cpu[__builtin_ctz(left)] - 1, value & 0xf,
				     __builtin_ctz(own));
	}
	return MMIO_HANDLED;
}

static enum mmio_result write_target(unsigned int irq, u8 targets)
{
	if (irq < FIRST_SPI || !(this_cell()->arch.irqs[irq / 32] >> irq % 32 & 1)) {
		return MMIO_HANDLED;
	}
	if (targets & ~this_cell()->arch.targets) {
		return gic_report_route(irq, targets);
	}
	mmio_write(gic_distributor + GICD_ITARGETSR + irq, targets, 1);
	return MMIO_HANDLED;
}

static u8 read_target(unsigned int irq)
{
	if (irq >= FIRST_SPI && !(this_cell()->arch.irqs[irq / 32] >> irq % 32 & 1)) {
		return 0;
	}
	return mmio_read(gic_distributor + GICD_ITARGETSR + irq, 1);
}

/* A byte for each interrupt. */
static enum mmio_result target_access(unsigned int irq, struct mmio_access *access)
{
	enum mmio_result result = MMIO_HANDLED;
	u64 value = access->value;

	access->value = 0;
	for (unsigned int n = 0; n < MIN(access->size, 4) && result == MMIO_HANDLED; n++) {
		if (access->is_write) {
			result = write_target(irq + n, value >> n * 8);
		} else {
			access->value |= (u64)read_target(irq + n) << n * 8;
		}
	}
	return result;
}

static enum mmio_result v2_route(struct mmio_access *access)
{
	u32 offset = access->address;

	if (offset % access->size == 0 && offset < GICD_ITARGETSR + FIRST_SPECIAL) {
		return target_access(offset - GICD_ITARGETSR, access);
	}
	if (offset == GICD_SGIR && access->size == 4 && access->is_write) {
		return send_from_guest(access->value);
	}
	access->value = 0;
	return MMIO_HANDLED;
}

static void v2_retarget(const struct cell *cell, unsigned int irq)
{
	volatile u8 *reg = gic_distributor + GICD_ITARGETSR + irq;
	u8 targets = mmio_read(reg, 1), inside = targets & cell->arch.targets;

	if (!inside) {
		inside = percpu_of(cpu_set_next(&cell->cpus, INVALID_CPU))->arch.target;
	}
	if (inside != targets) {
		mmio_write(reg, inside, 1);
	}
}

/* KVM in root's Linux clears list registers whenever a CPU comes online: to no effect. */
static enum mmio_result virtual_control_access(void *opaque, struct mmio_access *access)
{
	(void)opaque;
	access->value = 0;
	return MMIO_HANDLED;
}

static int v2_cell_init(struct cell *cell)
{
	const typeof(system_config->platform_info.arm) *arm = &system_config->platform_info.arm;

	if (paging_map(&cell->stage2, arm->gicc_base, arm->gicv_base, INTERFACE_SIZE,
		       PT_READ | PT_WRITE | PT_DEVICE)) {
		return refuse_memory(1);
	}
	if (cell != &root_cell) {
		return 0;
	}
	return mmio_register(cell, arm->gich_base, INTERFACE_SIZE, virtual_control_access, NULL);
}

const struct gic_ops gic_v2 = {
	.handle_irq = v2_handle_irq,
	.distributor_size = GICD_V2_SIZE,
	.init = v2_init,
	.cpu_init = v2_cpu_init,
	.cpu_shutdown = v2_cpu_shutdown,
	.cpu_reset = v2_cpu_reset,
	.id_mask = 0x3ff,
	.acknowledge = v2_acknowledge,
	.priority = v2_priority,
	.end = v2_end,
	.send_sgi = v2_send_sgi,
	.hold = v2_hold,
	.settle = v2_settle,
	.read_list = v2_read_list,
	.write_list = v2_write_list,
	.free_lists = v2_free_lists,
	.notify_end = v2_notify_end,
	.notify = v2_notify,
	.take_ends = v2_take_ends,
	.splits_end = v2_splits_end,
	.cell_init = v2_cell_init,
	.route = v2_route,
	.retarget = v2_retarget,
	.private_registers = v2_private_registers,
};
