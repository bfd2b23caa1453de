/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOCK_ASM_PERCPU_ACCESS_H
#define MOCK_ASM_PERCPU_ACCESS_H

extern struct percpu current_cpu;

static inline struct percpu *this_cpu(void)
{
	return &current_cpu;
}

#endif
