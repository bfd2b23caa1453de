/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_X86_APIC_TIMER_H
#define _DRIVER_X86_APIC_TIMER_H

#include <linux/types.h>

/**
 * Measure the input clock of the local APIC timer.
 * Linux's own calibration is not exported. Takes some milliseconds with
 * interrupts off; the timer's state is preserved.
 * @return: kHz, before the divider; 0 if the timer does not count
 */
u32 apic_timer_khz(void);

#endif
