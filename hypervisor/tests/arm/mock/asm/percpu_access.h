/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_PERCPU_ACCESS_H
#define ASM_PERCPU_ACCESS_H

/* The calling CPU is chosen by the tests. */
extern struct arch_percpu *test_private;
extern struct percpu *test_public;

static inline struct arch_percpu *this_arch(void)
{
	return test_private;
}

static inline struct percpu *this_cpu(void)
{
	return test_public;
}

#endif
