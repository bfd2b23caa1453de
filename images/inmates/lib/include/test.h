/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_TEST_H
#define _INMATE_TEST_H

#include <inmate_common.h>

/** False as soon as one comparison failed. */
extern bool all_passed;

/** Compare, print the verdict with the line's number, remember failures. */
#define EXPECT_EQUAL(a, b) __evaluate((u64)(a), (u64)(b), __LINE__)

void __evaluate(u64 a, u64 b, int line);

#endif
