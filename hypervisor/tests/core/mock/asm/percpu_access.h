/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOCK_ASM_PERCPU_ACCESS_H
#define MOCK_ASM_PERCPU_ACCESS_H

/* Each thread is a CPU. */
extern __thread struct percpu *calling_cpu;

static inline struct percpu *this_cpu(void)
{
	return calling_cpu;
}

#endif
