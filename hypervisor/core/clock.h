/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include <core/defs.h>

/** Free-running time in microseconds, from an arbitrary origin. */
u64 clock_us(void);

/** How long other CPUs may take to answer: generous, emulated ones share the host's. */
#define CPU_TIMEOUT_US 10000000ULL

#endif
