// SPDX-License-Identifier: GPL-2.0-only
/* After a cell did something forbidden, the CPUs of Linux that ask for something never return. */
#include <core/spinlock.h>
#include "planted.h"

static volatile bool provoked;

void __real_panic_park(void);
void __wrap_panic_park(void);
long __real_hypercall(unsigned long code, unsigned long arg1, unsigned long arg2);
long __wrap_hypercall(unsigned long code, unsigned long arg1, unsigned long arg2);

void __wrap_panic_park(void)
{
	provoked = true;
	__real_panic_park();
}

long __wrap_hypercall(unsigned long code, unsigned long arg1, unsigned long arg2)
{
	while (provoked && !for_a_cell()) {
		cpu_relax();
	}
	return __real_hypercall(code, arg1, arg2);
}
