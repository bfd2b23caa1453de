/* SPDX-License-Identifier: GPL-2.0-only */

/* Instructions whose operand lies on a trapped page. */

#include "../hostile.h"
#include "surfaces.h"

/* Opcodes with a ModRM byte, by the bytes of immediate operand that follow. */
static const u8 one_byte[] = { 0x00, 0x01, 0x02, 0x03, 0x08, 0x0b, 0x10, 0x13, 0x18,
			       0x20, 0x23, 0x28, 0x30, 0x33, 0x38, 0x3b, 0x63, 0x84,
			       0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0xd0,
			       0xd1, 0xd2, 0xd3, 0xd8, 0xd9, 0xdb, 0xdd, 0xdf, 0xfe };
static const u8 one_byte_immediate[] = { 0x6b, 0x80, 0x83, 0xc0, 0xc1, 0xc6 };
static const u8 two_byte[] = { 0x0d, 0x10, 0x11, 0x12, 0x13, 0x16, 0x18, 0x28, 0x29,
			       0x40, 0x4c, 0x58, 0x6f, 0x7f, 0x90, 0x9f, 0xa3, 0xa5,
			       0xab, 0xad, 0xae, 0xaf, 0xb0, 0xb1, 0xb3, 0xb6, 0xb7,
			       0xbb, 0xbe, 0xbf, 0xc0, 0xc1, 0xc3, 0xd6, 0xe7 };
static const u8 two_byte_immediate[] = { 0xa4, 0xac, 0xba, 0xc2, 0xc4 };
static const u8 strings[] = { 0xa4, 0xa5, 0xa6, 0xa7, 0xaa, 0xab, 0xae, 0xaf, 0x6c, 0x6d };
static const u8 prefixes[] = { 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3 };

struct code {
	u8 bytes[CODE_SIZE];
	unsigned int length;
};

static void add_byte(struct code *code, u8 byte)
{
	code->bytes[code->length++] = byte;
}

static void add_prefixes(struct code *code)
{
	unsigned int count = draw_below(16) ? draw_below(3) : draw_below(16), n;

	for (n = 0; n < count; n++) {
		add_byte(code, draw_of(prefixes));
	}
	if (draw_bool()) {
		/* REX, not such that RDI would be another register */
		add_byte(code, 0x40 | (draw() & 0xc));
	}
}

/* [rdi], [rdi + 8-bit number], [rdi + 32-bit number], or with an index that is 0 */
static void add_operand(struct code *code)
{
	unsigned int reg = draw_below(3) << 3, n;

	switch (draw_below(4)) {
	case 0:
		add_byte(code, 0x47 | reg);
		add_byte(code, 0);
		break;
	case 1:
		add_byte(code, 0x87 | reg);
		for (n = 0; n < 4; n++) {
			add_byte(code, 0);
		}
		break;
	case 2:
		add_byte(code, 0x04 | reg);
		add_byte(code, 0x27);
		break;
	default:
		add_byte(code, 0x07 | reg);
		break;
	}
}

static void add_instruction(struct code *code)
{
	switch (draw_below(5)) {
	case 0:
		add_byte(code, draw_of(strings));
		return;
	case 1:
		add_byte(code, draw_of(one_byte));
		add_operand(code);
		return;
	case 2:
		add_byte(code, draw_of(one_byte_immediate));
		add_operand(code);
		break;
	case 3:
		add_byte(code, 0x0f);
		add_byte(code, draw_of(two_byte));
		add_operand(code);
		return;
	default:
		add_byte(code, 0x0f);
		add_byte(code, draw_of(two_byte_immediate));
		add_operand(code);
		break;
	}
	add_byte(code, draw());
}

void arch_run_code(unsigned long code, unsigned long target)
{
	static u8 scratch[64];
	void *source = scratch;
	unsigned long count = 2, data = 0x1234;

	asm volatile("call *%[code]"
		     : "+D"(target), "+S"(source), "+c"(count), "+d"(data)
		     : [code] "r"(code)
		     : "rax", "rbx", "r8", "r9", "r10", "r12", "r13", "r14", "r15", "memory", "cc");
}

/* The bytes as hex digits; behind them there is `ret`, should the instruction be longer than it was
 * meant to be. */
static void finish(struct code *code, char *text)
{
	unsigned int n;

	for (n = 0; n < code->length; n++) {
		*text++ = "0123456789abcdef"[code->bytes[n] >> 4];
		*text++ = "0123456789abcdef"[code->bytes[n] & 15];
	}
	*text = 0;
	for (n = code->length; n < sizeof(code->bytes); n++) {
		code->bytes[n] = arch_return[0];
	}
}

bool try_encoding(void)
{
	static struct code code;
	unsigned long target = draw_trapped();
	char text[2 * sizeof(code.bytes) + 1];

	code.length = 0;
	add_prefixes(&code);
	add_instruction(&code);
	finish(&code, text);
	reach(target);
	announce("%s, rdi %lx", text, target);
	arch_run_code((unsigned long)code.bytes, target);
	return true;
}

/* ---- for code that changes ---- */

const u8 arch_return[] = { 0xc3 };
const unsigned int arch_return_size = sizeof(arch_return);

/* What drivers use: a load or a store, of 1, 2, 4 or 8 bytes. */
static void add_move(struct code *code)
{
	static const u8 moves[] = { 0x88, 0x89, 0x8a, 0x8b };
	unsigned int size = draw_below(4);

	if (size == 0) {
		add_byte(code, 0x66);
	} else if (size == 1) {
		add_byte(code, 0x48);
	}
	add_byte(code, draw_of(moves));
	add_operand(code);
}

void arch_draw_code(u8 *at, bool usual, char *text)
{
	struct code code = { .length = 0 };

	if (usual) {
		add_move(&code);
	} else {
		add_prefixes(&code);
		add_instruction(&code);
	}
	finish(&code, text);
	memcpy(at, code.bytes, sizeof(code.bytes));
}
