/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clock by which a machine is waited for. One that plays by itself types nothing to anybody,
 * and how far it gets is a matter of the CPU time that its emulator is given: on a busy computer
 * that can be little, which is nobody's failure. Others are waited for by the clock on the wall.
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
};

/**
 * patience_now - milliseconds, which never go back.
 *
 * An emulator that is given no CPU time at all for a minute, or has ended, is waited for by the
 * clock on the wall from then on, so that every wait has an end.
 */
int64_t patience_now(struct patience *p);

#endif
