/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_REASON_H
#define CORE_REASON_H

#include <core/defs.h>
#include <jailhouse/reason.h>

struct cell;

/** Why the last management request was refused; fetched by the driver. */
extern struct jailhouse_reason last_reason;

/** Forget the last reason, at the beginning of a request. */
void reason_clear(void);

/**
 * Record a refusal that concerns @cell (may be NULL).
 * @return: @error, for "return refuse(...)"
 */
int refuse(int error, enum jailhouse_reason_code code, const struct cell *cell, u64 found,
	   u64 expected);

/** A refusal because of a CPU. */
int refuse_cpu(int error, enum jailhouse_reason_code code, unsigned int cpu, u64 found,
	       u64 expected);

/** A refusal because of another cell. */
int refuse_other(int error, enum jailhouse_reason_code code, const struct cell *other);

/** The memory pool is exhausted, @pages more were needed. */
int refuse_memory(unsigned long pages);

/** The hardware lacks what the hypervisor needs. */
int refuse_feature(int error, enum jailhouse_feature feature);

#endif
