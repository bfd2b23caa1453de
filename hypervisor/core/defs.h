/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_DEFS_H
#define CORE_DEFS_H

/* Basics that every part of the hypervisor uses. */

#include <jailhouse/types.h>

#define PAGE_SHIFT     12
#define PAGE_SIZE      (1UL << PAGE_SHIFT)
#define PAGE_OFFS_MASK (PAGE_SIZE - 1)
#define PAGE_MASK      (~PAGE_OFFS_MASK)
#define PAGE_ALIGN(s)  (((s) + PAGE_OFFS_MASK) & PAGE_MASK)
#define PAGES(s)       (((s) + PAGE_OFFS_MASK) >> PAGE_SHIFT)

#define EPERM  1
#define ENOENT 2
#define EIO    5
#define E2BIG  7
#define ENOMEM 12
#define EBUSY  16
#define EEXIST 17
#define ENODEV 19
#define EINVAL 22
#define ERANGE 34
#define ENOSYS 38

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

#define static_assert _Static_assert

#define __packed	__attribute__((packed))
#define __aligned(n)	__attribute__((aligned(n)))
#define __noreturn	__attribute__((noreturn))
#define __printf(f, a)	__attribute__((format(printf, f, a)))
#define __section(name) __attribute__((section(name)))
#define __used		__attribute__((used))
#define __noinline	__attribute__((noinline))
#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif
#define likely(x)	   __builtin_expect(!!(x), 1)
#define unlikely(x)	   __builtin_expect(!!(x), 0)
#define compiler_barrier() asm volatile("" : : : "memory")

/* CPU numbers are Linux' logical ones; local APIC ids up to 254 limit them */
#define MAX_CPUS    255
#define INVALID_CPU (~0U)

void *memcpy(void *dest, const void *src, unsigned long size);
void *memset(void *dest, int value, unsigned long size);
int memcmp(const void *a, const void *b, unsigned long size);
int strcmp(const char *a, const char *b);

#endif
