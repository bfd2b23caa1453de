/* SPDX-License-Identifier: GPL-2.0-only */
#include <criterion/criterion.h>
#include <stdlib.h>
#include "../../lib/arm-common/include/arithmetic.h"

static u64 random_of_any_size(void)
{
	u64 value = (u64)rand() << 42 ^ (u64)rand() << 21 ^ rand();

	return value >> (rand() % 64);
}

Test(arm_arithmetic, division_agrees_with_the_processor)
{
	unsigned int n;

	for (n = 0; n < 100000; n++) {
		u64 value = random_of_any_size(), divisor = random_of_any_size() | 1, rest;

		cr_assert_eq(divide_u64(value, divisor, &rest), value / divisor);
		cr_assert_eq(rest, value % divisor);
	}
}

Test(arm_arithmetic, division_of_the_greatest_numbers)
{
	u64 rest;

	cr_expect_eq(divide_u64(~0ULL, ~0ULL, &rest), 1);
	cr_expect_eq(rest, 0);
	cr_expect_eq(divide_u64(~0ULL - 1, ~0ULL, &rest), 0);
	cr_expect_eq(rest, ~0ULL - 1);
	cr_expect_eq(divide_u64(~0ULL, 1ULL << 63, &rest), 1);
	cr_expect_eq(rest, (1ULL << 63) - 1);
	cr_expect_eq(divide_u64(0, 7, &rest), 0);
}

Test(arm_arithmetic, nanoseconds_of_ticks)
{
	/* QEMU: 62.5 MHz, newer 1 GHz; boards: 24 MHz, 19.2 MHz */
	cr_expect_eq(ticks_to_ns(1, 62500000), 16);
	cr_expect_eq(ticks_to_ns(62500000, 62500000), 1000000000);
	cr_expect_eq(ticks_to_ns(24, 24000000), 1000);
	cr_expect_eq(ticks_to_ns(1, 24000000), 41);
	cr_expect_eq(ticks_to_ns(192, 19200000), 10000);
	cr_expect_eq(ticks_to_ns(123456789, 1000000000), 123456789);
	/* a year */
	cr_expect_eq(ticks_to_ns(31536000ULL * 62500000 + 1, 62500000), 31536000000000016ULL);
}

Test(arm_arithmetic, affinity_as_redistributors_tell_it)
{
	cr_expect_eq(packed_affinity(0), 0);
	cr_expect_eq(packed_affinity(0x030201), 0x030201);
	cr_expect_eq(packed_affinity(0x0400030201), 0x04030201);
}

Test(arm_arithmetic, target_of_a_software_generated_interrupt)
{
	cr_expect_eq(sgi1r_value(0, 0), 1);
	cr_expect_eq(sgi1r_value(5, 3), 0x5000008);
	cr_expect_eq(sgi1r_value(15, 0x0100), 0xf010001);
	/* list 1 of 16 CPUs */
	cr_expect_eq(sgi1r_value(1, 0x12), 0x100001000004);
	cr_expect_eq(sgi1r_value(2, 0x0400030201), 0x0004000302020002ULL);
}
