/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine's whole state in a folder, and back: `state` (CPUs and devices, as QEMU migrates
 * them) and `ram` (a sparse image of the guest's memory, which is shared with the harness, so
 * that QEMU need not copy it).
 */
#ifndef YARD_SNAPSHOT_H
#define YARD_SNAPSHOT_H

#include "machine.h"
#include "memory.h"
#include "qmp.h"

/* Arguments that make an emulator wait for snapshot_load(). */
#define SNAPSHOT_ARGUMENTS                                                                         \
	{                                                                                          \
		"-incoming", "defer"                                                               \
	}

/**
 * snapshot_save - stop the machine, write it to @folder, let it go on.
 * @folder: exists and is empty; the emulator's user can write to it.
 * @left_out: a range that holds nothing but poison, or NULL.
 */
int snapshot_save(struct qmp *q, const struct guest_memory *m, const char *folder,
		  const struct range *left_out, struct problem *why);

/**
 * snapshot_load - fill a machine that was started with SNAPSHOT_ARGUMENTS. It stands still then.
 * @folder: `state` in it must be readable for the emulator's user.
 * The range that was left out is not touched.
 */
int snapshot_load(struct qmp *q, const struct guest_memory *m, const char *state, const char *ram,
		  struct problem *why);

#endif
