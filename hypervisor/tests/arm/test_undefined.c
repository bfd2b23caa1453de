// SPDX-License-Identifier: GPL-2.0-only
/* What a program at the user level may not do, is undefined for it: its system is told. */
#include <criterion/criterion.h>

#include <core/percpu.h>
#include <asm/arm64.h>

#define CODE	  0x400010
#define VECTORS	  0xffff8000
#define FLAGS	  0xa0000000ULL
#define USER_32	  0x10
#define WIDE	  (1U << 25)
#define ALWAYS	  (1U << 24 | 14 << 20)
#define IF_EQUAL  (1U << 24)
#define PAN	  (1U << 22)
#define SPAN	  (1U << 23)
#define EE	  (1U << 25)
#define TE	  (1U << 30)
#define HIGH	  (1U << 13)
#define PREFILLED 0x1234

u64 test_elr_el1, test_spsr_el1, test_esr_el1, test_vbar_el1, test_sctlr_el1, test_spsr_und;

static struct cell cell;
static struct percpu cpu = { .cell = &cell };
static struct guest_regs regs;

static void setup(void)
{
	test_public = &cpu;
	cell.arch.hcr = HCR_RW;
	test_elr_el2 = CODE;
	test_spsr_el2 = FLAGS;
	test_esr_el2 = WIDE | ALWAYS;
	test_vbar_el1 = VECTORS;
	test_sctlr_el1 = SPAN;
	test_elr_el1 = test_spsr_el1 = test_esr_el1 = PREFILLED;
	regs.x[22] = PREFILLED;
}

TestSuite(undefined, .init = setup);

Test(undefined, linux_gets_it_where_exceptions_of_programs_go)
{
	cr_expect_eq(inject_undefined(&regs), TRAP_HANDLED);
	cr_expect_eq(test_elr_el2, VECTORS + 0x400);
	cr_expect_eq(test_spsr_el2, FLAGS | SPSR_EL1H_MASKED);
	cr_expect_eq(test_elr_el1, CODE);
	cr_expect_eq(test_spsr_el1, FLAGS);
	cr_expect_eq(test_esr_el1, WIDE, "the class is 0: unknown");
}

Test(undefined, access_to_the_programs_memory_is_off_as_linux_wants_it)
{
	test_sctlr_el1 = 0;
	inject_undefined(&regs);
	cr_expect_eq(test_spsr_el2, FLAGS | SPSR_EL1H_MASKED | PAN);
}

Test(undefined, programs_of_32_bits_have_a_vector_of_their_own)
{
	test_spsr_el2 = FLAGS | USER_32;
	inject_undefined(&regs);
	cr_expect_eq(test_elr_el2, VECTORS + 0x600);
	cr_expect_eq(test_spsr_el2, FLAGS | SPSR_EL1H_MASKED);
	cr_expect_eq(test_spsr_el1, FLAGS | USER_32);
}

Test(undefined, what_would_not_have_been_executed_is_skipped)
{
	test_spsr_el2 = USER_32;
	test_esr_el2 = WIDE | IF_EQUAL;
	inject_undefined(&regs);
	cr_expect_eq(test_elr_el2, CODE + 4);
	cr_expect_eq(test_elr_el1, PREFILLED);
}

Test(undefined, a_system_of_32_bits_gets_it_in_its_mode)
{
	cell.arch.hcr = 0;
	test_spsr_el2 = FLAGS | USER_32;
	inject_undefined(&regs);
	cr_expect_eq(test_elr_el2, VECTORS + 4);
	cr_expect_eq(test_spsr_el2, FLAGS | 0x9b);
	cr_expect_eq(test_spsr_und, FLAGS | USER_32);
	cr_expect_eq(regs.x[22], CODE + 4);
	cr_expect_eq(test_elr_el1, PREFILLED);
}

Test(undefined, a_system_of_32_bits_says_how_it_wants_it)
{
	cell.arch.hcr = 0;
	test_spsr_el2 = SPSR_T32 | USER_32;
	test_sctlr_el1 = SPAN | EE | TE | HIGH;
	inject_undefined(&regs);
	cr_expect_eq(test_elr_el2, 0xffff0004);
	cr_expect_eq(test_spsr_el2, 0x9b | SPSR_T32 | 1 << 9);
	cr_expect_eq(regs.x[22], CODE + 2);
}
