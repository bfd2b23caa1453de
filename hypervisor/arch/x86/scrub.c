// SPDX-License-Identifier: GPL-2.0-only
/*
 * State that a CPU would carry from one owner to the next. The table of what
 * is cleared where:
 *
 *   general, control, segment, system-call registers   vcpu_reset()
 *   local APIC                                         apic_reset()
 *   PAT and MTRR enable                                vcpu_reset() (shadows)
 *   FPU, SSE, AVX and what else XSAVE knows, XCR0      here
 *   breakpoints, sampling, performance counters        here
 *   TSC_AUX, XSS, speculation control, predictors      here
 *   pending NMI                                        taken by the old owner (requests.c)
 */
#include <asm/vcpu.h>
#include <asm/x86.h>

#define PRED_CMD_IBPB	  1
#define NUM_PERF_COUNTERS 4
#define NUM_CORE_COUNTERS 6

/* 0 after reset; left alone they would watch or change what runs next */
static const u32 cleared_msrs[] = {
	MSR_TSC_AUX, MSR_SPEC_CTRL, MSR_DEBUGCTL, 0xda0,      /* XSS */
	0xc0011019,  0xc001101a,    0xc001101b,	  0xc0011027, /* breakpoint address masks */
	0xc0011030,  0xc0011033,			      /* instruction based sampling */
};

/* XSAVE area whose header says: everything in its initial state */
static const struct {
	u8 legacy[512];
	u8 header[64];
	u8 extended[64];
} initial_fpu __aligned(64) = {
	.legacy = { [0] = 0x7f, [1] = 0x03, [24] = 0x80, [25] = 0x1f }, /* FCW, MXCSR */
};

static void set_xcr0(u64 value)
{
	asm volatile("xsetbv" : : "c"(0), "a"((u32)value), "d"((u32)(value >> 32)));
}

static void scrub_fpu(void)
{
	struct cpuid_result features;

	asm volatile("clts");
	if (!(read_cr4() & X86_CR4_OSXSAVE)) {
		asm volatile("fxrstor %0" : : "m"(initial_fpu));
		return;
	}
	features = cpuid(0xd, 0);
	set_xcr0((u64)features.edx << 32 | features.eax);
	asm volatile("xrstor %0" : : "m"(initial_fpu), "a"(~0U), "d"(~0U));
	set_xcr0(1);
}

void arch_scrub_cpu(void)
{
	u64 zero = 0;

	scrub_fpu();
	asm volatile("mov %0, %%dr0; mov %0, %%dr1; mov %0, %%dr2; mov %0, %%dr3" : : "r"(zero));
	for (u32 n = 0; n < NUM_PERF_COUNTERS; n++) {
		write_msr_safe(MSR_AMD_PERF_CTL0 + n, 0);
	}
	for (u32 n = 0; n < NUM_CORE_COUNTERS; n++) {
		write_msr_safe(MSR_AMD_PERF_CTL_CORE0 + 2 * n, 0);
	}
	for (u32 n = 0; n < ARRAY_SIZE(cleared_msrs); n++) {
		write_msr_safe(cleared_msrs[n], 0);
	}
	write_msr_safe(MSR_PRED_CMD, PRED_CMD_IBPB);
}
