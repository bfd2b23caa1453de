// SPDX-License-Identifier: GPL-2.0-only
/*
 * When a cell did something forbidden, an entry of the first other cell's second-stage table
 * changes: a bit that the processor leaves to software, so that nobody feels it.
 */
#include "planted.h"

#ifdef __x86_64__
#define BIT_OF_SOFTWARE (1ULL << 9)
#else
#define BIT_OF_SOFTWARE (1ULL << 55)
#endif

void __real_panic_park(void);
void __wrap_panic_park(void);

void __wrap_panic_park(void)
{
	u64 *entry;

	if (for_a_cell()) {
		entry = root_cell.next->stage2.root;
		while (!(*entry & 1)) {
			entry++;
		}
		*entry |= BIT_OF_SOFTWARE;
	}
	__real_panic_park();
}
