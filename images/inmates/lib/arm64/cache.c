/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>

/* the shortest line that there can be */
#define STEP 16

void flush_dcache(void *start, unsigned long size)
{
	char *line = (char *)((unsigned long)start & ~(STEP - 1UL));

	for (; line < (char *)start + size; line += STEP) {
		asm volatile("dc civac, %0" : : "r"(line) : "memory");
	}
	asm volatile("dsb sy" : : : "memory");
}
