/* SPDX-License-Identifier: GPL-2.0-only */
/* How a recording is played: by the machine itself, or from outside. */
#ifndef YARD_TIER_H
#define YARD_TIER_H

#include <stdbool.h>

#include "../base/text.h"

#define TIER_EXACT    "exact"	 /* by the machine itself: the same to the last instruction */
#define TIER_SCRIPTED "scripted" /* step by step from outside */

/* NULL is known, too: nothing was asked for. */
bool tier_known(const char *tier);

/* The hypervisor's console of a trial that the machine has played by itself to its end; else -1. */
int exact_console(const char *trial, struct text *out);

/* What was injected in that trial, as in recording_injected(). */
void injected_lines(const char *trial, struct text *out);

/* @path, which may be relative, as one that is not; the caller frees it. */
char *absolute_path(const char *path);

#endif
