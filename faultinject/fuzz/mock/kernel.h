/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FUZZ_MOCK_KERNEL_H
#define FUZZ_MOCK_KERNEL_H

/* What the driver's files that take arguments apart need of Linux. User space is the input. */

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <asm/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef u64 phys_addr_t;

#define __user
#define CONFIG_X86
#define U64_MAX		  UINT64_MAX
#define PAGE_SIZE	  4096UL
#define PAGE_MASK	  (~(PAGE_SIZE - 1))
#define PAGE_ALIGN(s)	  (((s) + PAGE_SIZE - 1) & PAGE_MASK)
#define SZ_1M		  0x100000
#define ERR_PTR(err)	  ((void *)(long)(err))
#define PTR_ERR(pointer)  ((long)(pointer))
#define IS_ERR(pointer)	  ((unsigned long)(pointer) >= -4095UL)
#define pr_warn(...)	  ((void)0)
#define BUILD_BUG_ON(c)	  _Static_assert(!(c), #c)
#define min_t(type, a, b) ((type)(a) < (type)(b) ? (type)(a) : (type)(b))

/** Returns how many bytes could not be copied. */
unsigned long copy_from_user(void *to, const void *from, unsigned long size);

static inline const void *u64_to_user_ptr(u64 address)
{
	return (const void *)(uintptr_t)address;
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

static inline void strscpy(char *to, const char *from, size_t size)
{
	/* reads no further than it writes */
	snprintf(to, size, "%.*s", (int)size - 1, from);
}

#define scnprintf snprintf

/* ---- memory ---- */

#define GFP_KERNEL  0
#define __GFP_ZERO  0
#define MEMREMAP_WB 0

static inline void *alloc_pages_exact(size_t size, int flags)
{
	return calloc(1, size + (size_t)flags);
}

static inline void free_pages_exact(void *pages, size_t size)
{
	(void)size;
	free(pages);
}

/** Where cells have their memory. */
void *memremap(u64 start, u64 size, int how);

static inline void memunmap(void *address)
{
	(void)address;
}

/* ---- CPUs, and who shares them ---- */

#define nr_cpu_ids 64U

struct cpumask {
	u64 bits;
};

static inline void cpumask_clear(struct cpumask *mask)
{
	mask->bits = 0;
}

static inline void cpumask_set_cpu(unsigned int cpu, struct cpumask *mask)
{
	mask->bits |= 1ULL << cpu;
}

#define current NULL

static inline bool signal_pending(void *task)
{
	return task != NULL;
}

static inline void cond_resched(void)
{
}

struct mutex;
struct rw_semaphore;
struct device;
struct resource;

#endif
