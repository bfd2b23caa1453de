/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_PERCPU_ACCESS_H
#define ASM_PERCPU_ACCESS_H

static inline struct arch_percpu *this_arch(void)
{
	return (struct arch_percpu *)PERCPU_BASE;
}

static inline struct percpu *this_cpu(void)
{
	return this_arch()->public;
}

#endif
