// SPDX-License-Identifier: GPL-2.0-only
/* The whole machine goes down with a cell: switched off on ARM, reset on x86. */
#include "planted.h"

void __real_panic_park(void);
void __wrap_panic_park(void);

#ifdef __x86_64__

static void end_machine(void)
{
	static const struct {
		u16 limit;
		u64 base;
	} __packed nothing;

	asm volatile("lidt %0; ud2" : : "m"(nothing));
}

#else

#define PSCI_SYSTEM_OFF 0x84000008

static void end_machine(void)
{
	register u64 function asm("x0") = PSCI_SYSTEM_OFF;

	asm volatile("smc #0" : "+r"(function) : : "memory");
}

#endif

void __wrap_panic_park(void)
{
	if (for_a_cell()) {
		end_machine();
	}
	__real_panic_park();
}
