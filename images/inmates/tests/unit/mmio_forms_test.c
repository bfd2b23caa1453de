/* SPDX-License-Identifier: GPL-2.0-only */

/* The fault inmate's encoder against bytes that an assembler makes. */

#include <criterion/criterion.h>
#include <string.h>

#include "../../demos/x86/fault/mmio-forms.h"

#define ADDRESS 0x130010UL

static u64 registers[NUM_REGS];
static u8 code[32];

static const struct mmio_insn *insn(const char *name)
{
	unsigned int n;

	for (n = 0; n < mmio_num_insns; n++) {
		if (strcmp(mmio_insns[n].name, name) == 0) {
			return &mmio_insns[n];
		}
	}
	cr_assert_fail("there is no instruction \"%s\" in the table", name);
	return NULL;
}

static struct mmio_form form(const char *name, unsigned int reg, unsigned int base)
{
	struct mmio_form form = {
		.insn = insn(name),
		.reg = reg,
		.address = ADDRESS,
		.immediate = 0x87654321,
		.mode = { .kind = BASE_REGISTER, .base = base, .index = NO_INDEX },
	};

	return form;
}

static void expect(const struct mmio_form *form, const char *bytes, unsigned int length)
{
	memset(registers, 0, sizeof(registers));
	cr_expect_eq(mmio_encode(form, code, registers), length);
	cr_expect_arr_eq(code, bytes, length);
}

Test(mmio_forms, simple_base)
{
	struct mmio_form f = form("8b load 32", 0, REG_RBX);

	expect(&f, "\x8b\x03", 2);
	cr_expect_eq(registers[REG_RBX], ADDRESS);
	f.mode.disp_size = 1;
	f.insn = insn("8b load 64");
	expect(&f, "\x48\x8b\x43\x35", 4);
	cr_expect_eq(registers[REG_RBX], ADDRESS - 0x35);
}

Test(mmio_forms, bases_that_need_a_sib_byte)
{
	struct mmio_form f = form("88 store 8", 9, 12);

	expect(&f, "\x45\x88\x0c\x24", 4);
	f = form("89 store 16", REG_RDX, REG_RSP);
	expect(&f, "\x66\x89\x14\x24", 4);
}

Test(mmio_forms, index_and_scale)
{
	struct mmio_form f = form("0f b7 load 16 to 32", REG_RDX, REG_RBX);

	f.mode.index = REG_RSI;
	f.mode.scale = 2;
	f.mode.disp_size = 4;
	f.mode.negative_disp = true;
	expect(&f, "\x0f\xb7\x94\xb3\xc0\xdc\xfe\xff", 8);
	cr_expect_eq(registers[REG_RBX] + registers[REG_RSI] * 4 - 0x12340, ADDRESS);
}

Test(mmio_forms, immediates_and_address_size)
{
	struct mmio_form f = form("c7 immediate 16", 0, REG_RBX);

	f.mode.address_32 = true;
	expect(&f, "\x67\x66\xc7\x03\x21\x43", 6);
	cr_expect_eq((u32)registers[REG_RBX], ADDRESS);
	cr_expect_neq(registers[REG_RBX], ADDRESS);
}

Test(mmio_forms, addresses_in_the_instruction)
{
	struct mmio_form f = form("a1 load 64", 0, 0);

	expect(&f, "\x48\xa1\x10\x00\x13\x00\x00\x00\x00\x00", 10);
	f = form("a3 store 32", 0, 0);
	f.mode.address_32 = true;
	expect(&f, "\x67\xa3\x10\x00\x13\x00", 6);
	f = form("8b load 32", 1, 0);
	f.mode.kind = BASE_NONE;
	expect(&f, "\x8b\x0c\x25\x10\x00\x13\x00", 7);
}

Test(mmio_forms, relative_to_the_next_instruction)
{
	struct mmio_form f = form("c7 immediate 32", 0, 0);
	s32 offset;

	f.mode.kind = BASE_RIP;
	/* any address: only the difference is encoded */
	f.address = (unsigned long)code + 0x1000;
	cr_assert_eq(mmio_encode(&f, code, registers), 10);
	cr_expect_arr_eq(code, "\xc7\x05", 2);
	memcpy(&offset, code + 2, sizeof(offset));
	cr_expect_eq(offset, 0x1000 - 10);
}

Test(mmio_forms, what_cannot_be_encoded)
{
	struct mmio_form f = form("8b load 32", 0, REG_RBP);

	cr_expect_not(mmio_is_encodable(&f));
	f.mode.disp_size = 1;
	cr_expect(mmio_is_encodable(&f));
	f = form("8b load 32", 0, REG_RSI);
	f.mode.index = REG_RSI;
	cr_expect_not(mmio_is_encodable(&f));
}

Test(mmio_forms, high_byte_registers)
{
	struct mmio_form f = form("88 store 8", 5, REG_RBX);

	cr_expect(mmio_is_high_byte(&f));
	f.force_rex = true;
	cr_expect_not(mmio_is_high_byte(&f));
	f = form("89 store 32", 5, REG_RBX);
	cr_expect_not(mmio_is_high_byte(&f));
}
