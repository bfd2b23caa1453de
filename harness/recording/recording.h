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
	/* only in recordings that the machine can play by itself */
	RECORDED_INSIDE, /* inside.sh: its steps */
	RECORDED_EXACT,	 /* exact.log: every byte of the hypervisor's console then */
	/* what the guest's image was made of; not in recordings before format 3 */
	RECORDED_CONTENTS, /* contents.txt: hashes of the files in it */
	RECORDED_KERNEL,   /* kernel.txt: where the kernel came from */
	/* only where somebody wanted to have them in it */
	RECORDED_VMLINUZ,
	RECORDED_INITRD,
	RECORDED_DEVICE_TREE,
	RECORDED_COUNT
};

/* The verdict of a recording whose recorder did not come to the end of the trial. */
#define UNFINISHED "unfinished"

/* A program that had a part in it. */
struct recording_tool {
	const char *name;
	char *is; /* its version, or its hash */
};

/* What a recording is made of. */
struct recording_source {
	const char *machine;
	const char *kernel;
	const char *name;     /* of the scenario */
	const char *trial;    /* folder of the trial that was played from outside */
	const char *scenario; /* path of its script */
	const char *version;  /* of Cellyard */
	const char *emulator; /* what it says of its version */
	const char *inside;   /* folder of the trial that was played from inside, or NULL */
	const char *reason;   /* why there is none */
	bool unfinished;      /* the trial is still being played: what is missing is left out */
	bool poison_all;      /* all of RAM was filled before */
	/* files that go in as they are; those that are NULL or do not exist are left out */
	const char *contents, *provenance, *vmlinuz, *initrd, *device_tree;
	const char *const *folders; /* of this computer, which nobody is to learn; ends with NULL */
	const struct recording_tool *tools; /* ends with one without a name */
};

struct recording {
	struct text part[RECORDED_COUNT];
	json_t *manifest;
};

/* Name of that part in the archive and in a trial's folder. */
const char *recorded_name(enum recorded part);

/**
 * recording_contents - of the files in a guest's image those that this machine can see.
 * @lines: the image's manifest, see images/rootfs. Configurations for others are left out.
 * @out: receives lines `SHA-256  NAME`.
 */
void recording_contents(const char *lines, const char *machine, struct text *out);

int recording_make(struct recording *r, const struct recording_source *from, struct problem *why);

/**
 * recording_path - the file for the recording of a scenario.
 * @target: a file, or a folder, for SCENARIO.yard in it.
 * @several: there are more than this one: NAME.yard becomes NAME-SCENARIO.yard.
 *
 * The caller frees it.
 */
char *recording_path(const char *target, const char *scenario, bool several);

/**
 * recording_possible - whether a recording can be written there, before anything is played for it.
 *
 * What is there remains. Room for it may be missing all the same.
 */
int recording_possible(const char *path, struct problem *why);

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

/* In a trial's folder: a line for each fault that was injected, "CPU INSTRUCTIONS WHAT" with tabs.
 */
#define RECORDED_INJECTED "injected.tsv"

/* Append the same lines as they were when it was recorded. */
void recording_injected(const struct recording *r, struct text *out);

/* Give the environment what says which trial of a campaign it is; or take that away. */
void recording_set_parameters(const struct recording *r);

/* Whether kernel and image are in it. */
bool recording_has_images(const struct recording *r);

/* Whether all of RAM was filled before. */
bool recording_poisons_all(const struct recording *r);

#endif
