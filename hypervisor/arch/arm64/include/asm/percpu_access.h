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

/** Registers of the calling CPU's guest; x19 to x29 only in handlers of rare exits. */
static inline struct guest_regs *guest_regs(void)
{
	return (struct guest_regs *)(PERCPU_BASE + STACK_SIZE - FRAME_SIZE);
}

#endif
