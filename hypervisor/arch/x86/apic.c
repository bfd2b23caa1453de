// SPDX-License-Identifier: GPL-2.0-only
/*
 * Local APIC: what the hypervisor itself does with it. Linux chose the mode
 * (xAPIC or x2APIC) before; cells cannot change it.
 */
#include <core/clock.h>
#include <core/console.h>
#include <core/paging.h>
#include <core/reason.h>
#include <core/setup.h>
#include <asm/apic_regs.h>
#include <asm/x86.h>

bool using_x2apic;

volatile u8 *xapic_page;
static u8 cpu_of_apic_id[APIC_MAX_ID + 1];

#define NO_CPU 0xff

static volatile u8 *xapic_reg(u32 reg)
{
	return xapic_page + (reg << 4);
}

u32 apic_read(u32 reg)
{
	if (using_x2apic) {
		return read_msr(MSR_X2APIC_BASE + reg);
	}
	return mmio_read32(xapic_reg(reg));
}

void apic_write(u32 reg, u32 value)
{
	if (using_x2apic) {
		write_msr(MSR_X2APIC_BASE + reg, value);
	} else {
		mmio_write32(xapic_reg(reg), value);
	}
}

int apic_init(void)
{
	u8 configured = system_config->platform_info.x86.apic_mode;

	using_x2apic = read_msr(MSR_APIC_BASE) & APIC_BASE_X2APIC;
	printk("Using x%sAPIC\n", using_x2apic ? "2" : "");
	if (configured != JAILHOUSE_APIC_MODE_AUTO &&
	    configured != (using_x2apic ? JAILHOUSE_APIC_MODE_X2APIC : JAILHOUSE_APIC_MODE_XAPIC)) {
		return refuse(-EIO, JAILHOUSE_REASON_APIC_MISMATCH, NULL,
			      using_x2apic ? JAILHOUSE_APIC_MODE_X2APIC : JAILHOUSE_APIC_MODE_XAPIC,
			      configured);
	}
	memset(cpu_of_apic_id, NO_CPU, sizeof(cpu_of_apic_id));
	if (!using_x2apic) {
		xapic_page = device_map(XAPIC_BASE, PAGE_SIZE);
		if (!xapic_page) {
			return refuse_memory(1);
		}
	}
	return 0;
}

/* In flat mode bit n stands for CPU n; 0 is left by kernels that address physically. */
static int check_logical_id(unsigned int cpu)
{
	u32 ldr = apic_read(APIC_REG_LDR);
	u32 expected = cpu < 8 ? 1U << (24 + cpu) : 0;

	if (apic_read(APIC_REG_DFR) != APIC_DFR_FLAT || (ldr != 0 && ldr != expected)) {
		return refuse_cpu(-EIO, JAILHOUSE_REASON_APIC_LOGICAL, cpu, ldr, expected);
	}
	return 0;
}

int apic_cpu_init(struct percpu *cpu)
{
	u32 id = apic_read(APIC_REG_ID) >> (using_x2apic ? 0 : 24);

	cpu->arch.apic_id = id;
	if (!!(read_msr(MSR_APIC_BASE) & APIC_BASE_X2APIC) != using_x2apic) {
		return refuse_cpu(-EIO, JAILHOUSE_REASON_APIC_MISMATCH, cpu->cpu_id, !using_x2apic,
				  using_x2apic);
	}
	if (id > APIC_MAX_ID) {
		return refuse_cpu(-ERANGE, JAILHOUSE_REASON_APIC_ID, cpu->cpu_id, id, APIC_MAX_ID);
	}
	if (cpu_of_apic_id[id] != NO_CPU) {
		return refuse_cpu(-EBUSY, JAILHOUSE_REASON_APIC_ID_TWICE, cpu->cpu_id, id, 0);
	}
	cpu_of_apic_id[id] = cpu->cpu_id;
	return using_x2apic ? 0 : check_logical_id(cpu->cpu_id);
}

unsigned int apic_to_cpu(u32 apic_id)
{
	if (apic_id > APIC_MAX_ID || cpu_of_apic_id[apic_id] == NO_CPU) {
		return INVALID_CPU;
	}
	return cpu_of_apic_id[apic_id];
}

/* ---- sending ---- */

static bool sending(void)
{
	return mmio_read32(xapic_reg(APIC_REG_ICR)) & APIC_ICR_PENDING;
}

static void wait_for_idle(void)
{
	u64 start;

	if (likely(!sending())) {
		return;
	}
	start = clock_us();
	while (sending() && clock_us() - start < CPU_TIMEOUT_US) {
		cpu_relax();
	}
}

void apic_send_to(u32 id, u32 icr_low)
{
	u32 guest_high;

	if (using_x2apic) {
		write_msr(MSR_X2APIC_ICR, (u64)id << 32 | icr_low);
		return;
	}
	wait_for_idle();
	/* the cell's value of the upper half must survive */
	guest_high = mmio_read32(xapic_reg(APIC_REG_ICR_HIGH));
	if (guest_high == id << 24) {
		mmio_write32(xapic_reg(APIC_REG_ICR), icr_low);
		return;
	}
	mmio_write32(xapic_reg(APIC_REG_ICR_HIGH), id << 24);
	mmio_write32(xapic_reg(APIC_REG_ICR), icr_low);
	wait_for_idle();
	mmio_write32(xapic_reg(APIC_REG_ICR_HIGH), guest_high);
}

void apic_send(unsigned int cpu, u32 icr_low)
{
	apic_send_to(percpu_of(cpu)->arch.apic_id, icr_low);
}

bool apic_send_in_cell(u32 id, u32 icr_low)
{
	unsigned int cpu = apic_to_cpu(id);

	if (unlikely(cpu == INVALID_CPU || !cell_owns_cpu(this_cell(), cpu))) {
		return false;
	}
	apic_send_to(id, icr_low);
	return true;
}

void apic_send_nmi(unsigned int cpu)
{
	apic_send(cpu, APIC_DELIVERY_NMI << 8 | APIC_ICR_ASSERT);
}

void __used apic_eoi(void)
{
	apic_write(APIC_REG_EOI, 0);
}

/* ---- reset ---- */

static bool any_bit(u32 first_reg)
{
	for (u32 reg = first_reg; reg < first_reg + 8; reg++) {
		if (apic_read(reg)) {
			return true;
		}
	}
	return false;
}

static void mask_lvts(void)
{
	u32 version = apic_read(APIC_REG_VERSION);
	unsigned int max_lvt = (version >> 16) & 0xff;

	for (u32 reg = APIC_REG_LVT_TIMER; reg <= APIC_REG_LVT_ERROR; reg++) {
		/* performance and thermal entries exist on larger APICs only */
		if (reg == APIC_REG_LVT_THERMAL && max_lvt < 5) {
			continue;
		}
		if (reg == APIC_REG_LVT_PERF && max_lvt < 4) {
			continue;
		}
		apic_write(reg, APIC_LVT_MASKED);
	}
	if (max_lvt >= 6) {
		apic_write(APIC_REG_LVT_CMCI, APIC_LVT_MASKED);
	}
	if (version & APIC_VERSION_EXTENDED) {
		unsigned int count = (apic_read(APIC_REG_EXT_FEATURE) >> 16) & 0xff;

		for (u32 n = 0; n < MIN(count, 4U); n++) {
			apic_write(APIC_REG_EXT_LVT + n, APIC_LVT_MASKED);
		}
	}
	apic_write(APIC_REG_TIMER_INITIAL, 0);
}

void apic_reset(void)
{
	apic_write(APIC_REG_SVR, APIC_SVR_ENABLE | 0xff);
	apic_write(APIC_REG_TPR, 0);
	mask_lvts();
	/* each round accepts at least one of 256 vectors */
	for (unsigned int n = 0; n < 512; n++) {
		if (any_bit(APIC_REG_ISR)) {
			apic_eoi();
		} else if (any_bit(APIC_REG_IRR)) {
			vcpu_accept_events(true);
		} else {
			break;
		}
	}
	/* errors of the former owner, which Linux takes for its own when it starts a CPU */
	apic_write(APIC_REG_ESR, 0);
	apic_write(APIC_REG_SVR, 0xff);
}

/* ---- destinations of interrupt messages ---- */

int apic_filter_destination(struct cell *cell, u8 destination, bool logical)
{
	u8 mask = 0;

	if (!logical) {
		unsigned int cpu = apic_to_cpu(destination);

		return cpu != INVALID_CPU && cell_owns_cpu(cell, cpu) ? destination : -1;
	}
	for (unsigned int n = 0; n < 8; n++) {
		unsigned int cpu = using_x2apic ? apic_to_cpu(n) : n;

		if (cpu != INVALID_CPU && cell_owns_cpu(cell, cpu)) {
			mask |= 1 << n;
		}
	}
	if (cell != &root_cell && destination & ~mask) {
		return -1;
	}
	return destination & mask ? destination & mask : -1;
}
