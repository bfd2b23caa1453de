/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _HOSTILE_X86_SURFACES_H
#define _HOSTILE_X86_SURFACES_H

/* The tries of x86, each as struct surface wants it. */

#include <inmate.h>

bool try_port(void);
bool try_msr(void);
bool try_cpuid(void);
bool try_control(void);
bool try_instruction(void);
bool try_pci(void);
bool try_apic(void);
bool try_ioapic(void);
bool try_encoding(void);

/** An interrupt command: every destination, mode and shorthand, and bits that are reserved. */
u64 draw_icr(void);

#endif
