/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H

/* The processor that runs the tests. */

#include <core/defs.h>

static inline void cpu_relax(void)
{
}

static inline void memory_barrier(void)
{
}

#endif
