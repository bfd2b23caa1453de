/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_SPINLOCK_H
#define CORE_SPINLOCK_H

#include <core/defs.h>
#include <asm/processor.h>

typedef struct {
	volatile u32 locked;
} spinlock_t;

static inline bool spin_trylock(spinlock_t *lock)
{
	return !__atomic_exchange_n(&lock->locked, 1, __ATOMIC_ACQUIRE);
}

/** Only for sections that are short and cannot wait for another CPU. */
static inline void spin_lock(spinlock_t *lock)
{
	while (!spin_trylock(lock)) {
		cpu_relax();
	}
}

static inline void spin_unlock(spinlock_t *lock)
{
	__atomic_store_n(&lock->locked, 0, __ATOMIC_RELEASE);
}

#endif
