// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the guest's memory by its addresses: what the tables of both stages
 * and the configuration agree about.
 */
#include <criterion/criterion.h>
#include <string.h>

#include <core/arch.h>
#include <core/memory.h>
#include <core/percpu.h>
#include <asm/arm64.h>

#define VIRT	  0xffff000000005128
#define ADDRESS	  0x40003000
#define PHYS	  0x7c003000
#define REGISTERS 0x09000000
#define PREFILLED 0x5678

u64 test_par_el1;

static struct cell cell;
static struct percpu cpu = { .cell = &cell };
static u64 stage1, stages, physical;
static bool table_answers, memory_answers;

bool translate_stage1(u64 virt)
{
	cr_assert_eq(virt, VIRT);
	test_par_el1 = stage1;
	return table_answers;
}

bool translate_stages(u64 virt)
{
	cr_assert_eq(virt, VIRT);
	test_par_el1 = stages;
	if (!table_answers) {
		test_elr_el2 = test_spsr_el2 = 0;
	}
	return table_answers;
}

u64 memory_find_ram(const struct cell *of, u64 address)
{
	cr_assert_eq(of, &cell);
	return address - ADDRESS < PAGE_SIZE ? PHYS + (address - ADDRESS) : PAGING_INVALID;
}

bool read_physical(void *dest, u64 phys, unsigned long size)
{
	physical = phys;
	memset(dest, 0x11, size);
	test_elr_el2 = test_spsr_el2 = 0;
	return memory_answers;
}

static void setup(void)
{
	test_public = &cpu;
	test_par_el1 = test_elr_el2 = test_spsr_el2 = PREFILLED;
	/* memory attributes lie in the upper bits */
	stage1 = 0xffULL << 56 | ADDRESS | 0xb80;
	stages = 0xffULL << 56 | PHYS | 0xb80;
	table_answers = memory_answers = true;
	physical = 0;
}

static bool reads(void)
{
	u64 word = 0;
	bool readable = guest_read(&word, VIRT, sizeof(word));

	cr_expect_eq(test_par_el1, PREFILLED, "the guest's");
	cr_expect_eq(test_elr_el2, PREFILLED);
	cr_expect_eq(test_spsr_el2, PREFILLED);
	cr_expect(!readable || word == 0x1111111111111111);
	return readable;
}

TestSuite(guest_memory, .init = setup);

Test(guest_memory, is_read_where_both_stages_lead)
{
	cr_expect(reads());
	cr_expect_eq(physical, PHYS + (VIRT & PAGE_OFFS_MASK));
}

Test(guest_memory, is_not_read_where_a_stage_ends)
{
	stage1 |= PAR_FAULT;
	cr_expect(!reads());
	setup();
	stages |= PAR_FAULT;
	cr_expect(!reads());
	setup();
	table_answers = false;
	cr_expect(!reads(), "a table lies where nothing is");
	cr_expect_eq(physical, 0);
}

/* Device registers, other cells' memory, the hypervisor's: whatever the tables say. */
Test(guest_memory, is_what_the_configuration_says)
{
	stage1 = stages = REGISTERS;
	cr_expect(!reads());
	setup();
	stages = PHYS + PAGE_SIZE;
	cr_expect(!reads(), "the second stage leads elsewhere");
	setup();
	stage1 = ADDRESS + PAGE_SIZE;
	cr_expect(!reads());
	cr_expect_eq(physical, 0);
}

Test(guest_memory, that_does_not_answer_is_not_shown)
{
	memory_answers = false;
	cr_expect(!reads());
}
