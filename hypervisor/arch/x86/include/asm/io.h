/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_IO_H
#define ASM_IO_H

#include <core/defs.h>

#define DEFINE_PORT_ACCESS(suffix, type)                                                           \
	static inline void out##suffix(type value, u16 port)                                       \
	{                                                                                          \
		asm volatile("out" #suffix " %0, %1" : : "a"(value), "Nd"(port));                  \
	}                                                                                          \
	static inline type in##suffix(u16 port)                                                    \
	{                                                                                          \
		type value;                                                                        \
		asm volatile("in" #suffix " %1, %0" : "=a"(value) : "Nd"(port));                   \
		return value;                                                                      \
	}
DEFINE_PORT_ACCESS(b, u8)
DEFINE_PORT_ACCESS(w, u16)
DEFINE_PORT_ACCESS(l, u32)

#endif
