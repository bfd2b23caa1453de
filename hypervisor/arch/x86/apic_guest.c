// SPDX-License-Identifier: GPL-2.0-only
/*
 * What cells may do with their local APIC: writes are filtered, interrupts are
 * sent to CPUs of the same cell only. On xAPIC hardware the x2APIC registers
 * are emulated, since inmates use them everywhere.
 */
#include <core/arch.h>
#include <core/clock.h>
#include <core/panic.h>
#include <asm/apic_regs.h>
#include <asm/x86.h>

/* bits that may be set; registers that are not listed are reserved as a whole */
static const u32 writable[APIC_NUM_REGS] = {
	[APIC_REG_TPR] = 0xff,
	[APIC_REG_EOI] = 0xffffffff,
	[APIC_REG_SVR] = 0x3ff,
	[APIC_REG_LVT_CMCI] = 0x117ff,
	[APIC_REG_ICR] = 0xccfff,
	[APIC_REG_ICR_HIGH] = 0xff000000,
	[APIC_REG_LVT_TIMER] = 0x710ff,
	[APIC_REG_LVT_THERMAL... APIC_REG_LVT_PERF] = 0x117ff,
	[APIC_REG_LVT_LINT0... APIC_REG_LVT_LINT1] = 0xf17ff,
	[APIC_REG_LVT_ERROR] = 0x110ff,
	[APIC_REG_TIMER_INITIAL] = 0xffffffff,
	[APIC_REG_TIMER_DIVIDE] = 0xb,
	[APIC_REG_EXT_LVT... APIC_REG_EXT_LVT + 3] = 0x107ff,
};

/* x2APIC registers that exist on xAPIC hardware, one bit each */
static const u64 emulated_reads = 1ULL << 0x02 | 1ULL << 0x03 | 1ULL << 0x08 | 1ULL << 0x0a |
				  1ULL << 0x0d | 1ULL << 0x0f | 0xffffffULL << 0x10 | 1ULL << 0x28 |
				  1ULL << 0x2f | 1ULL << 0x30 | 0xffULL << 0x32 | 1ULL << 0x3e;
static const u64 emulated_writes = 1ULL << 0x08 | 1ULL << 0x0b | 1ULL << 0x0f | 1ULL << 0x28 |
				   1ULL << 0x2f | 1ULL << 0x30 | 0x7fULL << 0x32 | 1ULL << 0x3e |
				   1ULL << 0x3f;

/* of LVT and ICR: 0 is fixed */
#define DELIVERY_MASK 0x700

static bool unusual_write_allowed(u32 reg, u32 value)
{
	u32 reserved = value & ~writable[reg], mode = value & DELIVERY_MASK;

	if (reserved) {
		fatal("Trying to set reserved APIC bits (reg %02x, value %08x)", reg, value);
		hint("bits 0x%08x of local APIC register 0x%02x must be 0", reserved, reg);
		return false;
	}
	if (apic_is_lvt(reg) && !(value & APIC_LVT_MASKED) && mode != APIC_DELIVERY_NMI << 8) {
		fatal("Setting invalid LVT delivery mode (reg %02x, value %08x)", reg, value);
		hint("unmasked entries must deliver as fixed or NMI");
		return false;
	}
	return true;
}

static __always_inline bool write_allowed(u32 reg, u32 value)
{
	return likely(!(value & (~writable[reg] | DELIVERY_MASK))) ||
	       unusual_write_allowed(reg, value);
}

/* ---- INIT and SIPI ---- */

static void send_init(struct percpu *target)
{
	u64 start = clock_us();

	if (target->arch.sipi == SIPI_AWAITED || target->failed) {
		return;
	}
	target->arch.init_pending = true;
	arch_kick_cpu(target->cpu_id);
	while (target != this_cpu() && target->arch.init_pending &&
	       clock_us() - start < CPU_TIMEOUT_US) {
		arch_yield_to_manager();
		cpu_relax();
	}
}

static void send_sipi(struct percpu *target, u8 vector)
{
	s32 awaited = SIPI_AWAITED;

	if (!target->failed &&
	    __atomic_compare_exchange_n(&target->arch.sipi, &awaited, vector, false,
					__ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) {
		arch_kick_cpu(target->cpu_id);
	}
}

/* ---- ICR ---- */

static void deliver(unsigned int cpu, u32 low)
{
	switch ((low >> 8) & 7) {
	case APIC_DELIVERY_NMI:
		printk_report("Ignoring NMI IPI to CPU %d\n", cpu);
		break;
	case APIC_DELIVERY_INIT:
		/* the INIT level de-assert of old start-up sequences means nothing */
		if (!(low & APIC_ICR_LEVEL) || low & APIC_ICR_ASSERT) {
			send_init(percpu_of(cpu));
		}
		break;
	case APIC_DELIVERY_SIPI:
		send_sipi(percpu_of(cpu), low);
		break;
	default:
		apic_send(cpu, (low & 0xff) | APIC_ICR_ASSERT);
	}
}

static void deliver_to_all(u32 low, bool with_self)
{
	unsigned int cpu;

	for_each_cpu (cpu, &this_cell()->cpus) {
		if (with_self || cpu != this_cpu()->cpu_id) {
			deliver(cpu, low);
		}
	}
}

static void warn_outside(u32 high)
{
	printk_report(
		"WARNING: CPU %d specified IPI destination outside cell boundaries, ICR.hi=%x\n",
		this_cpu()->cpu_id, high);
}

static void deliver_logical(u32 low, u32 high)
{
	bool lowest = ((low >> 8) & 7) == APIC_DELIVERY_LOWEST;
	u32 base = using_x2apic ? (high >> 16) * 16 : 0;
	u32 mask = using_x2apic ? high & 0xffff : high >> 24;
	bool outside = false;
	unsigned int cpu;

	for (unsigned int n = 0; mask; n++, mask >>= 1) {
		if (!(mask & 1)) {
			continue;
		}
		cpu = using_x2apic ? apic_to_cpu(base + n) : n;
		if (cpu == INVALID_CPU || !cell_owns_cpu(this_cell(), cpu)) {
			outside = true;
			continue;
		}
		deliver(cpu, low);
		if (lowest) {
			return;
		}
	}
	if (outside) {
		warn_outside(high);
	}
}

static void deliver_physical(u32 low, u32 high)
{
	u32 id = using_x2apic ? high : high >> 24;
	unsigned int cpu = apic_to_cpu(id);

	if (likely(cpu != INVALID_CPU && cell_owns_cpu(this_cell(), cpu))) {
		deliver(cpu, low);
	} else if (id == (using_x2apic ? 0xffffffff : 0xff)) {
		deliver_to_all(low, true);
	} else {
		warn_outside(high);
	}
}

#define DELIVERIES                                                                                 \
	(1 << APIC_DELIVERY_FIXED | 1 << APIC_DELIVERY_LOWEST | 1 << APIC_DELIVERY_NMI |           \
	 1 << APIC_DELIVERY_INIT | 1 << APIC_DELIVERY_SIPI)

static bool mode_allowed(u32 low)
{
	u32 mode = (low >> 8) & 7, shorthand = APIC_ICR_SHORTHAND(low);
	bool to_self = shorthand == APIC_SHORTHAND_SELF || shorthand == APIC_SHORTHAND_ALL;

	if (likely((to_self ? 1 << APIC_DELIVERY_FIXED : DELIVERIES) >> mode & 1)) {
		return true;
	}
	fatal("Unsupported/invalid APIC delivery mode, ICR.lo=%x", low);
	hint("delivery mode %d cannot be used with shorthand %d; to itself a CPU sends fixed interrupts only",
	     mode, shorthand);
	return false;
}

static enum reg_result write_icr(u32 low, u32 high)
{
	/* the most frequent first: fixed, to one CPU */
	if (likely(!(low & ~(APIC_ICR_VECTOR | APIC_ICR_ASSERT)))) {
		deliver_physical(low, high);
		return REG_DONE;
	}
	if (!write_allowed(APIC_REG_ICR, low) || !mode_allowed(low)) {
		return REG_DENIED;
	}
	switch (APIC_ICR_SHORTHAND(low)) {
	case APIC_SHORTHAND_NONE:
		if (low & APIC_ICR_LOGICAL) {
			deliver_logical(low, high);
		} else {
			deliver_physical(low, high);
		}
		break;
	case APIC_SHORTHAND_SELF:
		deliver(this_cpu()->cpu_id, low);
		break;
	default:
		deliver_to_all(low, APIC_ICR_SHORTHAND(low) == APIC_SHORTHAND_ALL);
	}
	return REG_DONE;
}

/* ---- MSRs ---- */

enum reg_result apic_msr_read(u32 msr, u64 *value)
{
	u32 reg = msr - MSR_X2APIC_BASE;

	if (using_x2apic) {
		return read_msr_safe(msr, value) ? REG_DONE : REG_FAULT;
	}
	if (!(emulated_reads >> reg & 1)) {
		return REG_FAULT;
	}
	*value = apic_read(reg);
	if (reg == APIC_REG_ID) {
		*value >>= 24;
	} else if (reg == APIC_REG_ICR) {
		*value |= (u64)(apic_read(APIC_REG_ICR_HIGH) >> 24) << 32;
	}
	return REG_DONE;
}

enum reg_result apic_msr_write(u32 msr, u64 value)
{
	u32 reg = msr - MSR_X2APIC_BASE;

	if (reg == APIC_REG_ICR) {
		return write_icr(value, using_x2apic ? value >> 32 : (value >> 32) << 24);
	}
	if (!using_x2apic && !(emulated_writes >> reg & 1)) {
		return REG_FAULT;
	}
	if (!write_allowed(reg, value)) {
		return REG_DENIED;
	}
	if (using_x2apic) {
		return write_msr_safe(msr, value) ? REG_DONE : REG_FAULT;
	}
	if (reg != APIC_REG_SELF_IPI) {
		apic_write(reg, value);
	}
	return REG_DONE;
}

/* ---- xAPIC page ---- */

enum reg_result apic_mmio_write(u32 reg, u32 value)
{
	unsigned int cpu = this_cpu()->cpu_id;

	switch (reg) {
	case APIC_REG_ID:
		return REG_DONE;
	case APIC_REG_LDR:
		if (cpu < 8 && value == 1U << (24 + cpu)) {
			return REG_DONE;
		}
		fatal("Unsupported change to LDR: %x", value);
		hint("logical destinations are flat: CPU %d is bit %d", cpu, cpu);
		return REG_DENIED;
	case APIC_REG_DFR:
		if (value == APIC_DFR_FLAT) {
			return REG_DONE;
		}
		fatal("Unsupported change to DFR: %x", value);
		hint("only the flat model (0xffffffff) is offered");
		return REG_DENIED;
	case APIC_REG_ICR:
		return write_icr(value, apic_read(APIC_REG_ICR_HIGH));
	}
	if (reg >= APIC_NUM_REGS) {
		fatal("Trying to set reserved APIC bits (reg %02x, value %08x)", reg, value);
		hint("the local APIC has no such register");
		return REG_DENIED;
	}
	if (!write_allowed(reg, value)) {
		return REG_DENIED;
	}
	apic_write(reg, value);
	return REG_DONE;
}
