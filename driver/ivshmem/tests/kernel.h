/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_KERNEL_H
#define TESTS_KERNEL_H

/* What ring.c needs of the kernel, for the host. */

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#define ALIGN(value, to)	 (((value) + (to)-1) & ~((typeof(value))(to)-1))
#define READ_ONCE(variable)	 __atomic_load_n(&(variable), __ATOMIC_RELAXED)
#define WRITE_ONCE(variable, v)	 __atomic_store_n(&(variable), v, __ATOMIC_RELAXED)
#define virt_load_acquire(p)	 __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define virt_store_release(p, v) __atomic_store_n(p, v, __ATOMIC_RELEASE)
#define virt_mb()		 __atomic_thread_fence(__ATOMIC_SEQ_CST)

#endif
