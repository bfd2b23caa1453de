/* SPDX-License-Identifier: GPL-2.0-only */
/* Outcomes that a campaign goes on from are of what is tried now, or they are none of it. */
#ifndef YARD_TRIED_H
#define YARD_TRIED_H

#include <stdint.h>

#include "../base/places.h"
#include "../base/text.h"
#include "../machine/machine.h"

/* Lines `NAME<tab>HASH` of what is tried, the first one with the version. */
int tried_begin(const struct places *places, const char *version, struct text *out,
		struct problem *why);
int tried_add_machine(const struct places *places, const struct machine *m, const char *kernel,
		      struct text *out, struct problem *why);
/* @prefix stands before their names, which have no folder: files of one name need two of them. */
int tried_add_files(const struct words *files, const char *prefix, struct text *out,
		    struct problem *why);

/**
 * tried_check - make sure that the folder of a campaign holds nothing of anything else.
 * @now: what is tried; names that the folder does not know yet are noted there.
 * @said: receives a sentence if something else was tried: then the folder was moved aside, to
 * FOLDER.old, and there is an empty one. To be freed; NULL if there is nothing to say.
 */
int tried_check(const char *folder, const struct text *now, char **said, struct problem *why);

/* How long trials took, over all commands that made some. */
struct tried_time {
	double seconds;
	uint64_t trials;
	uint64_t jobs; /* the most at a time */
};

/* That of earlier commands, all 0 if there was none; and adds one. */
void tried_time_read(const char *folder, struct tried_time *time);
int tried_time_write(const char *folder, const struct tried_time *time, struct problem *why);

#endif
