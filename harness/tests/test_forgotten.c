// SPDX-License-Identifier: GPL-2.0-only
/* Which interrupt waits at a CPU that sleeps, by what QEMU's monitor says. */
#include <criterion/criterion.h>

#include "../machine/forgotten.h"

#define DUMP(irr, ppr)                                                                             \
	"ESR\t 0x00000000\r\nISR\t 253 \r\nIRR\t " irr                                             \
	"\r\n\r\nAPR 0x00 TPR 0x00 DFR 0x0f LDR 0x01 PPR 0x" ppr "\r\n"

Test(forgotten, nothing_waits)
{
	cr_expect_eq(forgotten_pending(DUMP("(none)", "00")).vector, 0);
	cr_expect_eq(forgotten_pending("").vector, 0);
	cr_expect_eq(forgotten_pending("unknown command: 'info lapic 0'\r\n").vector, 0);
}

Test(forgotten, the_highest_vector_is_next)
{
	struct pending p = forgotten_pending(DUMP("49 236 ", "00"));

	cr_expect_eq(p.vector, 236);
	cr_expect_not(p.level);
}

Test(forgotten, its_trigger_mode_is_its_own)
{
	cr_expect(forgotten_pending(DUMP("49 65(level) ", "00")).level);
	cr_expect_not(forgotten_pending(DUMP("49(level) 65 ", "00")).level);
}

/* In service is one with vector 0x41: of its class none is given, of the next one all are. */
Test(forgotten, the_processor_has_a_priority)
{
	cr_expect_eq(forgotten_pending(DUMP("79 ", "41")).vector, 0);
	cr_expect_eq(forgotten_pending(DUMP("80 ", "41")).vector, 80);
}

Test(forgotten, of_another_cpu_it_says_nothing)
{
	const char *registers = "\r\nCPU#0\r\nEIP=0 EFL=2 SMM=0 HLT=0\r\nES =0\r\n"
				"\r\nCPU#1\r\nEIP=0 EFL=2 SMM=0 HLT=1\r\nES =0\r\n";

	cr_expect_not(forgotten_sleeps(registers, 0));
	cr_expect(forgotten_sleeps(registers, 1));
	cr_expect_not(forgotten_sleeps(registers, 2));
	cr_expect_not(forgotten_sleeps("", 0));
}
