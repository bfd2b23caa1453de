// SPDX-License-Identifier: GPL-2.0-only
/* The hypervisor falls over what a cell did: a null pointer. */
#include "planted.h"

void __real_panic_park(void);
void __wrap_panic_park(void);

void __wrap_panic_park(void)
{
	const volatile u32 *nowhere = (const volatile u32 *)8;

	asm volatile("" : "+r"(nowhere));
	if (for_a_cell() && *nowhere) {
		panic_end();
	}
	__real_panic_park();
}
