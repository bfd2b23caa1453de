/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_SPINLOCK_H
#define CORE_SPINLOCK_H

#include <core/defs.h>
#include <asm/processor.h>

/** CPUs are served in the order in which they came: no cell can starve another one. */
typedef struct {
	u32 next, serving;
} spinlock_t;

static inline u32 spin_take_ticket(spinlock_t *lock)
{
	return __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);
}

static inline bool spin_is_served(const spinlock_t *lock, u32 ticket)
{
	return __atomic_load_n(&lock->serving, __ATOMIC_ACQUIRE) == ticket;
}

static inline bool spin_trylock(spinlock_t *lock)
{
	u32 ticket = __atomic_load_n(&lock->serving, __ATOMIC_RELAXED);

	return __atomic_compare_exchange_n(&lock->next, &ticket, ticket + 1, false,
					   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/** Only for sections that are short and cannot wait for another CPU. */
static inline void spin_lock(spinlock_t *lock)
{
	u32 ticket = spin_take_ticket(lock);

	while (!spin_is_served(lock, ticket)) {
		cpu_relax();
	}
}

static inline void spin_unlock(spinlock_t *lock)
{
	__atomic_store_n(&lock->serving, lock->serving + 1, __ATOMIC_RELEASE);
}

#endif
