/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Nothing survives. The front end (the process that the user sees) starts everything else under
 * one reaper: a child that is no root, that inherits every orphan, and that kills all of them
 * when its work is done, when it is told to, or when the front end is gone, however it went.
 * Where the kernel allows it the reaper is the first process of a process namespace, so that
 * even its own death takes everything along. The folder in which all this happens is removed by the
 * front end, or by its guardian (guardian.h).
 */
#ifndef YARD_REAPER_H
#define YARD_REAPER_H

#include <stdint.h>
#include <sys/types.h>

#include "../base/places.h"
#include "../base/problem.h"

/* Whom the machines run as. */
struct run_user {
	uid_t uid;
	gid_t gid;
	bool drop;	 /* we are root and must become that user */
	bool keep_reach; /* that user can't reach the checkout: keep the right to look into it */
	bool kvm;	 /* some machine uses KVM */
};

/* root: YARD_USER, else who called sudo, else nobody; others: themselves. */
int run_user_find(struct run_user *u, const struct places *places, struct problem *why);

/**
 * scratch_make - create this invocation's private folder, and remove those of dead ones.
 * @bytes: how much must fit in.
 *
 * In YARD_TMP if that is set, else in memory (/dev/shm) if it fits there, else in TMPDIR or
 * /tmp. The folder stays locked as
 * long as one process of this invocation lives.
 */
int scratch_make(struct places *p, const struct run_user *u, uint64_t bytes, struct problem *why);
/* The dead ones alone; returns how many were removed. */
unsigned int scratch_sweep(void);
/* That of the Criterion of a dead worker, by the number that the worker itself knew. */
void scratch_remove_socket(pid_t worker);
/* Of a worker that was killed: its emulator and its folder. */
void scratch_take_down(const char *worker);
/* Keep what is worth it, remove the folder (unless it is to be kept). */
void scratch_end(const struct places *p);

/* Called in the reaper's child; returns an exit status. */
typedef int reaper_work(void *context);
/* Called in the front end when @fd is ready; returns -1 to end. */
typedef int reaper_relay(void *context, int fd);

struct reaper {
	const struct places *places;
	const struct run_user *user;
	reaper_work *work;
	void *context;
	/* for the interactive shell: file descriptors that the front end watches, or -1 */
	int watch[2];
	reaper_relay *relay;
	/* called in the front end every second, or NULL; returns -1 to end the work */
	int (*tick)(void *context);
	void *tick_context;
};

/**
 * reaper_run - do the work under a reaper and wait for it.
 * @interrupted: receives the number of the signal that ended it early, else 0.
 *
 * Returns the exit status of the work, or -1 with a sentence.
 */
int reaper_run(const struct reaper *r, int *interrupted, struct problem *why);

#endif
