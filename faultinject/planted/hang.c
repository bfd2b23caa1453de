// SPDX-License-Identifier: GPL-2.0-only
/* A silent hang: an exit in which a cell did something forbidden never ends. */
#include <core/spinlock.h>
#include "planted.h"

void __real_panic_begin(void);
void __wrap_panic_begin(void);

void __wrap_panic_begin(void)
{
	while (for_a_cell()) {
		cpu_relax();
	}
	__real_panic_begin();
}
