// SPDX-License-Identifier: GPL-2.0-only
/* Traps of cells in AArch32 state: conditions, blocks of them, coprocessor registers. */
#include <criterion/criterion.h>

#include <asm/arm64.h>
#include <asm/gic.h>

#define ACTLR	     0x1234567890abcdefULL
#define ISS_COND(n)  (1U << 24 | (n) << 20)
#define ISS_ALWAYS   ISS_COND(14U)
#define ISS_READ     1U
#define WIDE	     (1U << 25)
#define FLAGS(n)     ((u64)(n) << 28)
#define CODE	     0x8000
#define REGISTER_PC  31
#define PREFILLED(n) (0x1111111100000000ULL * ((n)&3) + (n))

u64 test_elr_el2, test_spsr_el2, test_esr_el2, test_actlr_el1;

static struct guest_regs regs;
static u64 sgi;
static unsigned int sgis;

void gic_v3_send_from_guest(u64 value)
{
	sgi = value;
	sgis++;
}

static void setup(void)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(regs.x); n++) {
		regs.x[n] = PREFILLED(n);
	}
	test_elr_el2 = CODE;
	test_spsr_el2 = SPSR_AARCH32;
	test_esr_el2 = WIDE;
	test_actlr_el1 = ACTLR;
	sgis = 0;
	gic = &gic_v3;
}

static void teardown(void)
{
	gic = &gic_v2;
}

TestSuite(aarch32, .init = setup, .fini = teardown);

static u32 mcr(u32 op1, u32 rt, u32 crn, u32 crm, u32 op2)
{
	return ISS_ALWAYS | op2 << 17 | op1 << 14 | crn << 10 | rt << 5 | crm << 1;
}

static u32 mrc(u32 op1, u32 rt, u32 crn, u32 crm, u32 op2)
{
	return mcr(op1, rt, crn, crm, op2) | ISS_READ;
}

static u32 mcrr(u32 op1, u32 rt, u32 rt2, u32 crm)
{
	return ISS_ALWAYS | op1 << 16 | rt2 << 10 | rt << 5 | crm << 1;
}

/* All registers but one, and that one's value. */
static void expect_registers(unsigned int changed, u64 value)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(regs.x); n++) {
		cr_expect_eq(regs.x[n], n == changed ? value : PREFILLED(n), "register %u", n);
	}
}

/* ---- conditions ---- */

/* As the manual lists them; flags are N, Z, C, V from bit 3. */
static bool fulfilled(unsigned int condition, unsigned int flags)
{
	bool n = flags & 8, z = flags & 4, c = flags & 2, v = flags & 1;
	const bool table[] = {
		/* EQ NE CS CC */ z,
		!z,
		c,
		!c,
		/* MI PL VS VC */ n,
		!n,
		v,
		!v,
		/* HI LS */ c && !z,
		!c || z,
		/* GE LT */ n == v,
		n != v,
		/* GT LE */ !z && n == v,
		z || n != v,
		/* AL and its reserved brother */ true,
		true,
	};

	return table[condition];
}

Test(aarch32, each_condition_with_all_flags)
{
	for (unsigned int condition = 0; condition < 16; condition++) {
		for (unsigned int flags = 0; flags < 16; flags++) {
			test_spsr_el2 = SPSR_AARCH32 | FLAGS(flags);
			cr_expect_eq(condition_holds(ISS_COND(condition)),
				     fulfilled(condition, flags), "condition %u, flags %u",
				     condition, flags);
		}
	}
}

/* IT[7:2] are bits 15 to 10, IT[1:0] bits 26 and 25. */
static u64 with_block(u32 it)
{
	return SPSR_AARCH32 | SPSR_T32 | (u64)(it >> 2) << 10 | (u64)(it & 3) << 25;
}

Test(aarch32, without_a_condition_in_the_syndrome_the_block_has_it)
{
	for (unsigned int it = 0; it < 256; it++) {
		for (unsigned int flags = 0; flags < 16; flags++) {
			test_spsr_el2 = with_block(it) | FLAGS(flags);
			cr_expect_eq(condition_holds(0), !it || fulfilled(it >> 4, flags),
				     "block %x, flags %u", it, flags);
		}
	}
}

Test(aarch32, blocks_advance_and_end)
{
	for (unsigned int it = 0; it < 256; it++) {
		u32 next = it & 7 ? (it & 0xe0) | (it << 1 & 0x1f) : 0;

		test_spsr_el2 = with_block(it) | FLAGS(9);
		skip_instruction();
		cr_expect_eq(test_spsr_el2, with_block(next) | FLAGS(9), "block %x: %llx", it,
			     (unsigned long long)test_spsr_el2);
	}
}

Test(aarch32, skips_narrow_and_wide_instructions)
{
	skip_instruction();
	cr_expect_eq(test_elr_el2, CODE + 4);
	test_esr_el2 = 0;
	skip_instruction();
	cr_expect_eq(test_elr_el2, CODE + 6);
}

Test(aarch32, in_aarch64_no_block_is_touched)
{
	test_spsr_el2 = with_block(0xff) & ~(u64)(SPSR_AARCH32 | SPSR_T32);
	u64 before = test_spsr_el2;

	skip_instruction();
	cr_expect_eq(test_spsr_el2, before);
	cr_expect_eq(test_elr_el2, CODE + 4);
}

/* ---- registers by MRC and MCR ---- */

Test(aarch32, actlr_is_read_into_each_register)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(regs.x); n++) {
		setup();
		cr_expect_eq(handle_cp15_32(&regs, mrc(0, n, 1, 0, 1)), TRAP_HANDLED);
		expect_registers(n, (u32)ACTLR);
		cr_expect_eq(test_elr_el2, CODE + 4);
	}
}

Test(aarch32, actlr_into_the_flags_changes_no_register)
{
	cr_expect_eq(handle_cp15_32(&regs, mrc(0, REGISTER_PC, 1, 0, 1)), TRAP_HANDLED);
	expect_registers(REGISTER_PC, 0);
	cr_expect_eq(regs.padding, 0);
}

Test(aarch32, actlr_cannot_be_changed)
{
	cr_expect_eq(handle_cp15_32(&regs, mcr(0, 2, 1, 0, 1)), TRAP_HANDLED);
	cr_expect_eq(test_actlr_el1, ACTLR);
	cr_expect_eq(test_elr_el2, CODE + 4);
	expect_registers(REGISTER_PC, 0);
}

Test(aarch32, records_of_errors_read_as_zero)
{
	for (unsigned int crm = 3; crm <= 5; crm++) {
		for (unsigned int op2 = 0; op2 < 8; op2++) {
			setup();
			cr_expect_eq(handle_cp15_32(&regs, mrc(0, 7, 5, crm, op2)), TRAP_HANDLED);
			expect_registers(7, 0);
			cr_expect_eq(handle_cp15_32(&regs, mcr(0, 7, 5, crm, op2)), TRAP_HANDLED);
			cr_expect_eq(test_elr_el2, CODE + 8);
		}
	}
}

Test(aarch32, every_other_register_is_forbidden)
{
	unsigned int allowed = 0;

	for (u32 name = 0; name < 1 << 14; name++) {
		u32 iss = mrc(name >> 11, 3, name >> 7 & 15, name >> 3 & 15, name & 7);

		setup();
		if (handle_cp15_32(&regs, iss) == TRAP_HANDLED) {
			allowed++;
			continue;
		}
		expect_registers(REGISTER_PC, 0);
		cr_expect_eq(test_elr_el2, CODE, "what is forbidden is not skipped");
	}
	cr_expect_eq(allowed, 1 + 3 * 8, "%u registers are allowed", allowed);
}

Test(aarch32, what_is_not_executed_is_skipped_even_if_forbidden)
{
	u32 not_equal = ISS_COND(1U), forbidden = mrc(7, 3, 15, 15, 7) & ~ISS_COND(15U);

	test_spsr_el2 |= FLAGS(4);
	cr_expect_eq(handle_cp15_32(&regs, forbidden | not_equal), TRAP_HANDLED);
	cr_expect_eq(handle_cp15_64(&regs, (mcrr(2, 1, 2, 12) & ~ISS_COND(15U)) | not_equal),
		     TRAP_HANDLED);
	cr_expect_eq(test_elr_el2, CODE + 8);
	cr_expect_eq(sgis, 0);
	expect_registers(REGISTER_PC, 0);
}

/* ---- interrupts by MCRR ---- */

Test(aarch32, an_interrupt_is_made_of_two_registers)
{
	regs.x[1] = 0xffffffff03000002ULL;
	regs.x[2] = 0x00000100;
	cr_expect_eq(handle_cp15_64(&regs, mcrr(0, 1, 2, 12)), TRAP_HANDLED);
	cr_expect_eq(sgis, 1);
	cr_expect_eq(sgi, 0x0000010003000002ULL, "the upper half of the first does not count");
	cr_expect_eq(test_elr_el2, CODE + 4);
}

Test(aarch32, other_pairs_are_forbidden)
{
	for (u32 name = 1; name < 1 << 8; name++) {
		u32 op1 = name >> 4, crm = name & 15;

		if (op1 != 0 || crm != 12) {
			cr_expect_eq(handle_cp15_64(&regs, mcrr(op1, 1, 2, crm)), TRAP_FORBIDDEN);
		}
	}
	cr_expect_eq(handle_cp15_64(&regs, mcrr(0, 1, 2, 12) | ISS_READ), TRAP_FORBIDDEN);
	cr_expect_eq(handle_cp15_64(&regs, mcrr(0, REGISTER_PC, 2, 12)), TRAP_FORBIDDEN);
	cr_expect_eq(handle_cp15_64(&regs, mcrr(0, 1, REGISTER_PC, 12)), TRAP_FORBIDDEN);
	gic = &gic_v2;
	cr_expect_eq(handle_cp15_64(&regs, mcrr(0, 1, 2, 12)), TRAP_FORBIDDEN);
	cr_expect_eq(sgis, 0);
	cr_expect_eq(test_elr_el2, CODE);
}
