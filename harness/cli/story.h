/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What somebody types at a machine, as a scenario that types it again: each line when the prompt is
 * back, if it was back then, and not before the hypervisor has told of the faults that it had told
 * of.
 */
#ifndef YARD_STORY_H
#define YARD_STORY_H

#include <stdint.h>
#include <stdio.h>

#include "../base/problem.h"
#include "../base/text.h"

/* Name of such a scenario. */
#define STORY_NAME "typed"

struct story {
	FILE *file;
	struct text keys;   /* of the line that is being typed */
	bool prompted;	    /* the prompt was there when its first key came */
	int64_t last;	    /* clock_ms() at the end of the line before */
	struct text faults; /* since the last key */
	long faults_at;	    /* where in the file they are */
	struct text step;   /* as far as it was typed */
};

/* All functions do nothing with a NULL story. */
int story_open(struct story *s, const char *path, const char *machine, struct problem *why);
/* @prompted: Linux shows its prompt, and nothing has been typed behind it. */
void story_keys(struct story *s, const char *keys, size_t len, bool prompted);
/* A line of a step, and what became of the step when it was complete. */
void story_step(struct story *s, const char *line, size_t len);
void story_step_done(struct story *s, bool good);
/* A line of the hypervisor's console. */
void story_hypervisor(struct story *s, const char *line, size_t len);
/* @prompted as above; @died: the machine did. */
void story_close(struct story *s, bool prompted, bool died);

/**
 * story_is_plain - whether a scenario does nothing but type and wait.
 *
 * Such a one can come from anywhere: it can't reach what is outside of its machine.
 */
bool story_is_plain(const char *scenario, size_t len);

#endif
