/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A folder that does not outlive this process, not even one that is killed the moment after the
 * folder is there: a child of ours makes it, and removes it when it finds us gone.
 */
#ifndef YARD_GUARDIAN_H
#define YARD_GUARDIAN_H

#include <sys/types.h>

#include "../base/problem.h"

struct guardian {
	pid_t pid;
	int line; /* to the child; it is closed when we die */
};

/**
 * guardian_make_folder - have a folder made.
 * @template: a path for mkdtemp(), which receives the folder's own.
 * @bury: called in the child with that path when this process is gone; NULL leaves the folder.
 *
 * The child takes no signals and holds none of our files. Returns 0, or -1 with a sentence.
 */
int guardian_make_folder(struct guardian *g, char *template, void (*bury)(const char *folder),
			 struct problem *why);
/* Whoever calls this sees to the folder himself. */
void guardian_dismiss(struct guardian *g);

#endif
