// SPDX-License-Identifier: GPL-2.0-only
/* When a cell did something forbidden, a page of the hypervisor's pool that nobody has is written
 * to. */
#include "planted.h"

void __real_panic_park(void);
void __wrap_panic_park(void);

void __wrap_panic_park(void)
{
	volatile u8 *behind = (volatile u8 *)(mem_pool.base + mem_pool.pages * PAGE_SIZE);

	if (for_a_cell()) {
		behind[-3] = 0;
	}
	__real_panic_park();
}
