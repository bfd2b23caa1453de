/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The generator known as SplitMix64: one word of state, the same numbers on every host, in every
 * guest and in every inmate, so that a seed names a fault. scenarios/lib/flips.tcl has it in Tcl.
 */
#ifndef FAULTINJECT_SPLITMIX64_H
#define FAULTINJECT_SPLITMIX64_H

/**
 * splitmix64() - draw the next number
 * @state: the seed at first; advanced by each draw
 */
static inline unsigned long long splitmix64(unsigned long long *state)
{
	unsigned long long z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

#endif
