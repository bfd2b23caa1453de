/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What goes into a machine: kernel, initramfs, emulator, descriptions. They are copied once a
 * run, so that a build that goes on beside it does not change what runs, and hashed.
 */
#ifndef YARD_INGREDIENTS_H
#define YARD_INGREDIENTS_H

#include "../base/places.h"
#include "../machine/machine.h"

/**
 * ingredients_stage - for the front end, before any machine starts.
 * What has not been built is left out: the machine that wants it will say so.
 */
int ingredients_stage(const struct places *places, const struct machine *m, const char *kernel,
		      struct problem *why);

/* Path of the staged device tree, whether the machine has one or not; the caller frees it. */
char *ingredients_device_tree(const struct places *places, const struct machine *m);

/* Path of the staged `vmlinuz` or `initrd`; fails with what to do if it was not built. */
char *ingredients_path(const struct places *places, const char *kernel, const char *name,
		       struct problem *why);

/**
 * ingredients_record - write down the hashes of all that goes into a machine.
 * @scenario: its script, or NULL.
 * @results: folder that gets hashes.txt.
 *
 * Returns the first 16 digits of the hash of them all but the scenario: equal only for machines
 * that boot alike. The caller frees it. NULL with a sentence if it fails.
 */
char *ingredients_record(const struct places *places, const struct machine *m, const char *kernel,
			 const char *scenario, const char *results, struct problem *why);

/**
 * ingredients_hashes - the hashes as they would be recorded now, without scenario and library.
 * @out: receives lines `SHA-256  NAME`. What was not built is left out.
 */
int ingredients_hashes(const struct places *places, const struct machine *m, const char *kernel,
		       struct text *out, struct problem *why);

#endif
