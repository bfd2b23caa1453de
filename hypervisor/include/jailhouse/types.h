/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef _JAILHOUSE_TYPES_H
#define _JAILHOUSE_TYPES_H

/*
 * Fixed-width types of the public interfaces. In the kernel and in hosted
 * programs the system's own definitions of __u8 and friends are taken.
 */
#ifdef __KERNEL__
#include <linux/types.h>
#elif !defined(__ASSEMBLY__)

#if __STDC_HOSTED__
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#else
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
#include <stdbool.h>
#include <stddef.h>
#endif

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s8 s8;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;

#endif

#endif
