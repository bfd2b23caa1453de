// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is not in the tables is refused: segment overrides, LOCK and REP
 * change the meaning of an access and no driver needs them on registers.
 */
#include "decode.h"

/* what follows an opcode, and what it does */
#define MOV	 0x01
#define WRITE	 0x02
#define BYTE	 0x04 /* memory operand of 8 bits */
#define WORD	 0x08 /* memory operand of 16 bits, whatever the operand size */
#define MODRM	 0x10
#define IMM	 0x20
#define MOFFS	 0x40 /* the address is in the instruction, the register is RAX */
#define EXTEND	 0x80 /* the register is wider than the memory operand */
#define SIGN	 0x100
#define PREFIX	 0x200
#define TWO_BYTE 0x400

static const u16 opcodes[256] = {
	[0x0f] = TWO_BYTE,
	[0x40 ... 0x4f] = PREFIX, /* REX */
	[0x66] = PREFIX,
	[0x67] = PREFIX,
	[0x88] = MOV | MODRM | WRITE | BYTE,
	[0x89] = MOV | MODRM | WRITE,
	[0x8a] = MOV | MODRM | BYTE,
	[0x8b] = MOV | MODRM,
	[0xa0] = MOV | MOFFS | BYTE,
	[0xa1] = MOV | MOFFS,
	[0xa2] = MOV | MOFFS | WRITE | BYTE,
	[0xa3] = MOV | MOFFS | WRITE,
	[0xc6] = MOV | MODRM | WRITE | BYTE | IMM,
	[0xc7] = MOV | MODRM | WRITE | IMM,
};

static __always_inline u16 two_byte_opcode(u8 opcode)
{
	switch (opcode) {
	case 0xb6:
		return MOV | MODRM | EXTEND | BYTE;
	case 0xb7:
		return MOV | MODRM | EXTEND | WORD;
	case 0xbe:
		return MOV | MODRM | EXTEND | SIGN | BYTE;
	case 0xbf:
		return MOV | MODRM | EXTEND | SIGN | WORD;
	default:
		return 0;
	}
}

#define REX   0x40
#define REX_W 0x08
#define REX_R 0x04
#define REX_X 0x02
#define REX_B 0x01

struct decoder {
	const u8 *bytes;
	unsigned int limit;
	unsigned int position;
	enum cpu_mode mode;
	u8 rex;
	u8 operand_size;
	u8 modrm;
};

/* Bytes needed, or unsupported if no instruction is that long. */
static int missing(unsigned int needed)
{
	return needed > INSN_MAX_LENGTH ? DECODE_UNSUPPORTED : (int)needed;
}

/* Little-endian value, sign-extended; short displacements are the most frequent. */
static s64 read_value(const u8 *from, unsigned int size)
{
	s64 value;

	if (size == 1) {
		return (s8)from[0];
	}
	if (size == 4) {
		return (s32)(from[0] | from[1] << 8 | from[2] << 16 | (u32)from[3] << 24);
	}
	if (size == 2) {
		return (s16)(from[0] | from[1] << 8);
	}
	__builtin_memcpy(&value, from, sizeof(value));
	return value;
}

/* Inlined, so that the decoder's state stays in registers. */
static __always_inline int fetch(struct decoder *d, unsigned int size, u64 *value)
{
	unsigned int end = d->position + size;

	if (unlikely(end > d->limit)) {
		return missing(end);
	}
	*value = read_value(d->bytes + d->position, size);
	d->position = end;
	return 0;
}

static __always_inline int fetch_byte(struct decoder *d, u8 *value)
{
	if (unlikely(d->position >= d->limit)) {
		return missing(d->position + 1);
	}
	*value = d->bytes[d->position++];
	return 0;
}

/* A REX prefix counts only directly before the opcode. */
static __always_inline int take_prefix(struct decoder *d, struct insn *insn, u8 prefix)
{
	d->rex = 0;
	switch (prefix) {
	case 0x66:
		d->operand_size = d->mode == CPU_MODE_16 ? 4 : 2;
		return 0;
	case 0x67:
		insn->address_width = d->mode == CPU_MODE_32 ? 2 : 4;
		return 0;
	default:
		/* INC and DEC outside of 64-bit mode */
		d->rex = prefix;
		return d->mode == CPU_MODE_64 ? 0 : DECODE_UNSUPPORTED;
	}
}

/* Base and index of 16-bit addressing: BX SI DI BP in their combinations. */
static const u8 base16[8] = { 3, 3, 5, 5, 6, 7, 5, 3 };
static const u8 index16[8] = { 6, 7, 6, 7, INSN_NO_REG, INSN_NO_REG, INSN_NO_REG, INSN_NO_REG };
static const u8 displacement16[4] = { 0, 1, 2, 0 };
static const u8 displacement32[4] = { 0, 1, 4, 0 };

#define RBP 5
#define RSP INSN_RSP

static __always_inline int decode_address16(struct decoder *d, struct insn *insn)
{
	u8 mod = d->modrm >> 6, rm = d->modrm & 7;
	unsigned int size = displacement16[mod];

	insn->base = base16[rm];
	insn->index = index16[rm];
	if (mod == 0 && rm == 6) {
		insn->base = INSN_NO_REG;
		size = 2;
	}
	insn->segment = insn->base == RBP ? INSN_SS : INSN_DS;
	return size ? fetch(d, size, &insn->displacement) : 0;
}

static __always_inline int decode_sib(struct decoder *d, struct insn *insn)
{
	u8 sib = 0;
	int err = fetch_byte(d, &sib);

	if (err) {
		return err;
	}
	insn->scale = sib >> 6;
	insn->index = (sib >> 3 & 7) | (d->rex & REX_X ? 8 : 0);
	insn->base = (sib & 7) | (d->rex & REX_B ? 8 : 0);
	if (insn->index == RSP) {
		insn->index = INSN_NO_REG;
	}
	return 0;
}

static __always_inline int decode_address(struct decoder *d, struct insn *insn)
{
	u8 mod = d->modrm >> 6, rm = d->modrm & 7;
	unsigned int size = displacement32[mod];
	int err;

	insn->base = rm | (d->rex & REX_B ? 8 : 0);
	if (rm == RSP) {
		err = decode_sib(d, insn);
		if (err) {
			return err;
		}
		rm = insn->base & 7;
		if (mod == 0 && rm == RBP) {
			insn->base = INSN_NO_REG;
			size = 4;
		}
	} else if (mod == 0 && rm == RBP) {
		insn->base = INSN_NO_REG;
		insn->rip_relative = insn->long_mode;
		size = 4;
	}
	insn->segment = insn->base == RSP || insn->base == RBP ? INSN_SS : INSN_DS;
	return size ? fetch(d, size, &insn->displacement) : 0;
}

static __always_inline int decode_modrm(struct decoder *d, struct insn *insn, u16 flags)
{
	int err = fetch_byte(d, &d->modrm);

	if (err) {
		return err;
	}
	insn->reg = (d->modrm >> 3 & 7) | (d->rex & REX_R ? 8 : 0);
	/* no register operands; the immediate forms are group 11, member 0 */
	if (d->modrm >> 6 == 3 || (flags & IMM && d->modrm >> 3 & 7)) {
		return DECODE_UNSUPPORTED;
	}
	/* without REX the byte registers 4..7 are AH CH DH BH */
	if ((flags & (BYTE | EXTEND | IMM)) == BYTE && !d->rex && insn->reg >= 4) {
		insn->reg -= 4;
		insn->high_byte = true;
	}
	return insn->address_width == 2 ? decode_address16(d, insn) : decode_address(d, insn);
}

static __always_inline int decode_operands(struct decoder *d, struct insn *insn, u16 flags)
{
	int err;

	if (d->rex & REX_W) {
		d->operand_size = 8;
	}
	insn->width = flags & BYTE ? 1 : flags & WORD ? 2 : d->operand_size;
	insn->reg_width = flags & EXTEND ? d->operand_size : insn->width;
	insn->is_write = flags & WRITE;
	insn->sign_extend = flags & SIGN;
	if (flags & MOFFS) {
		return fetch(d, insn->address_width, &insn->displacement);
	}
	err = decode_modrm(d, insn, flags);
	if (!err && flags & IMM) {
		insn->has_immediate = true;
		err = fetch(d, MIN(insn->width, 4), &insn->immediate);
	}
	return err;
}

/* One by one: there is no faster way to clear so few bytes. */
static __always_inline void prepare(struct insn *insn, enum cpu_mode mode)
{
	insn->has_immediate = false;
	insn->reg = 0;
	insn->high_byte = false;
	insn->base = INSN_NO_REG;
	insn->index = INSN_NO_REG;
	insn->scale = 0;
	insn->address_width = mode;
	insn->rip_relative = false;
	insn->long_mode = mode == CPU_MODE_64;
	insn->segment = INSN_DS;
	insn->displacement = 0;
	insn->immediate = 0;
}

int decode_mmio(const u8 *bytes, unsigned int available, enum cpu_mode mode, struct insn *insn)
{
	struct decoder d = {
		.bytes = bytes,
		.limit = MIN(available, INSN_MAX_LENGTH),
		.mode = mode,
		.operand_size = mode == CPU_MODE_16 ? 2 : 4,
	};
	u16 flags;
	u8 opcode = 0;
	int err;

	prepare(insn, mode);
	do {
		err = fetch_byte(&d, &opcode);
		if (err) {
			return err;
		}
		flags = opcodes[opcode];
		if (flags & PREFIX) {
			err = take_prefix(&d, insn, opcode);
		} else if (flags & TWO_BYTE) {
			err = fetch_byte(&d, &opcode);
			flags = two_byte_opcode(opcode);
		}
		if (err) {
			return err;
		}
	} while (flags & PREFIX);

	err = flags & MOV ? decode_operands(&d, insn, flags) : DECODE_UNSUPPORTED;
	insn->length = d.position;
	return err;
}

static inline u64 mask(unsigned int bytes)
{
	return ~0ULL >> (64 - bytes * 8);
}

u64 insn_linear_address(const struct insn *insn, const u64 gprs[16], u64 rip_after,
			u64 segment_base)
{
	u64 address = insn->displacement;

	if (insn->rip_relative) {
		address += rip_after;
	}
	if (insn->base != INSN_NO_REG) {
		address += gprs[insn->base];
	}
	if (insn->index != INSN_NO_REG) {
		address += gprs[insn->index] << insn->scale;
	}
	address = (address & mask(insn->address_width)) + segment_base;
	return insn->long_mode ? address : (u32)address;
}

u64 insn_store_value(const struct insn *insn, const u64 gprs[16])
{
	u64 value = insn->has_immediate ? insn->immediate : gprs[insn->reg];

	return (insn->high_byte ? value >> 8 : value) & mask(insn->width);
}

void insn_store_result(const struct insn *insn, u64 gprs[16], u64 value)
{
	unsigned int unused = 64 - insn->width * 8, shift = insn->high_byte ? 8 : 0;
	u64 merged = mask(insn->reg_width) << shift;

	value <<= unused;
	value = insn->sign_extend ? (u64)((s64)value >> unused) : value >> unused;
	if (insn->reg_width == 8) {
		gprs[insn->reg] = value;
	} else if (insn->reg_width == 4) {
		gprs[insn->reg] = (u32)value;
	} else {
		gprs[insn->reg] = (gprs[insn->reg] & ~merged) | ((value << shift) & merged);
	}
}
