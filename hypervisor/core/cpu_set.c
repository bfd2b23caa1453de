// SPDX-License-Identifier: GPL-2.0-only
#include <core/cell.h>

unsigned int cpu_set_next(const struct cpu_set *set, unsigned int cpu)
{
	u64 word;

	for (cpu++; cpu < MAX_CPUS; cpu = (cpu | 63) + 1) {
		word = set->bits[cpu / 64] >> (cpu % 64);
		if (word) {
			return cpu + __builtin_ctzll(word);
		}
	}
	return INVALID_CPU;
}
