/* SPDX-License-Identifier: GPL-2.0-only */
/* A trial's folder becomes a recording, at its end or, in case that never comes, every second. */
#ifndef YARD_KEEPER_H
#define YARD_KEEPER_H

#include "../base/places.h"
#include "../machine/machine.h"
#include "../recording/recording.h"

struct keeper {
	const struct places *places;
	const struct machine *machine;
	const char *kernel;
	const char *name;     /* of the scenario */
	const char *scenario; /* path of its script */
	const char *output;
	bool images; /* kernel and image go in */
	bool poison_all;
	/* found by keeper_open() */
	char *version;
	char *emulator;
	struct recording_tool tools[4];
	long long seen; /* bytes of logs at the last time */
	int64_t next;	/* clock_ms() before which that is not repeated */
};

void keeper_open(struct keeper *k);
void keeper_close(struct keeper *k);

/**
 * keeper_keep - write the recording.
 * @trial: folder of the trial.
 * @inside: folder of the one that the machine played by itself, or NULL, and then @reason.
 */
int keeper_keep(const struct keeper *k, const char *trial, const char *inside, const char *reason,
		struct problem *why);

/* The same of a trial that is being played, if something has come since the last time. */
int keeper_keep_so_far(struct keeper *k, const char *trial, struct problem *why);

#endif
