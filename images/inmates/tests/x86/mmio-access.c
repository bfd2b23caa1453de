/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Reads and writes trapped memory with every width, in 64- and in 32-bit mode.
 * Needs a cell with the test device: the last 8 bytes of the page behind the
 * communication page show those of the communication page. More forms of the
 * instructions are tried by the fault inmate's mmio-all.
 */

#include <inmate.h>
#include <test.h>

#define TEST_OFFSET 0xff8UL
#define PLAIN	    ((char *)COMM_REGION_BASE + TEST_OFFSET)
#define TRAPPED	    ((char *)COMM_REGION_BASE + PAGE_SIZE + TEST_OFFSET)

#define PATTERN	 0x1122334455667788ULL
#define OLD	 0xa5a5a5a5UL
#define OLD_HIGH (~0UL << 16 << 16)

/* Load into a register that held something: narrow loads keep its upper part. */
#define LOAD(instruction)                                                                          \
	({                                                                                         \
		unsigned long __value = OLD | OLD_HIGH;                                            \
		asm volatile(instruction : "+a"(__value) : "b"(TRAPPED) : "memory");               \
		__value;                                                                           \
	})

#define STORE(instruction, value)                                                                  \
	asm volatile(instruction : : "a"((unsigned long)(value)), "b"(TRAPPED) : "memory")

static void test_read_widths(void)
{
	unsigned int n;

	mmio_write64(PLAIN, PATTERN);
	for (n = 0; n < 8; n++) {
		EXPECT_EQUAL(mmio_read8(TRAPPED + n), (u8)(PATTERN >> (8 * n)));
	}
	for (n = 0; n < 8; n += 2) {
		EXPECT_EQUAL(mmio_read16(TRAPPED + n), (u16)(PATTERN >> (8 * n)));
	}
	EXPECT_EQUAL(mmio_read32(TRAPPED), (u32)PATTERN);
	EXPECT_EQUAL(mmio_read32(TRAPPED + 4), PATTERN >> 32);
	EXPECT_EQUAL(mmio_read64(TRAPPED), PATTERN);
}

static void test_read_registers(void)
{
	EXPECT_EQUAL(LOAD("movb (%1),%b0"), OLD_HIGH | 0xa5a5a588);
	EXPECT_EQUAL(LOAD("movw (%1),%w0"), OLD_HIGH | 0xa5a57788);
	EXPECT_EQUAL(LOAD("movl (%1),%k0"), 0x55667788);
	EXPECT_EQUAL(LOAD("movzbw (%1),%w0"), OLD_HIGH | 0xa5a50088);
	EXPECT_EQUAL(LOAD("movzbl (%1),%k0"), 0x88);
	EXPECT_EQUAL(LOAD("movzwl (%1),%k0"), 0x7788);
	EXPECT_EQUAL(LOAD("movl 4(%1),%k0"), 0x11223344);
	EXPECT_EQUAL(LOAD("movl 0x101ffc,%k0"), 0x11223344);
#ifdef __x86_64__
	EXPECT_EQUAL(LOAD("movq (%1),%0"), PATTERN);
	EXPECT_EQUAL(LOAD("movzbq 1(%1),%0"), 0x77);
	EXPECT_EQUAL(LOAD("movzwq 2(%1),%0"), 0x5566);
	EXPECT_EQUAL(LOAD("movabs 0x101ff8,%0"), PATTERN);
	EXPECT_EQUAL(LOAD("movabs 0x101ff8,%k0"), 0x55667788);
#endif
}

static void test_write_widths(void)
{
	mmio_write64(PLAIN, PATTERN);
	mmio_write8(TRAPPED + 3, 0xab);
	EXPECT_EQUAL(mmio_read64(PLAIN), 0x11223344ab667788ULL);
	mmio_write16(TRAPPED + 6, 0xcdef);
	EXPECT_EQUAL(mmio_read64(PLAIN), 0xcdef3344ab667788ULL);
	mmio_write32(TRAPPED, 0x01234567);
	EXPECT_EQUAL(mmio_read64(PLAIN), 0xcdef334401234567ULL);
	mmio_write64(TRAPPED, ~PATTERN);
	EXPECT_EQUAL(mmio_read64(PLAIN), ~PATTERN);
}

static void test_write_immediates(void)
{
	mmio_write64(PLAIN, PATTERN);
	STORE("movl $0xdeadbeef,(%1)", 0);
	EXPECT_EQUAL(mmio_read64(PLAIN), 0x11223344deadbeefULL);
	STORE("movw $0xcafe,4(%1)", 0);
	EXPECT_EQUAL(mmio_read64(PLAIN), 0x1122cafedeadbeefULL);
	STORE("movl %k0,0x101ff8", 0x10203040);
	EXPECT_EQUAL(mmio_read64(PLAIN), 0x1122cafe10203040ULL);
#ifdef __x86_64__
	STORE("movq $-2,(%1)", 0);
	EXPECT_EQUAL(mmio_read64(PLAIN), -2ULL);
	STORE("movabs %0,0x101ff8", PATTERN);
	EXPECT_EQUAL(mmio_read64(PLAIN), PATTERN);
#endif
}

static bool verdict(const char *name)
{
	bool passed = all_passed;

	printk("MMIO %s test %s\n", name, passed ? "passed" : "FAILED");
	all_passed = true;
	return passed;
}

void inmate_main(void)
{
	bool passed;

	test_read_widths();
	test_read_registers();
	passed = verdict("read");

	test_write_widths();
	test_write_immediates();
	passed = verdict("write") && passed;

	comm_region->cell_state = passed ? JAILHOUSE_CELL_SHUT_DOWN : JAILHOUSE_CELL_FAILED;
}
