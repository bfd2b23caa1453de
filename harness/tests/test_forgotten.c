// SPDX-License-Identifier: GPL-2.0-only
/* Which interrupt waits at a CPU that sleeps, by what QEMU's monitor says. */
#include <sys/socket.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "../base/files.h"
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

/* Each look would hold up whoever watches the machine, and finds out that the emulator hangs. */
Test(forgotten, an_emulator_that_hangs_is_asked_once)
{
	struct forgotten f = FORGOTTEN_INIT;
	struct text said = { 0 };
	struct qmp qmp = { 0 };
	char asked[1024];
	ssize_t len;
	int ends[2];

	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	qmp.fd = ends[0];
	qmp.until = clock_ms() + 20;
	for (int look = 0; look < 3; look++) {
		f.next = 0;
		forgotten_look(&f, &qmp, 4, 0, "nowhere", &said);
	}
	len = recv(ends[1], asked, sizeof(asked), MSG_DONTWAIT);
	cr_assert_gt(len, 0);
	cr_expect_eq(memchr(asked, 0x0a, len), asked + len - 1, "one question");
	cr_expect_eq(said.len, 0);
	close(ends[0]);
	close(ends[1]);
}
