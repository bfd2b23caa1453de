/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Every single load and store without write-back, on a register window whose
 * accesses are emulated one by one.
 */

#include "fault.h"

static unsigned int passed, failed;

/* bytes of different values, with and without the sign bit */
#define PATTERN 0x8786f584f3828170ULL

static void expect(const char *insn, u64 found, u64 expected)
{
	if (found == expected) {
		passed++;
		return;
	}
	failed++;
	printk("%s gave %llx, expected %llx\n", insn, found, expected);
}

/* Whatever was in the register before must be gone. */
#define LOAD(insn, reg, offset, expected)                                                          \
	do {                                                                                       \
		u64 value = ~0ULL;                                                                 \
		asm volatile(insn " %" reg "0, [%1]"                                               \
			     : "+r"(value)                                                         \
			     : "r"(base + (offset))                                                \
			     : "memory");                                                          \
		expect(insn " " reg, value, expected);                                             \
	} while (0)

#define LOAD_AT(insn, reg, mode, expected)                                                         \
	do {                                                                                       \
		u64 value = ~0ULL;                                                                 \
		asm volatile(insn " %" reg "0, " mode                                              \
			     : "+r"(value)                                                         \
			     : "r"(base), "r"(two)                                                 \
			     : "memory");                                                          \
		expect(insn " " mode, value, expected);                                            \
	} while (0)

static u64 part(unsigned int offset, unsigned int size)
{
	u64 value = PATTERN >> (8 * offset);

	return size == 8 ? value : value & ((1ULL << (8 * size)) - 1);
}

static u64 sign_extended(unsigned int offset, unsigned int size)
{
	unsigned int unused = 64 - 8 * size;

	return (s64)(part(offset, size) << unused) >> unused;
}

static void test_loads(char *base)
{
	u64 two = 2;
	unsigned int n;

	asm volatile("str %0, [%1]" : : "r"(PATTERN), "r"(base) : "memory");
	for (n = 0; n < 8; n++) {
		LOAD("ldrb", "w", n, part(n, 1));
		LOAD("ldrsb", "w", n, (u32)sign_extended(n, 1));
		LOAD("ldrsb", "", n, sign_extended(n, 1));
	}
	for (n = 0; n < 7; n++) {
		LOAD("ldrh", "w", n, part(n, 2));
		LOAD("ldrsh", "w", n, (u32)sign_extended(n, 2));
		LOAD("ldrsh", "", n, sign_extended(n, 2));
	}
	for (n = 0; n < 5; n++) {
		LOAD("ldr", "w", n, part(n, 4));
		LOAD("ldrsw", "", n, sign_extended(n, 4));
	}
	LOAD("ldr", "", 0, PATTERN);
	LOAD("ldarb", "w", 1, part(1, 1));
	LOAD("ldarh", "w", 2, part(2, 2));
	LOAD("ldar", "w", 4, part(4, 4));
	LOAD("ldar", "", 0, PATTERN);
	LOAD_AT("ldr", "w", "[%1, #4]", part(4, 4));
	LOAD_AT("ldrb", "w", "[%1, %2]", part(2, 1));
	LOAD_AT("ldrh", "w", "[%1, %2, lsl #1]", part(4, 2));
	LOAD_AT("ldur", "w", "[%1, #3]", part(3, 4));
	LOAD_AT("ldr", "w", "[%1, %w2, uxtw]", part(2, 4));
	asm volatile("ldr xzr, [%0]; ldr wzr, [%0]" : : "r"(base) : "memory");
}

static u64 whole(char *base)
{
	u64 value;

	asm volatile("ldr %0, [%1]" : "=r"(value) : "r"(base) : "memory");
	return value;
}

#define STORE(insn, reg, offset, size)                                                             \
	do {                                                                                       \
		u64 mask = (size) == 8 ? ~0ULL : ((1ULL << (8 * (size))) - 1) << (8 * (offset));   \
		asm volatile("str %0, [%1]" : : "r"(PATTERN), "r"(base) : "memory");               \
		asm volatile(insn " %" reg "0, [%1]"                                               \
			     :                                                                     \
			     : "r"(0x1122334455667788ULL), "r"(base + (offset))                    \
			     : "memory");                                                          \
		expect(insn " " reg, whole(base),                                                  \
		       (PATTERN & ~mask) | (0x1122334455667788ULL << (8 * (offset)) & mask));      \
	} while (0)

static void test_stores(char *base)
{
	unsigned int n;

	for (n = 0; n < 8; n++) {
		STORE("strb", "w", n, 1);
	}
	for (n = 0; n < 7; n++) {
		STORE("strh", "w", n, 2);
	}
	for (n = 0; n < 5; n++) {
		STORE("str", "w", n, 4);
	}
	STORE("str", "", 0, 8);
	STORE("stlrb", "w", 3, 1);
	STORE("stlrh", "w", 2, 2);
	STORE("stlr", "w", 4, 4);
	STORE("stlr", "", 0, 8);
	asm volatile("str %0, [%1]; str wzr, [%1]" : : "r"(PATTERN), "r"(base) : "memory");
	expect("str wzr", whole(base), PATTERN & ~0xffffffffULL);
	asm volatile("str %0, [%1]; str xzr, [%1]" : : "r"(PATTERN), "r"(base) : "memory");
	expect("str xzr", whole(base), 0);
}

void fault_mmio_all(void)
{
	char *base = param_address(TRAPPED_REGION);

	test_loads(base);
	printk("MMIO read test %s: %u forms, %u failed\n", failed ? "FAILED" : "passed", passed,
	       failed);
	passed = 0;
	failed = 0;
	test_stores(base);
	printk("MMIO write test %s: %u forms, %u failed\n", failed ? "FAILED" : "passed", passed,
	       failed);
}
