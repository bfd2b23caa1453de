/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_DUMP_H
#define ASM_DUMP_H

#include <core/percpu.h>

/** Print registers, with those of the exception that brought the CPU here. */
void dump_registers(const struct guest_regs *regs, u64 sp, u64 elr);

#endif
