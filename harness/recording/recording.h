/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording is one played scenario in one file (*.yard: tar, zstd), to be played again
 * elsewhere: the scenario, what ran (hashes), what both consoles showed, how it ended. It holds
 * no path of the computer that made it. Format: see recording.c.
 */
#ifndef YARD_RECORDING_H
#define YARD_RECORDING_H

#include <jansson.h>
#include <stdbool.h>

#include "../base/problem.h"
#include "../base/text.h"

/* What may be in a recording, in the order in which it is written. */
enum recorded {
	RECORDED_MANIFEST, /* manifest.json */
	RECORDED_SCENARIO, /* scenario.tcl */
	RECORDED_RESULT,   /* result.json */
	RECORDED_HASHES,   /* hashes.txt */
	RECORDED_STEPS,	   /* steps.log */
	RECORDED_HYPERVISOR_LOG,
	RECORDED_LINUX_LOG,
	RECORDED_HYPERVISOR_CAST,
	RECORDED_LINUX_CAST,
	/* from here on only in recordings that the machine can play by itself */
	RECORDED_INSIDE, /* inside.sh: its steps */
	RECORDED_EXACT,	 /* exact.log: every byte of the hypervisor's console then */
	RECORDED_COUNT
};

/* What a recording is made of. */
struct recording_source {
	const char *trial;    /* folder of the trial that was played from outside */
	const char *scenario; /* path of its script */
	const char *version;  /* of Cellyard */
	const char *emulator; /* what it says of its version */
	const char *inside;   /* folder of the trial that was played from inside, or NULL */
	const char *reason;   /* why there is none */
};

struct recording {
	struct text part[RECORDED_COUNT];
	json_t *manifest;
};

/* Name of that part in the archive and in a trial's folder. */
const char *recorded_name(enum recorded part);

int recording_make(struct recording *r, const struct recording_source *from, struct problem *why);

/* Write it to a file: the whole of it or nothing. */
int recording_write(const struct recording *r, const char *path, struct problem *why);

/**
 * recording_read - read a file that may come from anywhere.
 *
 * Only the known names are taken, as plain files of bounded size; whatever else is in it, a
 * missing part, or a part that is not what the manifest says, is a reason to refuse it all.
 * Nothing is written anywhere.
 */
int recording_read(struct recording *r, const char *path, struct problem *why);
void recording_free(struct recording *r);

/*
 * A word of the manifest: "machine", "kernel", "scenario", "verdict", "version", "emulator", "tier"
 * ("exact" or "scripted"), "reason" (for the tier).
 */
const char *recording_word(const struct recording *r, const char *key);

#endif
