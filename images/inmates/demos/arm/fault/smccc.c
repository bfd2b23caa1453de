/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The architecture's secure monitor calls: what can be discovered, and that a
 * call leaves the registers alone that are not its results.
 */

#include <psci.h>
#include "fault.h"

#define SMCCC_VERSION	    0x80000000
#define SMCCC_ARCH_FEATURES 0x80000001
#define SMCCC_SOC_ID	    0x80000002
#define SMCCC_WORKAROUND_1  0x80008000
#define SMCCC_WORKAROUND_2  0x80007fff
#define SMCCC_WORKAROUND_3  0x80003fff
#define SMCCC_1_1	    0x10001

/* x4 to x17 are the caller's */
#define FIRST_KEPT 4
#define NUM_KEPT   14
#define PATTERN	   0x5a00

static void call_and_look(u32 function, unsigned long arg1, u64 *kept)
{
	register u64 x0 asm("x0") = function;
	register u64 x1 asm("x1") = arg1;

	asm volatile(".irp n, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17\n"
		     "mov x\\n, #0x5a00 + \\n\n"
		     ".endr\n"
		     "smc #0\n"
		     ".irp n, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17\n"
		     "str x\\n, [%[kept], #(\\n - 4) * 8]\n"
		     ".endr\n"
		     : "+r"(x0), "+r"(x1)
		     : [kept] "r"(kept)
		     : "memory", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11",
		       "x12", "x13", "x14", "x15", "x16", "x17");
}

static void expect_registers_kept(u32 function, unsigned long arg1)
{
	u64 kept[NUM_KEPT];
	unsigned int n, changed = 0;

	call_and_look(function, arg1, kept);
	for (n = 0; n < NUM_KEPT; n++) {
		changed += kept[n] != PATTERN + FIRST_KEPT + n;
	}
	expect_error("Registers changed by SMC", function, changed, 0);
}

static void expect_answer(u32 function, unsigned long arg1, int answer)
{
	expect_error("SMC", function, smc_call(function, arg1, 0, 0), answer);
	expect_registers_kept(function, arg1);
}

/* @firmware: what the machine's firmware says of its workarounds */
static void expect_workaround(u32 function, int firmware)
{
	expect_answer(SMCCC_ARCH_FEATURES, function, firmware);
	if (firmware < 0) {
		expect_answer(function, 0, PSCI_NOT_SUPPORTED);
	} else {
		expect_registers_kept(function, 0);
	}
}

void fault_smccc(void)
{
	int firmware = param("value", PSCI_NOT_SUPPORTED);

	/* the way to it leads over PSCI */
	expect_answer(PSCI_FEATURES, SMCCC_VERSION, PSCI_SUCCESS);
	expect_answer(SMCCC_VERSION, 0, SMCCC_1_1);
	expect_answer(SMCCC_ARCH_FEATURES, SMCCC_VERSION, PSCI_SUCCESS);
	expect_answer(SMCCC_ARCH_FEATURES, SMCCC_ARCH_FEATURES, PSCI_SUCCESS);
	expect_answer(SMCCC_ARCH_FEATURES, SMCCC_SOC_ID, PSCI_NOT_SUPPORTED);
	expect_answer(SMCCC_ARCH_FEATURES, PSCI_VERSION, PSCI_NOT_SUPPORTED);
	expect_workaround(SMCCC_WORKAROUND_1, firmware);
	expect_workaround(SMCCC_WORKAROUND_2, firmware);
	expect_workaround(SMCCC_WORKAROUND_3, firmware);
	printk("SMCCC discovery is over\n");
}
