/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The decoder against what the assembler makes of the instructions' names,
 * and against itself with cut and random bytes.
 */

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include <arch/x86/decode.h>

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15 };

#define NEXT_RIP     0xffffffff81000000ULL
#define SEGMENT_BASE 0x10000ULL

/* distinct in every byte, with bits above 16 and 32 that address sizes cut off */
static const u64 gprs[16] = {
	0xa0a1a2a3a4a5a6a7, 0x0000000100001000, 0x1122334455667788, 0xffff888000002000,
	0x00007fff00003000, 0x0000000200004000, 0x0000000000005004, 0xffffffffffffff00,
	0x8081828384858687, 0x9000000000006000, 0x0000000000000010, 0xb0b1b2b3b4b5b6b7,
	0xffffc90000007000, 0x0000000000008000, 0xe0e1e2e3e4e5e6e7, 0xfffffffffffffff8,
};

#define R(n) gprs[n]

struct expected {
	const char *text;
	enum cpu_mode mode;
	unsigned int width;
	bool is_write;
	/* of the memory operand, without segment base */
	u64 address;
	/* value written, or register file after reading READ_VALUE */
	u64 value;
	u8 reg;
	u8 segment;
};

#define READ_VALUE 0x8889aaabcccdfeffULL

/* name, memory operand in 64-, 32- or 16-bit code */
#define INSNS                                                                                      \
	/* each opcode and width */                                                                \
	WRITE(64, "movb %cl, (%rdx)", 1, R(RDX), 0x00)                                             \
	WRITE(64, "movw %cx, (%rdx)", 2, R(RDX), 0x1000)                                           \
	WRITE(64, "movl %edx, (%rdi)", 4, R(RDI), 0x55667788)                                      \
	WRITE(64, "movq %rdx, (%rdi)", 8, R(RDI), R(RDX))                                          \
	READ(64, "movb (%rdx), %cl", 1, R(RDX), RCX, 0x00000001000010ff)                           \
	READ(64, "movw (%rdx), %dx", 2, R(RDX), RDX, 0x112233445566feff)                           \
	READ(64, "movl (%rdi), %edx", 4, R(RDI), RDX, 0xcccdfeff)                                  \
	READ(64, "movq (%rdi), %rdx", 8, R(RDI), RDX, READ_VALUE)                                  \
	WRITE(64, "movb $0x85, (%rdi)", 1, R(RDI), 0x85)                                           \
	WRITE(64, "movw $0x8586, (%rdi)", 2, R(RDI), 0x8586)                                       \
	WRITE(64, "movl $0x85868788, (%rdi)", 4, R(RDI), 0x85868788)                               \
	WRITE(64, "movq $-2, (%rdi)", 8, R(RDI), 0xfffffffffffffffe)                               \
	WRITE(64, "movq $0x12345678, 8(%rdi)", 8, R(RDI) + 8, 0x12345678)                          \
	/* every kind of register */                                                               \
	WRITE(64, "movb %ah, (%rdx)", 1, R(RDX), 0xa6)                                             \
	WRITE(64, "movb %ch, (%rdx)", 1, R(RDX), 0x10)                                             \
	WRITE(64, "movb %dh, (%rdx)", 1, R(RDX), 0x77)                                             \
	WRITE(64, "movb %bh, (%rdx)", 1, R(RDX), 0x20)                                             \
	WRITE(64, "movb %spl, (%rdx)", 1, R(RDX), 0x00)                                            \
	WRITE(64, "movb %sil, (%rdx)", 1, R(RDX), 0x04)                                            \
	WRITE(64, "movb %r8b, (%rdx)", 1, R(RDX), 0x87)                                            \
	WRITE(64, "movl %esp, (%rdx)", 4, R(RDX), 0x3000)                                          \
	WRITE(64, "movw %r14w, (%rdx)", 2, R(RDX), 0xe6e7)                                         \
	WRITE(64, "movl %r15d, (%r11)", 4, R(R11), 0xfffffff8)                                     \
	READ(64, "movb (%rdx), %ah", 1, R(RDX), RAX, 0xa0a1a2a3a4a5ffa7)                           \
	READ(64, "movb (%rdx), %bh", 1, R(RDX), RBX, 0xffff88800000ff00)                           \
	READ(64, "movb (%rdx), %dil", 1, R(RDX), RDI, 0xffffffffffffffff)                          \
	READ(64, "movb (%rdx), %r11b", 1, R(RDX), R11, 0xb0b1b2b3b4b5b6ff)                         \
	READ(64, "movl (%rdx), %r8d", 4, R(RDX), R8, 0xcccdfeff)                                   \
	READ(64, "movq (%r8), %r14", 8, R(R8), R14, READ_VALUE)                                    \
	/* extension */                                                                            \
	READ(64, "movzbw (%rdx), %ax", 1, R(RDX), RAX, 0xa0a1a2a3a4a500ff)                         \
	READ(64, "movzbl (%rdx), %eax", 1, R(RDX), RAX, 0xff)                                      \
	READ(64, "movzbl (%rdx), %esi", 1, R(RDX), RSI, 0xff)                                      \
	READ(64, "movzbq (%rdx), %r9", 1, R(RDX), R9, 0xff)                                        \
	READ(64, "movzwl (%rdx), %ecx", 2, R(RDX), RCX, 0xfeff)                                    \
	READ(64, "movzwq (%rdx), %rcx", 2, R(RDX), RCX, 0xfeff)                                    \
	READ(64, ".byte 0x66; movzwl (%rdx), %ecx", 2, R(RDX), RCX, 0x000000010000feff)            \
	READ(64, "movsbw (%rdx), %ax", 1, R(RDX), RAX, 0xa0a1a2a3a4a5ffff)                         \
	READ(64, "movsbl (%rdx), %esp", 1, R(RDX), RSP, 0xffffffff)                                \
	READ(64, "movsbq (%rdx), %rbp", 1, R(RDX), RBP, 0xffffffffffffffff)                        \
	READ(64, "movswl (%rdx), %ecx", 2, R(RDX), RCX, 0xfffffeff)                                \
	READ(64, "movswq (%rdx), %r12", 2, R(RDX), R12, 0xfffffffffffffeff)                        \
	/* addressing */                                                                           \
	READ(64, "movl 0x10(%rbx), %eax", 4, R(RBX) + 0x10, RAX, 0xcccdfeff)                       \
	READ(64, "movl -0x80(%rbx), %eax", 4, R(RBX) - 0x80, RAX, 0xcccdfeff)                      \
	READ(64, "movl 0x12345678(%rbx), %eax", 4, R(RBX) + 0x12345678, RAX, 0xcccdfeff)           \
	READ(64, "movl -0x12345678(%rbx), %eax", 4, R(RBX) - 0x12345678, RAX, 0xcccdfeff)          \
	READ(64, "movl (%rbx,%rsi), %eax", 4, R(RBX) + R(RSI), RAX, 0xcccdfeff)                    \
	READ(64, "movl 4(%rbx,%rsi,8), %eax", 4, R(RBX) + R(RSI) * 8 + 4, RAX, 0xcccdfeff)         \
	READ(64, "movl 0x400(%r9,%r10,2), %eax", 4, R(R9) + R(R10) * 2 + 0x400, RAX, 0xcccdfeff)   \
	READ(64, "movl (%rax,%r12,4), %eax", 4, R(RAX) + R(R12) * 4, RAX, 0xcccdfeff)              \
	READ(64, "movl (,%r15,8), %eax", 4, R(R15) * 8, RAX, 0xcccdfeff)                           \
	READ(64, "movl -0x11fffe0, %ecx", 4, 0xfffffffffee00020, RCX, 0xcccdfeff)                  \
	READ(64, "movl 0x7ee00020(,%rcx,1), %eax", 4, R(RCX) + 0x7ee00020, RAX, 0xcccdfeff)        \
	READ_SS(64, "movl (%rsp), %eax", 4, R(RSP), RAX, 0xcccdfeff)                               \
	READ_SS(64, "movl 8(%rsp,%rdx,2), %eax", 4, R(RSP) + R(RDX) * 2 + 8, RAX, 0xcccdfeff)      \
	READ_SS(64, "movl (%rbp), %eax", 4, R(RBP), RAX, 0xcccdfeff)                               \
	READ(64, "movl (%r12), %eax", 4, R(R12), RAX, 0xcccdfeff)                                  \
	READ(64, "movl (%r13), %eax", 4, R(R13), RAX, 0xcccdfeff)                                  \
	READ(64, "movl (%r13,%r12), %eax", 4, R(R13) + R(R12), RAX, 0xcccdfeff)                    \
	READ(64, "movl 0x1234(%rip), %eax", 4, NEXT_RIP + 0x1234, RAX, 0xcccdfeff)                 \
	WRITE(64, "movl $0x11223344, -0x10(%rip)", 4, NEXT_RIP - 0x10, 0x11223344)                 \
	READ(64, "movl (%r9d), %eax", 4, 0x6000, RAX, 0xcccdfeff)                                  \
	READ(64, "movl 8(%ebx,%ecx,2), %eax", 4, 0x4008, RAX, 0xcccdfeff)                          \
	READ(64, "movl 0x20(%eip), %eax", 4, (u32)NEXT_RIP + 0x20, RAX, 0xcccdfeff)                \
	READ(64, "movabs 0x1122334455667788, %al", 1, 0x1122334455667788, RAX, 0xa0a1a2a3a4a5a6ff) \
	READ(64, "movabs 0x1122334455667788, %ax", 2, 0x1122334455667788, RAX, 0xa0a1a2a3a4a5feff) \
	READ(64, "movabs 0xf122334455667788, %eax", 4, 0xf122334455667788, RAX, 0xcccdfeff)        \
	READ(64, "movabs 0x1122334455667788, %rax", 8, 0x1122334455667788, RAX, READ_VALUE)        \
	WRITE(64, "movabs %al, 0x1122334455667788", 1, 0x1122334455667788, 0xa7)                   \
	WRITE(64, "movabs %eax, 0x1122334455667788", 4, 0x1122334455667788, 0xa4a5a6a7)            \
	WRITE(64, "movabs %rax, 0x1122334455667788", 8, 0x1122334455667788, R(RAX))                \
	READ(64, ".byte 0x67, 0xa1, 0, 3, 0xe0, 0xfe", 4, 0xfee00300, RAX, 0xcccdfeff)             \
	/* prefixes in any number and order; REX directly before the opcode only */                \
	WRITE(64, ".byte 0x66, 0x67, 0x89, 0x0a", 2, 0x55667788, 0x1000)                           \
	WRITE(64, ".byte 0x67, 0x66, 0x66, 0x89, 0x0a", 2, 0x55667788, 0x1000)                     \
	WRITE(64, ".byte 0x48, 0x66, 0x89, 0x0a", 2, R(RDX), 0x1000)                               \
	WRITE(64, ".byte 0x66, 0x48, 0x89, 0x0a", 8, R(RDX), R(RCX))                               \
	WRITE(64, ".byte 0x48, 0x44, 0x89, 0x02", 4, R(RDX), 0x84858687)                           \
	WRITE(64, ".byte 0x40, 0x88, 0x22", 1, R(RDX), 0x00)                                       \
	WRITE(64, ".byte 0x48, 0xc7, 0x42, 0x01, 1, 0, 0, 0x80", 8, R(RDX) + 1,                    \
	      0xffffffff80000001)                                                                  \
	/* index RSP means none, R12 is one */                                                     \
	READ(64, ".byte 0x8b, 0x04, 0x23", 4, R(RBX), RAX, 0xcccdfeff)                             \
	READ(64, ".byte 0x42, 0x8b, 0x04, 0xe3", 4, R(RBX) + R(R12) * 8, RAX, 0xcccdfeff)          \
	/* 32-bit code */                                                                          \
	WRITE(32, "movb %ah, (%edx)", 1, 0x55667788, 0xa6)                                         \
	WRITE(32, "movw %cx, (%edx)", 2, 0x55667788, 0x1000)                                       \
	WRITE(32, "movl %edx, 0xfee00300", 4, 0xfee00300, 0x55667788)                              \
	WRITE(32, "movl %eax, 0xfee00300", 4, 0xfee00300, 0xa4a5a6a7)                              \
	WRITE(32, "movl $0x11223344, 0xfee00300(,%esi,4)", 4, 0xfee14310, 0x11223344)              \
	READ(32, "movl 0xfee00300, %eax", 4, 0xfee00300, RAX, 0xcccdfeff)                          \
	READ(32, "movl 8(%edi,%edi,4), %ecx", 4, 0xfffffb08, RCX, 0xcccdfeff)                      \
	READ(32, "movzbl (%ebx), %edx", 1, 0x2000, RDX, 0xff)                                      \
	READ_SS(32, "movl 4(%esp), %eax", 4, 0x3004, RAX, 0xcccdfeff)                              \
	READ_SS(32, "movl (%ebp), %eax", 4, 0x4000, RAX, 0xcccdfeff)                               \
	READ(32, "movl (%bx,%si), %eax", 4, 0x7004, RAX, 0xcccdfeff)                               \
	READ(32, "addr16 movl 0x1234, %ecx", 4, 0x1234, RCX, 0xcccdfeff)                           \
	/* 16-bit code */                                                                          \
	WRITE(16, "movb %al, (%bx,%di)", 1, 0x1f00, 0xa7)                                          \
	WRITE(16, "movw %dx, (%si)", 2, 0x5004, 0x7788)                                            \
	WRITE(16, "movl %edx, (%di)", 4, 0xff00, 0x55667788)                                       \
	WRITE(16, "movl %edx, (%edi)", 4, 0xffffff00, 0x55667788)                                  \
	WRITE(16, "movw $0x1234, 0x5678", 2, 0x5678, 0x1234)                                       \
	WRITE(16, "movl $0x12345678, (%bx)", 4, 0x2000, 0x12345678)                                \
	READ(16, "movw 0x5678, %ax", 2, 0x5678, RAX, 0xa0a1a2a3a4a5feff)                           \
	READ(16, "movw -2(%bx), %dx", 2, 0x1ffe, RDX, 0x112233445566feff)                          \
	READ(16, "movw 0x1000(%bx,%si), %dx", 2, 0x8004, RDX, 0x112233445566feff)                  \
	READ_SS(16, "movw (%bp,%si), %dx", 2, 0x9004, RDX, 0x112233445566feff)                     \
	READ_SS(16, "movw (%bp,%di), %dx", 2, 0x3f00, RDX, 0x112233445566feff)                     \
	READ_SS(16, "movw 2(%bp), %dx", 2, 0x4002, RDX, 0x112233445566feff)                        \
	READ(16, "movzbw (%bx), %cx", 1, 0x2000, RCX, 0x00000001000000ff)

/* clang-format off */
#define READ(bits, text, ...)	 ASSEMBLE(bits, text)
#define READ_SS(bits, text, ...) ASSEMBLE(bits, text)
#define WRITE(bits, text, ...)	 ASSEMBLE(bits, text)
#define ASSEMBLE(bits, text)                                                                       \
	".pushsection insn_code, \"a\"\n.code" #bits "\n1: " text "\n2: .code64\n.popsection\n"    \
	".pushsection insn_table, \"aw\"\n.quad 1b, 2b - 1b\n.popsection\n"
asm(INSNS);
#undef READ
#undef READ_SS
#undef WRITE

#define READ(bits, text, width, address, reg, value)                                               \
	{ text, bits / 8, width, false, address, value, reg, INSN_DS },
#define READ_SS(bits, text, width, address, reg, value)                                            \
	{ text, bits / 8, width, false, address, value, reg, INSN_SS },
#define WRITE(bits, text, width, address, value)                                                   \
	{ text, bits / 8, width, true, address, value, 0, INSN_DS },
/* clang-format on */

extern const struct code {
	const u8 *bytes;
	u64 size;
} __start_insn_table[], __stop_insn_table[];

/* A copy that ends where the memory ends, so that reading more is caught. */
static u8 *exact_copy(const u8 *bytes, unsigned int size)
{
	u8 *copy = malloc(size ?: 1);

	memcpy(copy, bytes, size);
	return copy;
}

static int decode_exact(const u8 *bytes, unsigned int size, enum cpu_mode mode, struct insn *insn)
{
	u8 *copy = exact_copy(bytes, size);
	int result = decode_mmio(copy, size, mode, insn);

	free(copy);
	return result;
}

static void check_insn(const struct expected *e, const struct code *code)
{
	u64 base = e->mode == CPU_MODE_64 ? 0 : SEGMENT_BASE, after[16], address;
	struct insn insn;

	cr_assert_eq(decode_exact(code->bytes, code->size, e->mode, &insn), 0, "%s", e->text);
	cr_expect_eq(insn.length, code->size, "%s: length %d", e->text, insn.length);
	cr_expect_eq(insn.width, e->width, "%s: width %d", e->text, insn.width);
	cr_expect_eq(insn.is_write, e->is_write, "%s: direction", e->text);
	cr_expect_eq(insn.segment, e->segment, "%s: segment", e->text);
	address = e->address + base;
	address = e->mode == CPU_MODE_64 ? address : (u32)address;
	cr_expect_eq(insn_linear_address(&insn, gprs, NEXT_RIP, base), address,
		     "%s: address %llx, not %llx", e->text,
		     insn_linear_address(&insn, gprs, NEXT_RIP, base), address);
	if (e->is_write) {
		cr_expect_eq(insn_store_value(&insn, gprs), e->value, "%s: value %llx", e->text,
			     insn_store_value(&insn, gprs));
		return;
	}
	memcpy(after, gprs, sizeof(after));
	insn_store_result(&insn, after, READ_VALUE);
	cr_expect_eq(after[e->reg], e->value, "%s: result %llx", e->text, after[e->reg]);
	for (unsigned int n = 0; n < 16; n++) {
		cr_expect(n == e->reg || after[n] == gprs[n], "%s changes register %u", e->text, n);
	}
}

Test(decode, all_forms_as_the_assembler_encodes_them)
{
	const struct expected expected[] = { INSNS };
	const unsigned int count = ARRAY_SIZE(expected);

	cr_assert_eq((unsigned long)(__stop_insn_table - __start_insn_table), count);
	for (unsigned int n = 0; n < count; n++) {
		check_insn(&expected[n], &__start_insn_table[n]);
	}
}

Test(decode, cut_instructions_say_how_much_is_missing)
{
	const struct expected expected[] = { INSNS };
	struct insn insn;

	for (unsigned int n = 0; n < ARRAY_SIZE(expected); n++) {
		const struct code *code = &__start_insn_table[n];

		for (unsigned int size = 0; size < code->size; size++) {
			int needed = decode_exact(code->bytes, size, expected[n].mode, &insn);

			cr_expect_gt(needed, (int)size, "%s cut to %u", expected[n].text, size);
			cr_expect_leq(needed, (int)code->size, "%s cut to %u: %d", expected[n].text,
				      size, needed);
		}
	}
}

static void expect_unsupported(enum cpu_mode mode, const char *bytes, unsigned int size)
{
	struct insn insn;

	cr_expect_eq(decode_exact((const u8 *)bytes, size, mode, &insn), DECODE_UNSUPPORTED,
		     "%02x %02x %02x in mode %d", (u8)bytes[0], (u8)bytes[1], (u8)bytes[2], mode);
}

#define UNSUPPORTED(mode, bytes) expect_unsupported(mode, bytes, sizeof(bytes) - 1)

Test(decode, everything_else_is_refused)
{
	UNSUPPORTED(CPU_MODE_64, "\xf0\x89\x02");	  /* LOCK */
	UNSUPPORTED(CPU_MODE_64, "\xf3\x89\x02");	  /* REP */
	UNSUPPORTED(CPU_MODE_64, "\xf2\x89\x02");	  /* REPNE */
	UNSUPPORTED(CPU_MODE_64, "\x65\x89\x02");	  /* GS */
	UNSUPPORTED(CPU_MODE_64, "\x2e\x89\x02");	  /* CS */
	UNSUPPORTED(CPU_MODE_64, "\x89\xc2");		  /* register to register */
	UNSUPPORTED(CPU_MODE_64, "\xc7\xc0\x01\0\0\0");	  /* immediate to register */
	UNSUPPORTED(CPU_MODE_64, "\xc7\x48\x01\1\0\0\0"); /* group 11, member 1 */
	UNSUPPORTED(CPU_MODE_64, "\xc6\x38\x01");
	UNSUPPORTED(CPU_MODE_64, "\x01\x02");	      /* ADD */
	UNSUPPORTED(CPU_MODE_64, "\x87\x02");	      /* XCHG */
	UNSUPPORTED(CPU_MODE_64, "\xa5\x90\x90");     /* MOVS */
	UNSUPPORTED(CPU_MODE_64, "\xff\x32\x90");     /* PUSH */
	UNSUPPORTED(CPU_MODE_64, "\x0f\xb0\x02");     /* CMPXCHG */
	UNSUPPORTED(CPU_MODE_64, "\x0f\x7f\x02");     /* MOVQ from MMX */
	UNSUPPORTED(CPU_MODE_64, "\x8c\x02\x90");     /* MOV from a segment register */
	UNSUPPORTED(CPU_MODE_64, "\xc5\xfa\x7f\x02"); /* VEX */
	UNSUPPORTED(CPU_MODE_32, "\x48\x89\x02");     /* DEC, no REX */
	UNSUPPORTED(CPU_MODE_16, "\x40\x89\x02");
	/* longer than any instruction */
	UNSUPPORTED(CPU_MODE_64,
		    "\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66");
	UNSUPPORTED(CPU_MODE_64,
		    "\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x89\x02");
	UNSUPPORTED(CPU_MODE_64, "\x66\x66\x66\x66\x66\x66\x66\x66\x48\xa1\1\2\3\4\5\6\7\x08");
}

/* Length of the memory operand after the opcode, straight from the manual's tables. */
static unsigned int operand_length(const u8 *modrm, enum cpu_mode address_size)
{
	unsigned int mod = modrm[0] >> 6, rm = modrm[0] & 7, length = 1;

	if (address_size == CPU_MODE_16) {
		return length + (mod == 1 ? 1 : mod == 2 || rm == 6 ? 2 : 0);
	}
	if (rm == 4) {
		length++;
		rm = modrm[1] & 7;
	}
	return length + (mod == 1 ? 1 : mod == 2 || rm == 5 ? 4 : 0);
}

static void check_all_operands(enum cpu_mode mode, const u8 *prefix, unsigned int prefixes,
			       enum cpu_mode address_size)
{
	u8 bytes[INSN_MAX_LENGTH] = { 0 };
	struct insn insn;

	memcpy(bytes, prefix, prefixes);
	bytes[prefixes] = 0x8b;
	for (unsigned int code = 0; code < 0x10000; code++) {
		u8 *modrm = bytes + prefixes + 1;
		int result;

		modrm[0] = code >> 8;
		modrm[1] = code;
		result = decode_mmio(bytes, sizeof(bytes), mode, &insn);
		if (modrm[0] >= 0xc0) {
			cr_assert_eq(result, DECODE_UNSUPPORTED);
			continue;
		}
		cr_assert_eq(result, 0);
		cr_assert_eq(insn.length, prefixes + 1 + operand_length(modrm, address_size),
			     "mode %d, %u prefixes, operand %04x: length %d", mode, prefixes, code,
			     insn.length);
	}
}

Test(decode, length_of_every_operand)
{
	static const u8 prefixes[] = { 0x67, 0x4f };

	check_all_operands(CPU_MODE_64, prefixes, 0, CPU_MODE_64);
	check_all_operands(CPU_MODE_64, prefixes, 1, CPU_MODE_32);
	check_all_operands(CPU_MODE_64, prefixes, 2, CPU_MODE_32);
	check_all_operands(CPU_MODE_64, prefixes + 1, 1, CPU_MODE_64);
	check_all_operands(CPU_MODE_32, prefixes, 0, CPU_MODE_32);
	check_all_operands(CPU_MODE_32, prefixes, 1, CPU_MODE_16);
	check_all_operands(CPU_MODE_16, prefixes, 0, CPU_MODE_16);
	check_all_operands(CPU_MODE_16, prefixes, 1, CPU_MODE_32);
}

Test(decode, random_bytes)
{
	static const enum cpu_mode modes[] = { CPU_MODE_16, CPU_MODE_32, CPU_MODE_64 };
	static const u8 starts[] = { 0x88, 0x89, 0x8a, 0x8b, 0xa0, 0xa1, 0xa2, 0xa3,
				     0xc6, 0xc7, 0x0f, 0x66, 0x67, 0x40, 0x48, 0x4f };
	unsigned int decoded = 0;
	u8 bytes[20];

	srand(1);
	for (unsigned int n = 0; n < 300000; n++) {
		unsigned int size = rand() % (sizeof(bytes) + 1);
		enum cpu_mode mode = modes[rand() % 3];
		u64 registers[16];
		struct insn insn;
		int result;

		for (unsigned int m = 0; m < size; m++) {
			bytes[m] = rand() % 2 && m < 4 ? starts[rand() % sizeof(starts)] : rand();
		}
		result = decode_exact(bytes, size, mode, &insn);
		if (result) {
			cr_assert(result == DECODE_UNSUPPORTED ||
				  (result > (int)size && result <= INSN_MAX_LENGTH));
			continue;
		}
		decoded++;
		cr_assert_leq(insn.length, MIN(size, INSN_MAX_LENGTH));
		cr_assert(insn.width == 1 || insn.width == 2 || insn.width == 4 || insn.width == 8);
		cr_assert_lt(insn.reg, 16);
		memcpy(registers, gprs, sizeof(registers));
		insn_linear_address(&insn, registers, NEXT_RIP, 0);
		insn_store_value(&insn, registers);
		insn_store_result(&insn, registers, READ_VALUE);
	}
	cr_assert_gt(decoded, 10000);
}
