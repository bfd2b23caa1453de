// SPDX-License-Identifier: GPL-2.0-only
/*
 * fill-registers: puts a pattern into all vector registers of the CPU that it runs on, over and
 * over, until it is killed. When that CPU leaves Linux, the pattern is what it takes along. For
 * scenarios only.
 */
#include <stdint.h>
#include <stdio.h>

#define PATTERN 0x5ec4e7005ec4e700

#if defined(__x86_64__)

#define FILL(n) "movq %0, %%xmm" #n "; punpcklqdq %%xmm" #n ", %%xmm" #n "\n"

static void fill(uint64_t pattern)
{
	asm volatile(FILL(0) FILL(1) FILL(2) FILL(3) FILL(4) FILL(5) FILL(6) FILL(7) FILL(8) FILL(9)
			     FILL(10) FILL(11) FILL(12) FILL(13) FILL(14) FILL(15)
		     :
		     : "r"(pattern));
}

#else

#define FILL(n) "dup v" #n ".2d, %0\n"

static void fill(uint64_t pattern)
{
	asm volatile(FILL(0) FILL(1) FILL(2) FILL(3) FILL(4) FILL(5) FILL(6) FILL(7) FILL(8) FILL(9)
			     FILL(10) FILL(11) FILL(12) FILL(13) FILL(14) FILL(15) FILL(16) FILL(17)
				     FILL(18) FILL(19) FILL(20) FILL(21) FILL(22) FILL(23) FILL(24)
					     FILL(25) FILL(26) FILL(27) FILL(28) FILL(29) FILL(30)
						     FILL(31)
		     :
		     : "r"(pattern));
}

#endif

int main(void)
{
	fill(PATTERN);
	puts("filled");
	fflush(stdout);
	for (;;) {
		fill(PATTERN);
	}
}
