// SPDX-License-Identifier: GPL-2.0-only

/* Which writes to the local APIC pass, and whom interrupts reach. */

#include "cpu.h"

#include <stdio.h>

#define CELL_CPUS 0x86U
#define ROOT_CPUS 0x31U
#define BIT(n)	  (1U << (n))

#define NONE   (APIC_SHORTHAND_NONE << 18)
#define SELF   (APIC_SHORTHAND_SELF << 18)
#define ALL    (APIC_SHORTHAND_ALL << 18)
#define OTHERS (APIC_SHORTHAND_OTHERS << 18)

/* ICR as cells write it: by MSR, destination in the upper half. */
static enum reg_result send(u32 low, u32 destination)
{
	cpu_clear();
	return apic_msr_write(MSR_X2APIC_ICR, (u64)destination << 32 | low);
}

static void start(unsigned int cpu, bool x2apic)
{
	using_x2apic = x2apic;
	run_on(cpu);
	for (unsigned int n = 0; n < NUM_CPUS; n++) {
		cpus[n].arch.sipi = SIPI_NOT_AWAITED;
	}
}

static void expect_fatal(u32 low)
{
	char line[80];

	snprintf(line, sizeof(line),
		 "FATAL: Unsupported/invalid APIC delivery mode, ICR.lo=%x\nhint: ", low);
	expect_text(line);
	cr_expect_eq(sent_to | kicked, 0);
}

Test(icr, delivery_modes_and_shorthands)
{
	for (u32 n = 0; n < 8 * 4; n++) {
		u32 mode = n % 8, shorthand = n / 8, low = mode << 8 | shorthand << 18 | 0x41;
		bool known = mode != 2 && mode != 3 && mode != 7;
		bool to_self = shorthand == APIC_SHORTHAND_SELF || shorthand == APIC_SHORTHAND_ALL;
		bool allowed = known && (mode == 0 || !to_self);

		start(1, n & 1);
		cr_expect_eq(send(low, apic_ids[2]), allowed ? REG_DONE : REG_DENIED,
			     "mode %d, shorthand %d", mode, shorthand);
		if (!allowed) {
			expect_fatal(low);
		}
	}
}

Test(icr, reserved_bits)
{
	for (unsigned int bit = 0; bit < 32; bit++) {
		bool reserved = 0xfff33000 >> bit & 1;

		start(1, false);
		if (reserved) {
			cr_expect_eq(send(BIT(bit), apic_ids[2]), REG_DENIED, "bit %d", bit);
			expect_text("FATAL: Trying to set reserved APIC bits (reg 30, value ");
			cr_expect_eq(sent_to, 0);
		} else if (bit < 8 || bit > 10) {
			cr_expect_eq(send(BIT(bit), apic_ids[2]), REG_DONE, "bit %d", bit);
		}
	}
}

static void expect_reached(u32 low, u32 destination, u32 mask, bool warning)
{
	cr_expect_eq(send(low, destination), REG_DONE);
	cr_expect_eq(sent_to, mask, "ICR %x:%x reached %x instead of %x", destination, low, sent_to,
		     mask);
	cr_expect_eq(
		!strstr(printed,
			"WARNING: CPU 1 specified IPI destination outside cell boundaries, ICR.hi="),
		!warning, "%s", printed);
	if (mask) {
		cr_expect_eq(last_sent, (low & 0xff) | APIC_ICR_ASSERT, "fixed, physical");
	}
}

Test(icr, physical_destinations)
{
	for (unsigned int x2apic = 0; x2apic < 2; x2apic++) {
		start(1, x2apic);
		for (unsigned int cpu = 0; cpu < NUM_CPUS; cpu++) {
			u32 own = BIT(cpu) & CELL_CPUS;

			expect_reached(0x41, apic_ids[cpu], own, !own);
		}
		expect_reached(0x41, 1, 0, true);
		expect_reached(0x41, 253, 0, true);
		expect_reached(0x41, x2apic ? 0xffffffff : 0xff, CELL_CPUS, false);
	}
	/* not a broadcast in x2APIC mode, no CPU has it */
	expect_reached(0x41, 0xff, 0, true);
	expect_reached(0x41, 0x10000, 0, true);
}

Test(icr, flat_logical_destinations)
{
	start(1, false);
	for (u32 mask = 1; mask < 256; mask++) {
		expect_reached(APIC_ICR_LOGICAL | 0x41, mask, mask & CELL_CPUS,
			       mask & ~CELL_CPUS & 0xff);
	}
	expect_reached(APIC_ICR_LOGICAL | 0x41, 0, 0, false);
}

Test(icr, clusters_of_x2apic)
{
	start(1, true);
	/* ids 2, 4 are bits 2, 4 of cluster 0; id 254 is bit 14 of cluster 15 */
	expect_reached(APIC_ICR_LOGICAL | 0x41, 1 << 2 | 1 << 4, BIT(1) | BIT(2), false);
	expect_reached(APIC_ICR_LOGICAL | 0x41, 15 << 16 | 1 << 14, BIT(7), false);
	expect_reached(APIC_ICR_LOGICAL | 0x41, 0xffff, BIT(1) | BIT(2), true);
	expect_reached(APIC_ICR_LOGICAL | 0x41, 1 << 16 | 0xffff, 0, true);
	expect_reached(APIC_ICR_LOGICAL | 0x41, 0xffffffff, 0, true);
}

Test(icr, lowest_priority_is_one_cpu)
{
	start(1, false);
	expect_reached(1 << 8 | APIC_ICR_LOGICAL | 0x41, 0x86, BIT(1), false);
	expect_reached(1 << 8 | APIC_ICR_LOGICAL | 0x41, 0x84, BIT(2), false);
	expect_reached(1 << 8 | 0x41, apic_ids[7], BIT(7), false);
}

Test(icr, shorthands_stay_inside_the_cell)
{
	for (unsigned int x2apic = 0; x2apic < 2; x2apic++) {
		start(1, x2apic);
		expect_reached(SELF | 0x41, 0xff, BIT(1), false);
		expect_reached(ALL | 0x41, 0xff, CELL_CPUS, false);
		expect_reached(OTHERS | 0x41, 0xff, CELL_CPUS & ~BIT(1), false);
		start(4, x2apic);
		cr_expect_eq(send(ALL | 0x41, 0), REG_DONE);
		cr_expect_eq(sent_to, ROOT_CPUS, "root's broadcasts, too");
	}
}

Test(icr, nmis_are_dropped)
{
	start(1, false);
	cr_expect_eq(send(4 << 8, apic_ids[2]), REG_DONE);
	expect_text("Ignoring NMI IPI to CPU 2\n");
	cr_expect_eq(sent_to | kicked, 0);
	cr_expect_eq(send(4 << 8 | OTHERS, 0), REG_DONE);
	expect_text("Ignoring NMI IPI to CPU 2\nIgnoring NMI IPI to CPU 7\n");
	cr_expect_eq(sent_to | kicked, 0);
}

#define INIT_ASSERT   (5 << 8 | APIC_ICR_LEVEL | APIC_ICR_ASSERT)
#define INIT_DEASSERT (5 << 8 | APIC_ICR_LEVEL)

Test(icr, init_and_sipi_start_a_cpu)
{
	start(1, false);
	cr_expect_eq(send(INIT_ASSERT, apic_ids[2]), REG_DONE);
	cr_expect_eq(kicked, BIT(2));
	cr_expect_eq(sent_to, 0, "never as an interrupt");
	cr_expect_eq(send(INIT_DEASSERT, apic_ids[2]), REG_DONE);
	cr_expect_eq(kicked, 0, "means nothing");
	/* SIPI counts only where a CPU waits for it */
	cr_expect_eq(send(6 << 8 | 0x9a, apic_ids[2]), REG_DONE);
	cr_expect_eq(kicked, 0);
	cpus[2].arch.sipi = SIPI_AWAITED;
	cr_expect_eq(send(INIT_ASSERT, apic_ids[2]), REG_DONE);
	cr_expect_eq(kicked, 0, "waits already");
	cr_expect_eq(send(6 << 8 | 0x9a, apic_ids[2]), REG_DONE);
	cr_expect_eq(kicked, BIT(2));
	cr_expect_eq(cpus[2].arch.sipi, 0x9a);
	/* Linux sends two: the second must not restart a CPU that took the first */
	cr_expect_eq(send(6 << 8 | 0x9b, apic_ids[2]), REG_DONE);
	cr_expect_eq(kicked, 0);
	cr_expect_eq(cpus[2].arch.sipi, 0x9a);
	/* INIT takes back a SIPI under way */
	cr_expect_eq(send(INIT_ASSERT, apic_ids[2]), REG_DONE);
	cr_expect_eq(kicked, BIT(2));
}

Test(icr, failed_cpus_stay_down)
{
	start(1, false);
	cpus[2].failed = true;
	cpus[2].arch.sipi = SIPI_AWAITED;
	send(6 << 8 | 0x9a, apic_ids[2]);
	send(INIT_ASSERT, apic_ids[2]);
	cr_expect_eq(kicked, 0);
	cr_expect_eq(cpus[2].arch.sipi, SIPI_AWAITED);
}

Test(icr, init_and_sipi_stay_inside_the_cell)
{
	static const u32 modes[] = { 5 << 8, 6 << 8 };

	start(1, false);
	for (unsigned int n = 0; n < NUM_CPUS; n++) {
		cpus[n].arch.sipi = SIPI_AWAITED;
	}
	for (unsigned int n = 0; n < ARRAY_SIZE(modes); n++) {
		send(modes[n], apic_ids[0]);
		cr_expect_eq(kicked, 0);
		expect_text("outside cell boundaries");
		send(modes[n] | APIC_ICR_LOGICAL, 0x79);
		cr_expect_eq(kicked, 0);
		send(modes[n] | OTHERS, 0xff);
		cr_expect_eq(kicked & ~CELL_CPUS, 0);
	}
}

static u64 state = 88172645463325252;

static u64 next_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* Half of the values have no reserved bits, and destinations that exist now and then. */
static u32 random_low(void)
{
	u32 low = next_random();

	return low & 1 ? next_random() : next_random() & ~0xfff33000U;
}

static u32 random_destination(void)
{
	u32 kind = next_random() % 4;

	return kind == 0   ? next_random()
	       : kind == 1 ? next_random() % 256
	       : kind == 2 ? apic_ids[next_random() % NUM_CPUS]
			   : (next_random() % 16) << 16 | (next_random() & 0xffff);
}

Test(icr, random_values_reach_the_own_cell_only)
{
	u32 reached = 0;

	for (unsigned int round = 0; round < 200000; round++) {
		u32 low = random_low(), own;
		enum reg_result result;

		start(next_random() % NUM_CPUS, round & 1);
		cpus[next_random() % NUM_CPUS].arch.sipi = SIPI_AWAITED;
		own = this_cell()->cpus.bits[0];
		if ((low >> 8 & 7) == APIC_DELIVERY_INIT) {
			own &= ~BIT(this_cpu()->cpu_id); /* waits for itself: see below */
			low = (low & ~APIC_ICR_LOGICAL & ~(3U << 18)) | OTHERS;
		}
		result = round & 2 ? send(low, random_destination())
				   : apic_mmio_write(APIC_REG_ICR, low);
		cr_assert_eq((sent_to | kicked) & ~own, 0, "ICR %x", low);
		for (unsigned int n = 0; n < NUM_CPUS; n++) {
			cr_assert(own & BIT(n) || cpus[n].arch.sipi < 0, "ICR %x", low);
			cr_assert(own & BIT(n) || !cpus[n].arch.init_pending, "ICR %x", low);
		}
		cr_assert(result != REG_DENIED || !(sent_to | kicked), "denied but done");
		apic_values[APIC_REG_ICR_HIGH] = next_random();
		reached += sent_to != 0;
	}
	cr_expect_gt(reached, 10000);
}

/* ---- registers ---- */

/* Bits that may not be set, by register; what is not listed is reserved as a whole. */
static const struct {
	u32 reg, reserved;
} writable[] = {
	{ 0x08, 0xffffff00 }, { 0x0b, 0 },	    { 0x0f, 0xfffffc00 }, { 0x2f, 0xfffee800 },
	{ 0x32, 0xfff8ef00 }, { 0x33, 0xfffee800 }, { 0x34, 0xfffee800 }, { 0x35, 0xfff0e800 },
	{ 0x36, 0xfff0e800 }, { 0x37, 0xfffeef00 }, { 0x38, 0 },	  { 0x3e, 0xfffffff4 },
	{ 0x50, 0xfffef800 }, { 0x51, 0xfffef800 }, { 0x52, 0xfffef800 }, { 0x53, 0xfffef800 },
	{ 0x31, 0x00ffffff },
};

static u32 reserved_of(u32 reg)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(writable); n++) {
		if (writable[n].reg == reg) {
			return writable[n].reserved;
		}
	}
	return 0xffffffff;
}

static bool has_mode(u32 reg)
{
	return reg == 0x2f || (reg >= 0x33 && reg <= 0x36) || reg >= 0x50;
}

Test(apic, each_bit_of_each_register)
{
	start(1, false);
	for (u32 reg = 0; reg < 0x100; reg++) {
		if (reg == 0x02 || reg == 0x0d || reg == 0x0e || reg == 0x30) {
			continue;
		}
		for (unsigned int bit = 0; bit < 32; bit++) {
			bool reserved = reserved_of(reg) >> bit & 1;
			/* masked, so that only the bits count */
			u32 value = BIT(bit) | (has_mode(reg) ? APIC_LVT_MASKED : 0);

			cpu_clear();
			cr_assert_eq(apic_mmio_write(reg, value), reserved ? REG_DENIED : REG_DONE,
				     "register %02x, bit %d", reg, bit);
			cr_assert_eq(apic_writes, !reserved);
			if (reserved) {
				expect_text("FATAL: Trying to set reserved APIC bits (reg ");
			}
		}
	}
}

Test(apic, unmasked_entries_deliver_fixed_or_nmi)
{
	static const u32 entries[] = { 0x2f, 0x33, 0x34, 0x35, 0x36, 0x50, 0x53 };

	start(1, false);
	for (unsigned int n = 0; n < ARRAY_SIZE(entries); n++) {
		for (u32 mode = 0; mode < 8; mode++) {
			bool legal = mode == 0 || mode == 4;

			cpu_clear();
			cr_expect_eq(apic_mmio_write(entries[n], mode << 8 | 0x50),
				     legal ? REG_DONE : REG_DENIED, "register %02x, mode %d",
				     entries[n], mode);
			if (!legal) {
				expect_text("FATAL: Setting invalid LVT delivery mode (reg ");
			}
			cr_expect_eq(apic_mmio_write(entries[n], APIC_LVT_MASKED | mode << 8),
				     REG_DONE);
		}
	}
}

Test(apic, xapic_identity_cannot_change)
{
	start(1, false);
	cr_expect_eq(apic_mmio_write(0x02, 0x12345678), REG_DONE, "ignored");
	cr_expect_eq(apic_mmio_write(0x0d, 1 << 25), REG_DONE);
	cr_expect_eq(apic_mmio_write(0x0e, 0xffffffff), REG_DONE);
	cr_expect_eq(apic_writes, 0);
	cr_expect_eq(apic_mmio_write(0x0d, 1 << 24), REG_DENIED);
	expect_text("FATAL: Unsupported change to LDR: 1000000");
	cr_expect_eq(apic_mmio_write(0x0d, 3 << 24), REG_DENIED);
	cr_expect_eq(apic_mmio_write(0x0e, 0x0fffffff), REG_DENIED);
	expect_text("FATAL: Unsupported change to DFR: fffffff");
	cr_expect_eq(apic_writes, 0);
}

/* The x2APIC registers of xAPIC hardware: others raise #GP. */
static bool emulated(u32 reg, bool write)
{
	if (write) {
		return reg == 0x08 || reg == 0x0b || reg == 0x0f || reg == 0x28 || reg == 0x2f ||
		       (reg >= 0x32 && reg <= 0x38) || reg == 0x3e;
	}
	return reg == 0x02 || reg == 0x03 || reg == 0x08 || reg == 0x0a || reg == 0x0d ||
	       reg == 0x0f || (reg >= 0x10 && reg <= 0x28) || reg == 0x2f || reg == 0x30 ||
	       (reg >= 0x32 && reg <= 0x39) || reg == 0x3e;
}

Test(apic, x2apic_registers_on_xapic_hardware)
{
	u64 value;

	start(1, false);
	for (u32 reg = 0; reg < 0x40; reg++) {
		apic_values[reg] = 0x01000000 + reg;
		cpu_clear();
		cr_expect_eq(apic_msr_read(0x800 + reg, &value),
			     emulated(reg, false) ? REG_DONE : REG_FAULT, "read of %02x", reg);
		if (reg != 0x30 && reg != 0x3f && reg != 0x28) {
			cr_expect_eq(apic_msr_write(0x800 + reg, 0),
				     emulated(reg, true) ? REG_DONE : REG_FAULT, "write of %02x",
				     reg);
		}
		cr_expect_eq(msr_reads + msr_writes, 0);
	}
	apic_values[APIC_REG_ID] = 0x05000000;
	apic_values[APIC_REG_ICR] = 0x4041;
	apic_values[APIC_REG_ICR_HIGH] = 0x07000000;
	cr_expect_eq(apic_msr_read(0x802, &value), REG_DONE);
	cr_expect_eq(value, 5, "the plain id");
	cr_expect_eq(apic_msr_read(0x830, &value), REG_DONE);
	cr_expect_eq(value, 0x700004041);
	cr_expect_eq(apic_msr_write(0x83f, 0x40), REG_DENIED, "self IPI is not emulated");
}

Test(apic, x2apic_hardware_is_used_directly)
{
	u64 value = 0;

	start(1, true);
	msr_values[0x80f] = 0x1ff;
	cr_expect_eq(apic_msr_read(0x80f, &value), REG_DONE);
	cr_expect_eq(value, 0x1ff);
	cr_expect_eq(apic_msr_write(0x838, 77), REG_DONE);
	cr_expect_eq(msr_written, 0x838);
	cr_expect_eq(apic_msr_write(0x834, APIC_DELIVERY_INIT << 8), REG_DENIED);
	cr_expect_eq(apic_msr_write(0x835, APIC_DELIVERY_SMI << 8), REG_DENIED);
	cr_expect_eq(apic_msr_write(0x832, 0x20040), REG_DONE, "timer, periodic");
	cr_expect_eq(msr_written, 0x832);
	msr_faults = 0x802;
	cr_expect_eq(apic_msr_read(0x802, &value), REG_FAULT);
}
