/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <asm/regs.h>
#include <arch_cpuid.h>

/* what start.S takes for granted */
_Static_assert(offsetof(struct jailhouse_comm_region, cell_state) == 8, "start.S");
_Static_assert(offsetof(struct jailhouse_comm_region, num_cpus) == 66, "start.S");
_Static_assert(JAILHOUSE_CELL_FAILED == 3, "start.S");

bool jailhouse_use_vmcall = true;

struct x86_cpu_features x86_cpu_features;

static bool has(u32 word, unsigned int bit)
{
	return word & (1U << bit);
}

static void enable_fxsr(u32 edx)
{
	x86_cpu_features.fpu = has(edx, 0);
	x86_cpu_features.fxsr = has(edx, 24);
	if (!x86_cpu_features.fxsr) {
		return;
	}
	write_cr4(read_cr4() | X86_CR4_OSFXSR);
}

static void note_sse(u32 ecx, u32 edx)
{
	if (!x86_cpu_features.fxsr) {
		return;
	}
	x86_cpu_features.sse = has(edx, 25);
	x86_cpu_features.sse2 = has(edx, 26);
	x86_cpu_features.sse3 = has(ecx, 0);
	x86_cpu_features.pclmulqdq = has(ecx, 1);
	x86_cpu_features.sse4_1 = has(ecx, 19);
	x86_cpu_features.sse4_2 = has(ecx, 20);
}

static void enable_xsave(u32 ecx)
{
	u64 enabled = X86_XCR0_X87 | X86_XCR0_SSE;

	x86_cpu_features.xsave = has(ecx, 26) && x86_cpu_features.sse;
	if (!x86_cpu_features.xsave) {
		return;
	}
	write_cr4(read_cr4() | X86_CR4_OSXSAVE);
	x86_cpu_features.avx = has(ecx, 28) && (cpuid(0xd, 0).eax & X86_XCR0_AVX);
	if (x86_cpu_features.avx) {
		enabled |= X86_XCR0_AVX;
	}
	write_xcr0(enabled);
}

void arch_init_features(void)
{
	struct cpuid_result leaf1 = cpuid(1, 0);

	enable_fxsr(leaf1.edx);
	note_sse(leaf1.ecx, leaf1.edx);
	enable_xsave(leaf1.ecx);
}

void arch_init_early(void)
{
	if (cpu_vendor_is("AuthenticAMD")) {
		jailhouse_use_vmcall = false;
	}
}
