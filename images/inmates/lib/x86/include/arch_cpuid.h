/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _INMATE_ARCH_CPUID_H
#define _INMATE_ARCH_CPUID_H

#include <inmate_common.h>

struct cpuid_result {
	u32 eax, ebx, ecx, edx;
};

static inline struct cpuid_result cpuid(u32 leaf, u32 subleaf)
{
	struct cpuid_result result;

	asm volatile("cpuid"
		     : "=a"(result.eax), "=b"(result.ebx), "=c"(result.ecx), "=d"(result.edx)
		     : "a"(leaf), "c"(subleaf)
		     : "memory");
	return result;
}

/** Compare the processor's vendor; @name has 12 characters. */
static inline bool cpu_vendor_is(const char *name)
{
	struct cpuid_result leaf = cpuid(0, 0);
	u32 found[3] = { leaf.ebx, leaf.edx, leaf.ecx };

	return memcmp(found, name, sizeof(found)) == 0;
}

#endif
