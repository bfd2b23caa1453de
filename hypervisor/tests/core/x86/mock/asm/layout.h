/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOCK_ASM_LAYOUT_H
#define MOCK_ASM_LAYOUT_H

/* The CPU's private area and the guest's memory lie where the tests put them. */
#include_next <asm/layout.h>

extern struct arch_percpu private_area;
extern unsigned long guest_window;

#undef PERCPU_BASE
#define PERCPU_BASE ((unsigned long)&private_area)
#undef GUEST_WINDOW
#define GUEST_WINDOW guest_window
#undef GUEST_WINDOW_SLOTS
#define GUEST_WINDOW_SLOTS 1

#endif
