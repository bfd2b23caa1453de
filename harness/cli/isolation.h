/* SPDX-License-Identifier: GPL-2.0-only */
/* Namespaces and privileges of the reaper. */
#ifndef YARD_ISOLATION_H
#define YARD_ISOLATION_H

#include <stdbool.h>
#include <sys/types.h>

#include "reaper.h"

/* Whether this kernel and container let us have a process namespace; tried, not guessed. */
bool isolation_works(void);

/* fork(); with @namespaced the child is the first process of a new process namespace. */
pid_t isolation_fork(bool namespaced);

/**
 * isolate - in the child: a /proc of its own, no privileges, and no /dev/kvm unless it is used.
 *
 * Where TCG is meant, a /dev/kvm that can be opened and not used makes libvirt's probes take up to
 * a minute.
 */
int isolate(const struct places *places, const struct run_user *user, bool namespaced,
	    struct problem *why);

#endif
