/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Machines that play by themselves, and do the same each time to the last instruction: all CPUs in
 * one thread that counts instructions, clocks that follow the count, a seed, and nobody who types.
 */
#ifndef YARD_INSIDE_H
#define YARD_INSIDE_H

#include <stdbool.h>

#include "../base/problem.h"

/* Arguments for QEMU, for which libvirt has no words: an instruction takes 2^shift ns. */
#define INSIDE_ICOUNT "shift=3,sleep=off"
#define INSIDE_SEED   "7"
#define INSIDE_ARGUMENTS                                                                           \
	{                                                                                          \
		"-icount", INSIDE_ICOUNT, "-rtc", "base=2024-01-01,clock=vm", "-seed", INSIDE_SEED \
	}
/* Linux stirs it into its random numbers. */
#define INSIDE_UUID "7a1c0f9e-0000-4000-8000-000000000007"

/**
 * inside_image - the guest's image with the steps in it, as /play/steps, and the program that marks
 * the places where it is to stop, as /play/mark.
 * @initrd: the image; @steps: script for images/rootfs/etc/player; @arch: of the machine; @target:
 * written.
 */
int inside_image(const char *initrd, const char *steps, const char *arch, const char *target,
		 struct problem *why);

/* Whether the steps stop the machine somewhere, see hold.h. NULL is none. */
bool inside_holds(const char *steps);

/**
 * inside_pipe - make the pipe that a serial line writes into.
 *
 * It never makes the machine wait, as a socket would that is read too late: it holds more than all
 * that a play shows. Returns a descriptor to be closed when both sides have opened it, or -1.
 */
int inside_pipe(const char *path, struct problem *why);

#endif
