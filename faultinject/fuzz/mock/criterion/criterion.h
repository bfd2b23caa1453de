/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FUZZ_MOCK_CRITERION_H
#define FUZZ_MOCK_CRITERION_H

/* The small machine of the unit tests asserts by Criterion, which a fuzz target is without. */

#include "../../target.h"

#define cr_assert(condition, ...) CLAIM(condition, #condition)
#define cr_assert_fail(...)	  CLAIM(false, "this is never reached")
#define cr_assert_eq(a, b, ...)	  CLAIM((a) == (b), #a " is " #b)
#define cr_assert_lt(a, b, ...)	  CLAIM((a) < (b), #a " is below " #b)
#define cr_assert_leq(a, b, ...)  CLAIM((a) <= (b), #a " is at most " #b)
#define cr_assert_geq(a, b, ...)  CLAIM((a) >= (b), #a " is at least " #b)
#define cr_expect_not_null(a)	  CLAIM((a) != NULL, #a " is there")

#endif
