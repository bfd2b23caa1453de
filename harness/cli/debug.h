/* SPDX-License-Identifier: GPL-2.0-only */
/* gdb for a machine that stops by itself, see scenario/halt.h, with the symbols of what runs there.
 */
#ifndef YARD_DEBUG_H
#define YARD_DEBUG_H

#include "../base/places.h"
#include "../machine/machine.h"
#include "cli.h"

struct debug {
	const struct places *places;
	const struct machine *machine;
	const char *kernel;
	const char *until;	/* see scenario/halt.h */
	struct words commands;	/* gdb's; none: somebody types them */
	const char *linux_log;	/* what was loaded into cells, when it was recorded */
	const char *hypervisor; /* console, likewise */
	const struct run_request *request;
	bool done;  /* gdb has had the machine */
	int status; /* gdb's */
};

/**
 * debug_prepare - find the names of the kernel's functions: the first time its machine is asked.
 *
 * A kernel that is at another address each time has none.
 */
void debug_prepare(const struct debug *d);

/* Whether gdb is here and knows all machines; else -1 with what to do. */
int debug_possible(struct problem *why);

/* A reaper's tick, in the front end, on a struct debug. */
int debug_tick(void *context);

#endif
