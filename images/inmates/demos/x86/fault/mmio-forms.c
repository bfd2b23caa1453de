/* SPDX-License-Identifier: GPL-2.0-only */

/* Encoder for the forms of MOV that access memory. */

#include "mmio-forms.h"

const struct mmio_insn mmio_insns[] = {
	{ "88 store 8", 0x88, false, PLAIN, STORE, 1, 1, false, false },
	{ "89 store 16", 0x89, false, PREFIX_66, STORE, 2, 2, false, false },
	{ "89 store 32", 0x89, false, PLAIN, STORE, 4, 4, false, false },
	{ "89 store 64", 0x89, false, REX_W, STORE, 8, 8, false, false },
	{ "8a load 8", 0x8a, false, PLAIN, LOAD, 1, 1, false, false },
	{ "8b load 16", 0x8b, false, PREFIX_66, LOAD, 2, 2, false, false },
	{ "8b load 32", 0x8b, false, PLAIN, LOAD, 4, 4, false, false },
	{ "8b load 64", 0x8b, false, REX_W, LOAD, 8, 8, false, false },
	{ "c7 immediate 16", 0xc7, false, PREFIX_66, STORE_IMMEDIATE, 2, 2, false, false },
	{ "c7 immediate 32", 0xc7, false, PLAIN, STORE_IMMEDIATE, 4, 4, false, false },
	{ "c7 immediate 64", 0xc7, false, REX_W, STORE_IMMEDIATE, 8, 4, false, false },
	{ "0f b6 load 8 to 16", 0xb6, true, PREFIX_66, LOAD, 1, 2, false, false },
	{ "0f b6 load 8 to 32", 0xb6, true, PLAIN, LOAD, 1, 4, false, false },
	{ "0f b6 load 8 to 64", 0xb6, true, REX_W, LOAD, 1, 8, false, false },
	{ "0f b7 load 16 to 32", 0xb7, true, PLAIN, LOAD, 2, 4, false, false },
	{ "0f b7 load 16 to 64", 0xb7, true, REX_W, LOAD, 2, 8, false, false },
	{ "a1 load 16", 0xa1, false, PREFIX_66, LOAD, 2, 2, true, false },
	{ "a1 load 32", 0xa1, false, PLAIN, LOAD, 4, 4, true, false },
	{ "a1 load 64", 0xa1, false, REX_W, LOAD, 8, 8, true, false },
	{ "a3 store 16", 0xa3, false, PREFIX_66, STORE, 2, 2, true, false },
	{ "a3 store 32", 0xa3, false, PLAIN, STORE, 4, 4, true, false },
	{ "a3 store 64", 0xa3, false, REX_W, STORE, 8, 8, true, false },
	{ "c6 immediate 8", 0xc6, false, PLAIN, STORE_IMMEDIATE, 1, 1, false, true },
	{ "a0 load 8", 0xa0, false, PLAIN, LOAD, 1, 1, true, true },
	{ "a2 store 8", 0xa2, false, PLAIN, STORE, 1, 1, true, true },
};

const unsigned int mmio_num_insns = sizeof(mmio_insns) / sizeof(mmio_insns[0]);

/* Values that do not look like an address. */
#define SMALL_DISP     0x35
#define LARGE_DISP     0x12340
#define GARBAGE_HIGH   0xdead5a5a00000000UL
#define INDEX_PLAIN    0x28L
#define INDEX_NEGATIVE (-0x18L)

struct output {
	u8 *pos;
};

static void emit(struct output *out, u64 value, unsigned int size)
{
	for (; size > 0; size--, value >>= 8) {
		*out->pos++ = value;
	}
}

static bool has_modrm(const struct mmio_form *form)
{
	return !form->insn->absolute;
}

bool mmio_is_encodable(const struct mmio_form *form)
{
	const struct mmio_mode *mode = &form->mode;

	if (!has_modrm(form) || mode->kind != BASE_REGISTER) {
		return true;
	}
	/* RBP and R13 need a displacement; the same register twice is not aimed at the address */
	return !((mode->base & 7) == REG_RBP && mode->disp_size == 0) &&
	       !(mode->index != NO_INDEX && mode->index == mode->base);
}

static u8 rex_prefix(const struct mmio_form *form)
{
	u8 rex = form->force_rex ? 0x40 : 0;

	if (form->insn->prefix == REX_W) {
		rex |= 0x48;
	}
	if (!has_modrm(form)) {
		return rex;
	}
	if (form->insn->transfer != STORE_IMMEDIATE && form->reg >= REG_R8) {
		rex |= 0x44;
	}
	if (form->mode.index != NO_INDEX && form->mode.index >= REG_R8) {
		rex |= 0x42;
	}
	if (form->mode.kind == BASE_REGISTER && form->mode.base >= REG_R8) {
		rex |= 0x41;
	}
	return rex;
}

bool mmio_is_high_byte(const struct mmio_form *form)
{
	return form->insn->operand_width == 1 && form->insn->transfer != STORE_IMMEDIATE &&
	       has_modrm(form) && form->reg >= 4 && form->reg < 8 && rex_prefix(form) == 0;
}

static void emit_prefixes_and_opcode(struct output *out, const struct mmio_form *form)
{
	u8 rex = rex_prefix(form);

	if (form->mode.address_32) {
		emit(out, 0x67, 1);
	}
	if (form->insn->prefix == PREFIX_66) {
		emit(out, 0x66, 1);
	}
	if (rex) {
		emit(out, rex, 1);
	}
	if (form->insn->two_bytes) {
		emit(out, 0x0f, 1);
	}
	emit(out, form->insn->opcode, 1);
}

static u8 mod_field(const struct mmio_mode *mode)
{
	if (mode->kind != BASE_REGISTER || mode->disp_size == 0) {
		return 0x00;
	}
	return mode->disp_size == 1 ? 0x40 : 0x80;
}

/* ModRM and SIB bytes. */
static void emit_modrm(struct output *out, const struct mmio_form *form)
{
	const struct mmio_mode *mode = &form->mode;
	u8 reg = form->insn->transfer == STORE_IMMEDIATE ? 0 : (form->reg & 7) << 3;
	u8 base = mode->kind == BASE_REGISTER ? mode->base & 7 : 5;

	if (mode->kind == BASE_RIP) {
		emit(out, reg | 5, 1);
	} else if (mode->kind == BASE_REGISTER && mode->index == NO_INDEX && base != REG_RSP) {
		emit(out, mod_field(mode) | reg | base, 1);
	} else {
		emit(out, mod_field(mode) | reg | 4, 1);
		emit(out, mode->scale << 6 | (mode->index & 7) << 3 | base, 1);
	}
}

/* Sets the index register and returns what it adds to the address. */
static u64 set_index(const struct mmio_mode *mode, u64 *registers)
{
	long value = mode->scale & 1 ? INDEX_NEGATIVE : INDEX_PLAIN;
	u64 offset;

	if (mode->kind == BASE_RIP || mode->index == NO_INDEX) {
		return 0;
	}
	offset = (u64)value << mode->scale;
	registers[mode->index] = value;
	if (mode->address_32) {
		registers[mode->index] = (u32)value | GARBAGE_HIGH;
	}
	return offset;
}

static void set_base(const struct mmio_mode *mode, u64 value, u64 *registers)
{
	registers[mode->base] = mode->address_32 ? (u32)value | GARBAGE_HIGH : value;
}

static long displacement(const struct mmio_mode *mode)
{
	long value = 0;

	if (mode->disp_size == 1) {
		value = SMALL_DISP;
	} else if (mode->disp_size == 4) {
		value = LARGE_DISP;
	}
	return mode->negative_disp ? -value : value;
}

/* @next: address of the next instruction */
static void emit_displacement(struct output *out, const struct mmio_form *form, u64 next,
			      u64 *registers)
{
	const struct mmio_mode *mode = &form->mode;
	u64 rest = form->address - set_index(mode, registers);

	switch (mode->kind) {
	case BASE_RIP:
		emit(out, form->address - next, 4);
		break;
	case BASE_NONE:
		emit(out, rest, 4);
		break;
	case BASE_REGISTER:
		set_base(mode, rest - displacement(mode), registers);
		emit(out, displacement(mode), mode->disp_size);
		break;
	}
}

unsigned int mmio_encode(const struct mmio_form *form, u8 *code, u64 *registers)
{
	const struct mmio_insn *insn = form->insn;
	unsigned int imm_size = insn->transfer == STORE_IMMEDIATE ? insn->operand_width : 0;
	struct output out = { .pos = code };

	emit_prefixes_and_opcode(&out, form);
	if (has_modrm(form)) {
		emit_modrm(&out, form);
		emit_displacement(&out, form, (u64)out.pos + 4 + imm_size, registers);
		emit(&out, form->immediate, imm_size);
	} else {
		emit(&out, form->address, form->mode.address_32 ? 4 : 8);
	}
	return out.pos - code;
}
