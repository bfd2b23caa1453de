/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Faults that are built into a hypervisor on purpose, each in a binary of its own, to see whether
 * campaigns find them. A fault takes the place of functions of the real hypervisor: the linker
 * gives it calls of NAME as __wrap_NAME(), and the real one as __real_NAME().
 */
#ifndef PLANTED_H
#define PLANTED_H

#include <core/arch.h>
#include <core/memory.h>
#include <core/mmio.h>
#include <core/panic.h>
#include <core/percpu.h>

/** Does the calling CPU work for another cell than Linux? Also to be asked before there are any. */
static inline bool for_a_cell(void)
{
	return root_cell.next && this_cell() != &root_cell;
}

#endif
