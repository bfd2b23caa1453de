/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clock by which a machine is waited for. One that plays by itself types nothing to anybody,
 * and how far it gets is a matter of the CPU time that its emulator is given: on a busy computer
 * that can be little, which is nobody's failure. Others are waited for by the clock on the wall,
 * less what was stolen: a virtual machine gets no time while its host gives it to others.
 */
#ifndef YARD_PATIENCE_H
#define YARD_PATIENCE_H

#include <stdint.h>
#include <sys/types.h>

struct patience {
	pid_t emulator; /* 0: the clock on the wall */
	int64_t used;	/* CPU time, ms, at the last look */
	int64_t moved;	/* when that grew, by clock_ms() */
	int64_t looked; /* by clock_ms() */
	int64_t stood;	/* ms without any, beyond those that are granted */
	struct stolen_time {
		int64_t begun, seen; /* by the clock on the wall */
		int64_t before;	     /* stolen until it began, ms for each processor */
		int64_t lost;	     /* since then */
	} stolen;
};

/**
 * patience_stolen - what the host took away from each processor since this computer began, ms.
 * @stat: as in /proc/stat.
 */
int64_t patience_stolen(const char *stat, long processors);

/**
 * patience_less - the clock on the wall, less what was stolen; of ten minutes at least one passes,
 * so that every wait has an end.
 * @now: the clock on the wall. @stolen: see patience_stolen().
 */
int64_t patience_less(struct stolen_time *t, int64_t now, int64_t stolen);

/**
 * patience_now - milliseconds, which never go back.
 *
 * An emulator that is given no CPU time at all for a minute, or has ended, is waited for by the
 * clock on the wall from then on, so that every wait has an end.
 */
int64_t patience_now(struct patience *p);

#endif
