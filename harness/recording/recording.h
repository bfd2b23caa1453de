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
	RECORDED_COUNT
};

struct recording {
	struct text part[RECORDED_COUNT];
	json_t *manifest;
};

/* Name of that part in the archive and in a trial's folder. */
const char *recorded_name(enum recorded part);

/**
 * recording_make - from a trial that has been played.
 * @trial: its folder; @scenario: path of its script; @version: of Cellyard.
 */
int recording_make(struct recording *r, const char *trial, const char *scenario,
		   const char *version, struct problem *why);

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

/* A word of the manifest: "machine", "kernel", "scenario", "verdict", "version". */
const char *recording_word(const struct recording *r, const char *key);

#endif
