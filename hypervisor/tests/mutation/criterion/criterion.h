/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MUTATION_CRITERION_H
#define MUTATION_CRITERION_H

/*
 * As much of Criterion as the tests of the checker use, for thousands of runs:
 * all tests in one process, which ends with the first failure.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct mutation_test {
	void (*run)(void);
	const char *name;
	struct mutation_test *next;
};

void mutation_register(struct mutation_test *test);
void __attribute__((noreturn)) mutation_failed(const char *file, int line);

#define Test(suite, test, ...)                                                                     \
	static void run_##suite##_##test(void);                                                    \
	__attribute__((constructor)) static void register_##suite##_##test(void)                   \
	{                                                                                          \
		static struct mutation_test self = { run_##suite##_##test, #suite "::" #test };    \
                                                                                                   \
		mutation_register(&self);                                                          \
	}                                                                                          \
	static void run_##suite##_##test(void)

#define cr_assert(condition, ...)	  ((condition) ? (void)0 : mutation_failed(__FILE__, __LINE__))
#define cr_assert_not(condition, ...)	  cr_assert(!(condition))
#define cr_assert_fail(...)		  cr_assert(0)
#define cr_assert_eq(a, b, ...)		  cr_assert((a) == (b))
#define cr_assert_geq(a, b, ...)	  cr_assert((a) >= (b))
#define cr_assert_gt(a, b, ...)		  cr_assert((a) > (b))
#define cr_assert_leq(a, b, ...)	  cr_assert((a) <= (b))
#define cr_assert_lt(a, b, ...)		  cr_assert((a) < (b))
#define cr_assert_neq(a, b, ...)	  cr_assert((a) != (b))
#define cr_assert_not_null(pointer, ...)  cr_assert((pointer) != NULL)
#define cr_assert_null(pointer, ...)	  cr_assert((pointer) == NULL)
#define cr_assert_arr_eq(a, b, size, ...) cr_assert(!memcmp(a, b, size))
#define cr_assert_str_eq(a, b, ...)	  cr_assert(!strcmp(a, b))
#define cr_assert_str_empty(text, ...)	  cr_assert(!*(text))
#define cr_expect			  cr_assert
#define cr_expect_not			  cr_assert_not
#define cr_expect_eq			  cr_assert_eq
#define cr_expect_neq			  cr_assert_neq
#define cr_expect_geq			  cr_assert_geq
#define cr_expect_gt			  cr_assert_gt
#define cr_expect_leq			  cr_assert_leq
#define cr_expect_lt			  cr_assert_lt
#define cr_expect_not_null		  cr_assert_not_null
#define cr_expect_null			  cr_assert_null
#define cr_expect_arr_eq		  cr_assert_arr_eq
#define cr_expect_str_eq		  cr_assert_str_eq
#define cr_expect_str_empty		  cr_assert_str_empty

#endif
