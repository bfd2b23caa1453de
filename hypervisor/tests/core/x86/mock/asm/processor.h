/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOCK_ASM_PROCESSOR_H
#define MOCK_ASM_PROCESSOR_H

/* MSRs, features and time are the tests'; recoveries go to a section that the linker can find. */
#define read_msr_safe  real_read_msr_safe
#define write_msr_safe real_write_msr_safe
#define cpuid	       real_cpuid
#define rdtsc	       real_rdtsc
#include_next <asm/processor.h>
#undef read_msr_safe
#undef write_msr_safe
#undef cpuid
#undef rdtsc

bool read_msr_safe(u32 msr, u64 *value);
bool write_msr_safe(u32 msr, u64 value);
struct cpuid_result cpuid(u32 leaf, u32 subleaf);
u64 rdtsc(void);

#undef FIXUP
#define FIXUP(from, to) ".pushsection fixups,\"aw\"; .quad " from ", " to "; .popsection\n"

#endif
