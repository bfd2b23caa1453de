/* SPDX-License-Identifier: GPL-2.0-only */

/* One instruction of each extension that the library says it switched on. */

#include <inmate.h>
#include <test.h>

struct vector {
	u32 word[8];
} __attribute__((aligned(32)));

/* 1.0, 2.0, 3.0, 4.0 as floating point numbers */
static const struct vector floats = { { 0x3f800000, 0x40000000, 0x40400000, 0x40800000, 0x3f800000,
					0x40000000, 0x40400000, 0x40800000 } };

#define F32_2 0x40000000
#define F32_3 0x40400000
#define F32_4 0x40800000
#define F32_7 0x40e00000
#define F32_8 0x41000000

static struct vector result;

static void test_sse(void)
{
	asm volatile("movaps %1,%%xmm0; addps %%xmm0,%%xmm0; movaps %%xmm0,%0"
		     : "=m"(result)
		     : "m"(floats));
	EXPECT_EQUAL(result.word[0], F32_2);
	EXPECT_EQUAL(result.word[3], F32_8);
}

static void test_sse2(void)
{
	asm volatile("movdqa %1,%%xmm1; paddd %%xmm1,%%xmm1; movdqa %%xmm1,%0"
		     : "=m"(result)
		     : "m"(floats));
	EXPECT_EQUAL(result.word[0], 0x7f000000);
	EXPECT_EQUAL(result.word[2], 0x80800000);
}

static void test_sse3(void)
{
	asm volatile("movaps %1,%%xmm2; haddps %%xmm2,%%xmm2; movaps %%xmm2,%0"
		     : "=m"(result)
		     : "m"(floats));
	EXPECT_EQUAL(result.word[0], F32_3);
	EXPECT_EQUAL(result.word[1], F32_7);
}

static void test_sse4_1(void)
{
	static const struct vector factors = { { 3, 5, 7, 9 } };

	asm volatile("movdqa %1,%%xmm3; pmulld %%xmm3,%%xmm3; movdqa %%xmm3,%0"
		     : "=m"(result)
		     : "m"(factors));
	EXPECT_EQUAL(result.word[0], 9);
	EXPECT_EQUAL(result.word[3], 81);
}

static void test_sse4_2(void)
{
	u32 crc = 0;

	asm volatile("crc32l %1,%0" : "+r"(crc) : "r"(1));
	EXPECT_EQUAL(crc, 0xdd45aab8);
}

static void test_pclmulqdq(void)
{
	static const struct vector factors = { { 3, 0, 5, 0 } };

	/* (x + 1) times (x^2 + 1) */
	asm volatile("movdqa %1,%%xmm4; pclmulqdq $0x10,%%xmm4,%%xmm4; movdqa %%xmm4,%0"
		     : "=m"(result)
		     : "m"(factors));
	EXPECT_EQUAL(result.word[0], 15);
}

static void test_avx(void)
{
	asm volatile("vmovaps %1,%%ymm5; vaddps %%ymm5,%%ymm5,%%ymm5; vmovaps %%ymm5,%0"
		     : "=m"(result)
		     : "m"(floats));
	EXPECT_EQUAL(result.word[0], F32_2);
	EXPECT_EQUAL(result.word[5], F32_4);
	EXPECT_EQUAL(result.word[7], F32_8);
}

static void run(const char *name, bool available, void (*test)(void))
{
	memset(&result, 0, sizeof(result));
	printk("Testing %s...%s\n", name, available ? "" : " not available");
	if (available) {
		test();
	}
}

void inmate_main(void)
{
	run("SSE", x86_cpu_features.sse, test_sse);
	run("SSE2", x86_cpu_features.sse2, test_sse2);
	run("SSE3", x86_cpu_features.sse3, test_sse3);
	run("SSE4.1", x86_cpu_features.sse4_1, test_sse4_1);
	run("SSE4.2", x86_cpu_features.sse4_2, test_sse4_2);
	run("PCLMULQDQ", x86_cpu_features.pclmulqdq, test_pclmulqdq);
	run("AVX", x86_cpu_features.avx, test_avx);
	printk("SSE test %s\n", all_passed ? "passed" : "FAILED");
	comm_region->cell_state = all_passed ? JAILHOUSE_CELL_SHUT_DOWN : JAILHOUSE_CELL_FAILED;
}
