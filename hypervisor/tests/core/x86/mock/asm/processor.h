/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOCK_ASM_PROCESSOR_H
#define MOCK_ASM_PROCESSOR_H

/* MSRs are the tests'; recoveries go to a section that the linker can find. */
#define read_msr_safe  real_read_msr_safe
#define write_msr_safe real_write_msr_safe
#include_next <asm/processor.h>
#undef read_msr_safe
#undef write_msr_safe

bool read_msr_safe(u32 msr, u64 *value);
bool write_msr_safe(u32 msr, u64 value);

#undef FIXUP
#define FIXUP(from, to) ".pushsection fixups,\"aw\"; .quad " from ", " to "; .popsection\n"

#endif
