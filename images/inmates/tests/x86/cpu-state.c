/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * What a CPU carries from one cell to the next: "leave" fills registers with
 * secrets and stops, "check" says of each register whether it holds what it
 * holds after a reset.
 */

#include <inmate.h>
#include <asm/regs.h>

#define SECRET	     0x5ec2e75ec2e7ULL
#define SECRET_WORDS 8

#define MSR_SYSENTER_CS	 0x174
#define MSR_SYSENTER_ESP 0x175
#define MSR_SYSENTER_EIP 0x176
#define MSR_STAR	 0xc0000081
#define MSR_LSTAR	 0xc0000082
#define MSR_CSTAR	 0xc0000083
#define MSR_SFMASK	 0xc0000084
#define MSR_FS_BASE	 0xc0000100
#define MSR_GS_BASE	 0xc0000101
#define MSR_KERNEL_GS	 0xc0000102
#define MSR_TSC_AUX	 0xc0000103

#define MXCSR_INITIAL 0x1f80
#define FCW_INITIAL   0x037f
/* FNINIT in start-up code and reset agree */
#define EMPTY_TAGS 0

CMDLINE_BUFFER(256);

static bool clean = true;

static const struct {
	const char *name;
	u32 msr;
	u64 secret;
} msrs[] = {
	{ "SYSENTER_CS", MSR_SYSENTER_CS, 0x1230 },
	{ "SYSENTER_ESP", MSR_SYSENTER_ESP, SECRET },
	{ "SYSENTER_EIP", MSR_SYSENTER_EIP, SECRET },
	{ "STAR", MSR_STAR, SECRET },
	{ "LSTAR", MSR_LSTAR, SECRET },
	{ "CSTAR", MSR_CSTAR, SECRET },
	{ "SFMASK", MSR_SFMASK, 0x5ec2e7 },
	{ "FS base", MSR_FS_BASE, SECRET },
	{ "GS base", MSR_GS_BASE, SECRET },
	{ "kernel GS base", MSR_KERNEL_GS, SECRET },
	{ "TSC_AUX", MSR_TSC_AUX, 0x5ec2e7 },
};

#define NUM_MSRS (sizeof(msrs) / sizeof(msrs[0]))

struct fx_area {
	u16 fcw, fsw;
	u8 ftw, reserved1;
	u16 fop;
	u64 fip, fdp;
	u32 mxcsr, mxcsr_mask;
	u64 st[8][2];
	u64 xmm[16][2];
	u8 reserved2[96];
} __attribute__((aligned(16)));

static struct fx_area area;
static u64 upper[16][2] __attribute__((aligned(16)));

static void expect(const char *name, unsigned int number, u64 found, u64 expected)
{
	if (found != expected) {
		clean = false;
		printk("%s (%u) holds %llx, expected %llx\n", name, number, found, expected);
	}
}

static void leave_fpu(void)
{
	unsigned int n;

	asm volatile("fxsave %0" : "=m"(area));
	area.mxcsr = 0x1fbf;
	area.fcw = 0x0040;
	area.ftw = 0xff;
	for (n = 0; n < 16; n++) {
		area.xmm[n][0] = SECRET + n;
		area.xmm[n][1] = ~SECRET;
		if (n < 8) {
			area.st[n][0] = SECRET + n;
			area.st[n][1] = 0x3fff;
		}
	}
	asm volatile("fxrstor %0" : : "m"(area));
	if (x86_cpu_features.avx) {
		asm volatile("vinsertf128 $1,%xmm0,%ymm0,%ymm0; vinsertf128 $1,%xmm7,%ymm7,%ymm7; "
			     "vinsertf128 $1,%xmm15,%ymm15,%ymm15");
	}
}

static void leave(void)
{
	unsigned int n;

	for (n = 0; n < NUM_MSRS; n++) {
		write_msr(msrs[n].msr, msrs[n].secret);
	}
	asm volatile("mov %0,%%dr0; mov %0,%%dr1; mov %0,%%dr2; mov %0,%%dr3" : : "r"(SECRET));
	leave_fpu();
	printk("Secrets are in %u registers and the FPU\n", (unsigned int)NUM_MSRS + 4);
}

static void check_fpu(void)
{
	unsigned int n;

	asm volatile("fxsave %0" : "=m"(area));
	expect("MXCSR", 0, area.mxcsr, MXCSR_INITIAL);
	expect("x87 tags", 0, area.ftw, EMPTY_TAGS);
	for (n = 0; n < 16; n++) {
		expect("XMM low", n, area.xmm[n][0], 0);
		expect("XMM high", n, area.xmm[n][1], 0);
		if (n < 8) {
			expect("x87 mantissa", n, area.st[n][0], 0);
			expect("x87 exponent", n, area.st[n][1] & 0xffff, 0);
		}
	}
	if (x86_cpu_features.avx) {
		asm volatile("vextractf128 $1,%%ymm0,%0; vextractf128 $1,%%ymm7,%1; "
			     "vextractf128 $1,%%ymm15,%2"
			     : "=m"(upper[0]), "=m"(upper[7]), "=m"(upper[15]));
		for (n = 0; n < 16; n++) {
			expect("YMM upper half", n, upper[n][0] | upper[n][1], 0);
		}
	}
}

static void check_debug(void)
{
	u64 value[4];
	unsigned int n;

	asm volatile("mov %%dr0,%0; mov %%dr1,%1; mov %%dr2,%2; mov %%dr3,%3"
		     : "=r"(value[0]), "=r"(value[1]), "=r"(value[2]), "=r"(value[3]));
	for (n = 0; n < 4; n++) {
		expect("DR", n, value[n], 0);
	}
	asm volatile("mov %%dr6,%0; mov %%dr7,%1" : "=r"(value[0]), "=r"(value[1]));
	expect("DR", 6, value[0], 0xffff0ff0);
	expect("DR", 7, value[1], 0x400);
}

static void check(void)
{
	unsigned int n;

	for (n = 0; n < NUM_MSRS; n++) {
		expect(msrs[n].name, n, read_msr(msrs[n].msr), 0);
	}
	check_debug();
	check_fpu();
	printk("CPU state is %s\n", clean ? "clean" : "NOT clean");
}

void inmate_main(void)
{
	char mode[8];

	excp_reporting_init();
	if (strcmp(cmdline_parse_str("mode", mode, sizeof(mode), ""), "leave") == 0) {
		leave();
	} else {
		check();
	}
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
