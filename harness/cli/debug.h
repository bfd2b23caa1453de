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
	const char *played;	/* kernel and files in the image: lines `SHA-256  NAME` */
	const struct run_request *request;
	struct {
		char *hypervisor, *program, *kernel; /* files, or NULL */
	} symbols;				     /* see debug_prepare() */
	bool done;				     /* gdb has had the machine */
	int status;				     /* gdb's */
};

/**
 * debug_prepare - find the symbols of what is played.
 *
 * Those of this build would be wrong for what is not of this build: that is told, and gdb gets
 * none. Fails if there is no gdb for the machine, or it could then
 * not stop where it is to. For the names of the kernel's functions its
 * machine is asked the first time; a kernel that is at another address each time has none.
 */
int debug_prepare(struct debug *d, struct problem *why);
void debug_end(struct debug *d);

/* A reaper's tick, in the front end, on a struct debug. */
int debug_tick(void *context);

#endif
