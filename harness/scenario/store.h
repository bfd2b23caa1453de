/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Snapshots that are kept: of each machine, kernel and state one, named by the hash of all that
 * went into it. New ones are made in the scratch folder, by the machines' user; the front end
 * moves them into the build folder when the run ends.
 */
#ifndef YARD_STORE_H
#define YARD_STORE_H

#include "../base/places.h"
#include "../machine/machine.h"
#include "../machine/state.h"

struct snapshot_id {
	const struct machine *machine;
	const char *kernel;
	enum state state;
	const char *cell; /* of STATE_RUNNING, else NULL */
	const char *key;  /* see ingredients_record() */
};

/* The folder of that snapshot, to be freed; NULL if there is none. */
char *store_find(const struct places *places, const struct snapshot_id *id);

/**
 * store_begin - an empty folder for a new snapshot. NULL with a sentence if there is no room.
 * The path is to be given to store_finish(), which frees it.
 */
char *store_begin(const struct places *places, const struct snapshot_id *id, struct problem *why);
/* The snapshot is complete, or (@good is false) it is to be thrown away. */
void store_finish(const struct places *places, const struct snapshot_id *id, char *folder,
		  bool good);

/* In the front end: keep what the run has made, and throw away what it replaces. */
void store_keep(const struct places *places);

#endif
