/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MISMANAGE_STOPS_H
#define MISMANAGE_STOPS_H

/*
 * In which order a command's system calls are those that it is killed at. A tool that was killed at
 * the first ones only, as one stop further each trial does in a short campaign, has not come to
 * /dev/jailhouse.
 */

#include "../../../faultinject/splitmix64.h"

/* The bits of @number, of so many, the other way round. */
static inline unsigned int reversed_bits(unsigned int number, unsigned int bits)
{
	unsigned int reversed = 0;

	for (; bits; bits--, number >>= 1) {
		reversed = reversed << 1 | (number & 1);
	}
	return reversed;
}

/* The halves, their halves between these, and so on, so that few turns lie far apart already. */
static inline unsigned int spread_stop(unsigned int turn, unsigned int all)
{
	unsigned int bits = 0, number = 0, stop;

	while (1u << bits < all) {
		bits++;
	}
	for (;;) {
		stop = reversed_bits(number++, bits);
		if (stop < all && !turn--) {
			return stop;
		}
	}
}

/* Where a command's first turn is: another number for each seed, machine and command. */
static inline unsigned long long offset_of_stops(unsigned long long seed, const char *machine,
						 unsigned int command)
{
	unsigned long long state = seed + ((unsigned long long)command << 32);

	for (; *machine; machine++) {
		state = splitmix64(&state) ^ (unsigned char)*machine;
	}
	return splitmix64(&state);
}

/**
 * stop_of_turn() - at which of a command's stops it is killed
 * @turn: 0 for the first time that it is killed
 * @all: how many stops there are, at least one
 * @offset: see offset_of_stops()
 *
 * Of 1 to @all each one comes once before any comes again.
 */
static inline unsigned int stop_of_turn(unsigned long long turn, unsigned int all,
					unsigned long long offset)
{
	return 1 + (spread_stop(turn % all, all) + offset % all) % all;
}

#endif
