// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accesses of cells to the distributor and to private interrupts: a cell sees
 * and changes what belongs to its own interrupts. Registers with a field for
 * each interrupt are limited by a mask; all others read as in hardware or as
 * zero, and ignore writes.
 */
#include <core/clock.h>
#include <core/panic.h>
#include <core/spinlock.h>
#include <asm/gic.h>
#include <asm/processor.h>

enum kind {
	IGNORED,   /* reads zero, writes are ignored */
	READABLE,  /* reads as in hardware, writes are ignored */
	SET_CLEAR, /* a one written acts, a zero does not */
	FIELDS,	   /* a value for each interrupt */
};

/* Read-modify-write of registers that interrupts of several cells share. */
static spinlock_t fields_lock;

/* Kind of register, and bits for each interrupt; registers come in groups of 0x80 bytes. */
static enum kind register_kind(u32 offset, unsigned int *bits)
{
	*bits = 1;
	switch (offset / 0x80) {
	case GICD_IGROUPR / 0x80:
		/* in any other group nobody would take them */
		return READABLE;
	case GICD_ISENABLER / 0x80 ... GICD_IPRIORITYR / 0x80 - 1:
		return SET_CLEAR;
	case GICD_IPRIORITYR / 0x80 ... GICD_ITARGETSR / 0x80 - 1:
		*bits = 8;
		return FIELDS;
	case GICD_ICFGR / 0x80 ... GICD_IGRPMODR / 0x80 - 1:
		*bits = 2;
		return FIELDS;
	default:
		return IGNORED;
	}
}

/* First interrupt of a register; each kind has 0x80 bytes for each bit. */
static u32 first_irq(u32 offset, unsigned int bits)
{
	return (offset & ~3U & (0x80 * bits - 1)) * 8 / bits;
}

/* Registers of 32 bits that hold the fields of up to 32 interrupts, from @first on. */
static u32 field_mask(const u32 *owned, u32 first, unsigned int bits)
{
	u32 irqs = owned[first / 32] >> first % 32, mask = 0;

	if (bits == 1) {
		return irqs;
	}
	for (unsigned int n = 0; n < 32 / bits; n++) {
		mask |= (irqs >> n & 1) * ((1U << bits) - 1) << n * bits;
	}
	return mask;
}

static void write_fields(volatile u8 *reg, u32 mask, u32 value)
{
	spin_lock(&fields_lock);
	mmio_write32(reg, (mmio_read32(reg) & ~mask) | (value & mask));
	spin_unlock(&fields_lock);
}

enum mmio_result gic_irq_registers(volatile u8 *registers, u32 offset, const u32 *owned,
				   unsigned int words, struct mmio_access *access)
{
	unsigned int bits, shift = offset % 4 * 8;
	enum kind kind = register_kind(offset, &bits);
	u32 first = first_irq(offset, bits);
	volatile u8 *reg = registers + (offset & ~3U);
	u32 mask, lanes = access->size >= 4 ? ~0U : ((1U << access->size * 8) - 1) << shift;

	/* bytes where each interrupt has one, whole registers everywhere */
	if (kind == IGNORED || first >= words * 32 || access->size > 4 ||
	    (access->size != 4 && bits != 8) || offset % access->size) {
		access->value = 0;
		return MMIO_HANDLED;
	}
	mask = lanes & field_mask(owned, first, bits);
	if (!access->is_write) {
		access->value = (mmio_read32(reg) & mask) >> shift;
	} else if (kind == SET_CLEAR) {
		mmio_write32(reg, access->value << shift & mask);
	} else if (kind == FIELDS) {
		write_fields(reg, mask, access->value << shift);
	}
	return MMIO_HANDLED;
}

/* ---- as Linux had them ---- */

static void save_fields(volatile u8 *reg, u32 *saved, unsigned int registers)
{
	for (unsigned int n = 0; n < registers; n++) {
		saved[n] = mmio_read32(reg + n * 4);
	}
}

void gic_save_fields(volatile u8 *registers, struct irq_fields fields)
{
	save_fields(registers + GICD_IPRIORITYR, fields.priorities, fields.words * 8);
	save_fields(registers + GICD_ICFGR, fields.modes, fields.words * 2);
}

static void restore_fields(volatile u8 *reg, const u32 *saved, const u32 *owned, unsigned int words,
			   unsigned int bits)
{
	u32 mask;

	for (unsigned int n = 0; n < words * bits; n++) {
		mask = field_mask(owned, n * 32 / bits, bits);
		if (mask) {
			write_fields(reg + n * 4, mask, saved[n]);
		}
	}
}

void gic_restore_fields(volatile u8 *registers, struct irq_fields fields, const u32 *owned)
{
	restore_fields(registers + GICD_IPRIORITYR, fields.priorities, owned, fields.words, 8);
	restore_fields(registers + GICD_ICFGR, fields.modes, owned, fields.words, 2);
}

/* ---- writes that take their time ---- */

void gic_await_write(const volatile u8 *control, u32 busy)
{
	u64 start = clock_us();

	while (mmio_read32(control) & busy) {
		if (clock_us() - start > GIC_TIMEOUT_US) {
			printk("WARNING: the interrupt controller does not complete a write: an interrupt that was disabled may still come\n");
			break;
		}
		cpu_relax();
	}
}

/* ---- private interrupts ---- */

static void sgi_priorities(const struct percpu *cpu, u32 offset, struct mmio_access *access)
{
	volatile u8 *priority = (volatile u8 *)&cpu->arch.sgi_priority[offset % NUM_SGIS];
	u64 value = access->value;

	access->value = 0;
	if (offset % access->size || access->size > 4) {
		return;
	}
	for (unsigned int n = 0; n < access->size; n++) {
		if (access->is_write) {
			priority[n] = value >> n * 8;
		} else {
			access->value |= (u64)priority[n] << n * 8;
		}
	}
}

enum mmio_result gic_private_access(const struct percpu *cpu, u32 offset,
				    struct mmio_access *access)
{
	u32 owned = gic_private_irqs();
	enum mmio_result result;

	if (offset >= GICD_IPRIORITYR && offset < GICD_IPRIORITYR + NUM_SGIS) {
		sgi_priorities(cpu, offset, access);
		return MMIO_HANDLED;
	}
	result = gic_irq_registers(gic->private_registers(cpu), offset, &owned, 1, access);
	/* SGIs are always enabled; those that wait are known to the hypervisor */
	if (!access->is_write && (offset == GICD_ISENABLER || offset == GICD_ICENABLER)) {
		access->value |= ~PRIVATE_PPIS;
	} else if (!access->is_write && (offset == GICD_ISPENDR || offset == GICD_ICPENDR)) {
		access->value |= cpu->arch.pending_sgis;
	}
	return result;
}

/* ---- the distributor ---- */

enum mmio_result gic_report_route(unsigned int irq, u64 value)
{
	panic_begin();
	printk("Attempt to route IRQ%d outside of cell\n", irq);
	hint("0x%llx names no CPU of cell \"%s\"", value, cell_name(this_cell()));
	return MMIO_DENIED;
}

/* GICv2 has the registers of private interrupts here, for each CPU its own. */
static bool is_private(u32 offset)
{
	unsigned int bits;

	register_kind(offset, &bits);
	return first_irq(offset, bits) < FIRST_SPI;
}

static bool is_identification(u32 offset)
{
	return offset <= GICD_IIDR + 3 || offset >= gic->distributor_size - 0x30;
}

enum mmio_result gic_distributor_access(void *opaque, struct mmio_access *access)
{
	u32 offset = access->address;

	(void)opaque;
	if (is_identification(offset)) {
		if (!access->is_write) {
			access->value = mmio_read(gic_distributor + offset, MIN(access->size, 4));
			access->value &= offset == GICD_TYPER ? ~GICD_TYPER_LPIS : ~0ULL;
		}
		return MMIO_HANDLED;
	}
	if ((offset >= GICD_ITARGETSR && offset < GICD_ICFGR) || offset >= GICD_SGIR) {
		return gic->route(access);
	}
	if (gic == &gic_v2 && is_private(offset)) {
		return gic_private_access(this_cpu(), offset, access);
	}
	return gic_irq_registers(gic_distributor, offset, this_cell()->arch.irqs,
				 ARRAY_SIZE(this_cell()->arch.irqs), access);
}
