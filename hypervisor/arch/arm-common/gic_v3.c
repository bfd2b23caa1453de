// SPDX-License-Identifier: GPL-2.0-only
/* GICv3: CPU interface by system registers, a redistributor for each CPU. */
#include <core/arch.h>
#include <core/console.h>
#include <core/reason.h>
#include <core/setup.h>
#include <asm/arm64.h>
#include <asm/gic.h>
#include <asm/gic_v3_registers.h>

#define FRAME_SIZE_V3  0x20000ULL
#define FRAME_SIZE_V4  0x40000ULL
#define PRIVATE_FRAME  0x10000 /* registers of private interrupts */
#define GICR_CTLR      0x00
#define GICR_TYPER     0x08
#define GICR_PIDR2     0xffe8
#define GICR_ID	       0xffd0
#define TYPER_PLPIS    1ULL
#define TYPER_VLPIS    (1U << 1)
#define TYPER_LAST     (1U << 4)
#define PIDR2_ARCH(id) ((id) >> 4 & 0xf)
#define CTLR_ARE       (3U << 4)
#define CTLR_RWP       (1U << 31)
#define GICR_CTLR_RWP  (1U << 3)
#define GICR_CTLR_LPIS (1U << 0)
#define ROUTE_MASK     0xff00ffffffULL

#define SGI_ID(value)	   ((value) >> 24 & 0xf)
#define SGI_ID_SHIFT	   24
#define SGI_TARGETS(value) ((value)&0xffff)
#define SGI_BROADCAST	   (1ULL << 40)
#define SGI_RANGE(value)   ((value) >> 44 & 0xf)
/* affinity fields above the lowest, from where SGI registers have them to where MPIDR has them */
#define SGI_PREFIX(value)                                                                          \
	(((value) >> 16 & 0xff) << 8 | ((value) >> 32 & 0xff) << 16 | ((value) >> 48 & 0xff) << 32)
#define PREFIX_SGI(mpidr)                                                                          \
	(((mpidr) >> 8 & 0xff) << 16 | ((mpidr) >> 16 & 0xff) << 32 | ((mpidr) >> 32 & 0xff) << 48)

static u64 frame_size;
static unsigned int num_frames;
/* CPU plus one of each frame, 0 for none */
static u8 frame_cpu[MAX_CPUS + 1];

static u64 frames_base(void)
{
	return system_config->platform_info.arm.gicr_base;
}

/* ---- start-up ---- */

static unsigned int frame_owner(const volatile u8 *frame)
{
	u32 affinity = mmio_read32(frame + GICR_TYPER + 4);

	return affinity_find((affinity & 0xffffff) | (u64)(affinity >> 24) << 32);
}

/* @return: 1 to go on, 0 behind the last frame, or a negative error */
static int probe_frame(unsigned int n)
{
	volatile u8 *frame = device_map(frames_base() + n * frame_size, FRAME_SIZE_V3);
	unsigned int cpu;
	u32 type;

	if (!frame) {
		return refuse_memory(PAGES(FRAME_SIZE_V3));
	}
	if (PIDR2_ARCH(mmio_read32(frame + GICR_PIDR2)) < 3) {
		return 0;
	}
	type = mmio_read32(frame + GICR_TYPER);
	frame_size = type & TYPER_VLPIS ? FRAME_SIZE_V4 : FRAME_SIZE_V3;
	cpu = frame_owner(frame);
	if (cpu == INVALID_CPU) {
		device_unmap((void *)frame, FRAME_SIZE_V3);
	} else {
		percpu_of(cpu)->arch.redistributor = frame;
		frame_cpu[n] = cpu + 1;
	}
	num_frames = n + 1;
	return !(type & TYPER_LAST);
}

static int v3_init(void)
{
	int more = 1;

	if (!ID_AA64PFR0_GIC(read_sysreg(id_aa64pfr0_el1)) ||
	    !(read_sysreg(ICC_SRE_EL2) & ICC_SRE_SRE)) {
		return refuse_feature(-ENODEV, JAILHOUSE_FEATURE_GIC_VERSION);
	}
	if (!(mmio_read32(gic_distributor + GICD_CTLR) & CTLR_ARE)) {
		return refuse_feature(-EIO, JAILHOUSE_FEATURE_GIC_ROUTING);
	}
	frame_size = FRAME_SIZE_V3;
	for (unsigned int n = 0; n <= MAX_CPUS && more > 0; n++) {
		more = probe_frame(n);
	}
	gic_num_lists = ICH_VTR_LISTS(read_sysreg(ICH_VTR_EL2)) + 1;
	return MIN(more, 0);
}

static volatile u8 *v3_private_registers(const struct percpu *cpu)
{
	return cpu->arch.redistributor + PRIVATE_FRAME;
}

static void v3_settle(volatile u8 *registers)
{
	if (registers == gic_distributor) {
		gic_await_write(registers + GICD_CTLR, CTLR_RWP);
	} else {
		gic_await_write(registers - PRIVATE_FRAME + GICR_CTLR, GICR_CTLR_RWP);
	}
}

/* What Linux sent before it became a cell. */
static void take_sgis(struct percpu *cpu)
{
	volatile u8 *registers = v3_private_registers(cpu);
	u32 pending = mmio_read32(registers + GICD_ISPENDR) & ~PRIVATE_PPIS;

	for (unsigned int n = 0; n < NUM_SGIS; n++) {
		cpu->arch.sgi_senders[n] = pending >> n & 1;
	}
	cpu->arch.pending_sgis = pending;
	mmio_write32(registers + GICD_ICPENDR, pending);
}

static void clear_active_priorities(void)
{
	unsigned int bits = ICH_VTR_PRE_BITS(read_sysreg(ICH_VTR_EL2)) + 1;

	write_sysreg(ICH_AP0R0_EL2, 0);
	write_sysreg(ICH_AP1R0_EL2, 0);
	if (bits >= 6) {
		write_sysreg(ICH_AP1R1_EL2, 0);
	}
	if (bits >= 7) {
		write_sysreg(ICH_AP1R2_EL2, 0);
		write_sysreg(ICH_AP1R3_EL2, 0);
	}
}

static int v3_cpu_init(struct percpu *cpu)
{
	u64 control = read_sysreg(ICC_CTLR_EL1);

	if (!cpu->arch.redistributor) {
		printk("GIC: No redist found for CPU%d\n", cpu->cpu_id);
		return refuse_feature(-ENODEV, JAILHOUSE_FEATURE_GIC_REDISTRIBUTOR);
	}
	this_arch()->linux_state.gic_control = control;
	write_sysreg(ICH_HCR_EL2, 0);
	gic_forget_all();
	clear_active_priorities();
	write_sysreg(ICH_VMCR_EL2, read_sysreg(ICC_PMR_EL1) << VMCR_PMR_SHIFT |
					   read_sysreg(ICC_BPR1_EL1) << VMCR_BPR_SHIFT |
					   (control & ICC_CTLR_EOIMODE ? VMCR_EOIMODE : 0) |
					   (control & ICC_CTLR_CBPR ? VMCR_CBPR : 0) |
					   (read_sysreg(ICC_IGRPEN1_EL1) & 1 ? VMCR_ENABLE : 0));
	take_sgis(cpu);
	gic_take_private(cpu);
	write_sysreg(ICC_CTLR_EL1, control | ICC_CTLR_EOIMODE);
	write_sysreg(ICC_BPR1_EL1, 0);
	write_sysreg(ICC_PMR_EL1, PMR_ALL);
	write_sysreg(ICC_IGRPEN1_EL1, 1);
	write_sysreg(ICH_HCR_EL2, HCR_ENABLE);
	isb();
	gic_deliver();
	return 0;
}

static void v3_cpu_shutdown(void)
{
	const struct linux_state *state = &this_arch()->linux_state;
	volatile u8 *registers = v3_private_registers(this_cpu());
	u64 vmcr = read_sysreg(ICH_VMCR_EL2);

	mmio_write32(registers + GICD_ICPENDR, OWN_SGIS);
	mmio_write32(registers + GICD_ISPENDR, this_cpu()->arch.pending_sgis);
	write_sysreg(ICH_HCR_EL2, 0);
	write_sysreg(ICH_VMCR_EL2, 0);
	write_sysreg(ICC_BPR1_EL1, vmcr >> VMCR_BPR_SHIFT & 7);
	write_sysreg(ICC_PMR_EL1, vmcr >> VMCR_PMR_SHIFT & 0xff);
	write_sysreg(ICC_CTLR_EL1, state->gic_control);
	write_sysreg(ICC_IGRPEN1_EL1, vmcr & VMCR_ENABLE ? 1 : 0);
	isb();
}

static void v3_cpu_reset(void)
{
	/* a cell may have tried to do without the registers */
	write_sysreg(ICC_SRE_EL1, ICC_SRE_ALL);
	clear_active_priorities();
	write_sysreg(ICH_VMCR_EL2, 0);
	isb();
}

/* ---- interrupts ---- */

static u64 list_value(u32 entry, enum list_state state)
{
	u32 id = IRQ_ENTRY_ID(entry);
	u64 value = id | LR_GROUP1 | (u64)IRQ_ENTRY_PRIORITY(entry) << LR_PRIORITY_SHIFT |
		    (u64)state << LR_STATE_SHIFT;

	return id < NUM_SGIS || entry & IRQ_DETACHED
		       ? value
		       : value | LR_HARDWARE | (u64)id << LR_PHYSICAL_SHIFT;
}

static void v3_write_list(unsigned int n, u32 entry, enum list_state state)
{
	write_list_register(n, state == LIST_FREE ? 0 : list_value(entry, state));
}

static u32 v3_read_list(unsigned int n, enum list_state *state)
{
	u64 value = read_list_register(n);

	*state = value >> LR_STATE_SHIFT;
	return IRQ_ENTRY(value >> LR_PRIORITY_SHIFT & 0xff, value & 0x3ff, 0) |
	       (value & LR_HARDWARE ? 0 : IRQ_DETACHED);
}

static u32 v3_free_lists(void)
{
	return read_sysreg(ICH_ELRSR_EL2);
}

static void v3_notify_end(unsigned int n)
{
	write_list_register(n, read_list_register(n) | LR_END);
}

static void v3_notify(u32 notices)
{
	write_sysreg(ICH_HCR_EL2, HCR_ENABLE | notices);
}

static unsigned int v3_take_ends(void)
{
	u64 control = read_sysreg(ICH_HCR_EL2);

	write_sysreg(ICH_HCR_EL2, control & ~HCR_ENDS_MASK);
	return HCR_ENDS(control);
}

static bool v3_splits_end(void)
{
	return read_sysreg(ICH_VMCR_EL2) & VMCR_EOIMODE;
}

static u32 v3_acknowledge(void)
{
	u32 id = read_sysreg(ICC_IAR1_EL1);

	/* the running priority is this one's behind this */
	dsb();
	return id;
}

static u8 v3_priority(void)
{
	return read_sysreg(ICC_RPR_EL1);
}

static void v3_end(u32 acknowledged, bool deactivate)
{
	write_sysreg(ICC_EOIR1_EL1, acknowledged);
	if (deactivate) {
		write_sysreg(ICC_DIR_EL1, acknowledged);
	}
}

/* One interrupt, and the first list register is free. */
static void v3_handle_irq(void)
{
	u32 id = v3_acknowledge();
	u64 priority;

	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_TOTAL);
	if (likely(id - NUM_SGIS < FIRST_SPECIAL - NUM_SGIS && id != gic_maintenance_irq &&
		   !this_arch()->notices && v3_free_lists() & 1)) {
		priority = read_sysreg(ICC_RPR_EL1) & 0xff;
		write_sysreg(ICC_EOIR1_EL1, id);
		write_sysreg(ICH_LR0_EL2, (u64)LIST_PENDING << LR_STATE_SHIFT | LR_HARDWARE |
						  LR_GROUP1 | priority << LR_PRIORITY_SHIFT |
						  (u64)id << LR_PHYSICAL_SHIFT | id);
		count_exit(JAILHOUSE_CPU_STAT_VMEXITS_VIRQ);
		id = v3_acknowledge();
		if (likely(gic_id_is_special(id))) {
			return;
		}
	}
	gic_take_all(id);
}

static void v3_hold(bool on)
{
	write_sysreg(ICC_PMR_EL1, on ? PMR_MOST_URGENT : PMR_ALL);
	isb();
}

static void v3_send_sgi(unsigned int cpu, unsigned int sgi)
{
	u64 mpidr = percpu_of(cpu)->arch.mpidr;

	dsb();
	write_sysreg(ICC_SGI1R_EL1,
		     PREFIX_SGI(mpidr) | (u64)sgi << SGI_ID_SHIFT | 1ULL << (mpidr & 0xf));
	isb();
}

static void send_to_others(unsigned int id)
{
	unsigned int cpu;

	for_each_cpu (cpu, &this_cell()->cpus) {
		if (cpu != this_cpu()->cpu_id) {
			gic_send_virtual_sgi(cpu, id, 0);
		}
	}
}

void gic_v3_send_from_guest(u64 value)
{
	const struct affinity_cluster *cluster;
	unsigned int id = SGI_ID(value), cpu;

	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_VSGI);
	if (value & SGI_BROADCAST) {
		send_to_others(id);
		return;
	}
	cluster = SGI_RANGE(value) ? NULL : affinity_cluster(SGI_PREFIX(value));
	for (u32 targets = cluster ? SGI_TARGETS(value) : 0; targets; targets &= targets - 1) {
		cpu = cluster->cpus[__builtin_ctz(targets)];
		if (cpu && cell_owns_cpu(this_cell(), cpu - 1)) {
			gic_send_virtual_sgi(cpu - 1, id, 0);
		}
	}
}

/* ---- trapped registers ---- */

static void ignore_lpis(struct cell *cell)
{
	if (!cell->arch.lpis_refused) {
		cell->arch.lpis_refused = true;
		printk("GIC: LPIs are not for cells: ignored that cell \"%s\" enables them\n",
		       cell_name(cell));
	}
}

/* What a cell sees of a register of the first frame. */
static u64 visible_bits(u32 offset)
{
	switch (offset & ~7U) {
	case GICR_CTLR:
		return offset == GICR_CTLR ? GICR_CTLR_RWP : ~0ULL;
	case GICR_TYPER:
		return offset == GICR_TYPER ? ~TYPER_PLPIS : ~0ULL;
	default:
		return offset >= GICR_ID ? ~0ULL : 0;
	}
}

static enum mmio_result frame_access(const struct percpu *cpu, u32 offset,
				     struct mmio_access *access)
{
	u64 visible = visible_bits(offset);

	if (!access->is_write) {
		access->value =
			visible ? mmio_read(cpu->arch.redistributor + offset, access->size) &
					  visible
				: 0;
	} else if (offset == GICR_CTLR && access->value & GICR_CTLR_LPIS) {
		ignore_lpis(this_cell());
	}
	return MMIO_HANDLED;
}

static enum mmio_result redistributor_access(void *opaque, struct mmio_access *access)
{
	unsigned int frame = access->address / frame_size, cpu = frame_cpu[frame];
	u32 offset = access->address % frame_size;

	(void)opaque;
	if (cpu && offset < PRIVATE_FRAME && !(offset % access->size)) {
		return frame_access(percpu_of(cpu - 1), offset, access);
	}
	if (cpu && offset >= PRIVATE_FRAME && offset < 2 * PRIVATE_FRAME &&
	    cell_owns_cpu(this_cell(), cpu - 1)) {
		return gic_private_access(percpu_of(cpu - 1), offset - PRIVATE_FRAME, access);
	}
	access->value = 0;
	return MMIO_HANDLED;
}

/* Frames of GICv4 are larger than those that the checker of configurations knows. */
static int v3_check(const struct cell *cell)
{
	const struct config_window frames = {
		.object = JAILHOUSE_OBJECT_GIC,
		.index = 4,
		.start = frames_base(),
		.size = num_frames * frame_size,
	};

	for (unsigned int n = 0; n < cell->config.num_memory; n++) {
		if (config_hits_window(&cell->config.memory[n], &frames)) {
			refuse(-EINVAL, JAILHOUSE_REASON_MEM_INTERCEPTED, cell, frames.start,
			       frames.size);
			last_reason.object = JAILHOUSE_OBJECT_MEMORY;
			last_reason.index = n;
			last_reason.field = JAILHOUSE_FIELD_VIRT_START;
			last_reason.other_object = frames.object;
			last_reason.other_index = frames.index;
			return -EINVAL;
		}
	}
	return 0;
}

static int v3_cell_init(struct cell *cell)
{
	return mmio_register(cell, frames_base(), num_frames * frame_size, redistributor_access,
			     NULL);
}

/* IROUTER of a shared interrupt of the cell; both halves may be written one by one. */
static enum mmio_result route_access(unsigned int irq, struct mmio_access *access)
{
	volatile u8 *reg = gic_distributor + GICD_IROUTER + irq * 8;
	unsigned int shift = access->address & 4 ? 32 : 0, cpu;
	u64 route = mmio_read(reg, 8), mask = access->size == 8 ? ~0ULL : 0xffffffffULL << shift;

	if (!access->is_write) {
		access->value = (route & mask) >> shift;
		return MMIO_HANDLED;
	}
	route = (route & ~mask) | (access->value << shift & mask);
	cpu = route & ~ROUTE_MASK ? INVALID_CPU : affinity_find(route);
	if (cpu == INVALID_CPU || !cell_owns_cpu(this_cell(), cpu)) {
		return gic_report_route(irq, route);
	}
	mmio_write(reg, route, 8);
	return MMIO_HANDLED;
}

static enum mmio_result v3_route(struct mmio_access *access)
{
	u64 offset = access->address;
	unsigned int irq = (offset - GICD_IROUTER) / 8;

	if (offset >= GICD_IROUTER && offset < GICD_IROUTER_END && access->size >= 4 &&
	    !(offset % access->size) && this_cell()->arch.irqs[irq / 32] >> irq % 32 & 1) {
		return route_access(irq, access);
	}
	access->value = 0;
	return MMIO_HANDLED;
}

static void v3_retarget(const struct cell *cell, unsigned int irq)
{
	volatile u8 *reg = gic_distributor + GICD_IROUTER + irq * 8;
	u64 route = mmio_read(reg, 8);
	unsigned int cpu = route & ~ROUTE_MASK ? INVALID_CPU : affinity_find(route);

	if (cpu == INVALID_CPU || !cell_owns_cpu(cell, cpu)) {
		cpu = cpu_set_next(&cell->cpus, INVALID_CPU);
		mmio_write(reg, percpu_of(cpu)->arch.mpidr, 8);
	}
}

const struct gic_ops gic_v3 = {
	.handle_irq = v3_handle_irq,
	.distributor_size = GICD_V3_SIZE,
	.init = v3_init,
	.cpu_init = v3_cpu_init,
	.cpu_shutdown = v3_cpu_shutdown,
	.cpu_reset = v3_cpu_reset,
	.id_mask = 0xffffff,
	.acknowledge = v3_acknowledge,
	.priority = v3_priority,
	.end = v3_end,
	.send_sgi = v3_send_sgi,
	.hold = v3_hold,
	.settle = v3_settle,
	.read_list = v3_read_list,
	.write_list = v3_write_list,
	.free_lists = v3_free_lists,
	.notify_end = v3_notify_end,
	.notify = v3_notify,
	.take_ends = v3_take_ends,
	.splits_end = v3_splits_end,
	.check = v3_check,
	.cell_init = v3_cell_init,
	.route = v3_route,
	.retarget = v3_retarget,
	.private_registers = v3_private_registers,
};
