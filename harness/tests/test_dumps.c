// SPDX-License-Identifier: GPL-2.0-only
/* Register dumps in logs, and the meaning of their numbers. */
#include <criterion/criterion.h>
#include <string.h>

#include "../results/dumps.h"

static const char x86_log[] =
	"Started cell \"a\"\r\n"
	"Started cell \"b\"\r\n"
	"Started cell \"a\"\r\n"
	"FATAL: Unexpected #VMEXIT, exitcode 7f, exitinfo1 0x0 exitinfo2 0x0\r\n"
	"hint: something\r\n"
	"RIP: 0x00000000000016e1 RSP: 0x0000000000010fa0 FLAGS: 10046\r\n"
	"RAX: 0x0000000000000000 RBX: 0x0000000000000000 RCX: 0x0000000000000000\r\n"
	"Parking CPU 2 (Cell: \"a\")\r\n";

Test(dumps, of_x86_cells_are_found)
{
	size_t count;
	struct dump *d = dumps_find(x86_log, &count);
	struct text meaning = { 0 };

	cr_assert(count == 1 && d->arch == DUMP_X86 && !d->hypervisor);
	cr_assert(d->pc == 0x16e1 && d->sp == 0x10fa0);
	cr_assert_str_eq(d->cell, "a");
	cr_assert(d->starts == 2, "it is the second program of cell a");
	describe_x86_reason(d->reason, &meaning);
	cr_assert_str_eq(text_str(&meaning), "shutdown: a triple fault");
	text_free(&meaning);
	dumps_free(d, count);
}

static const char arm_log[] =
	"FATAL: Unhandled HYP exception: synchronous abort from EL2\n"
	"Fault address: 0x10\n"
	" pc: 0000ffffc0002b48   lr: 0000ffffc000e670 spsr: 800003c9     EL2\n"
	" sp: 0000ffffc0100f00  elr: 0000ffffc0002b48  esr: 25 1 0000045\n"
	"Hypervisor stack before exception (0xffffc0100f00 - 0xffffc0100f20):\n"
	"0000000000000001 0000ffffc000e944 0000000000000003 0000000000000004\n"
	"\n"
	"Stopping CPU 1 (Cell: \"root\")\n"
	"Unhandled data write at 0x1000(4)\n"
	"FATAL: unhandled trap (exception class 0x24)\n"
	"Cell state before exception:\n"
	" pc: 00000000000020c0   lr: 0000000000005da0 spsr: 800003c5     EL1\n"
	" sp: 000000000000ae30  elr: 0000000000000000  esr: 24 1 1820046\n"
	"Parking CPU 3 (Cell: \"b\")\n";

Test(dumps, of_arm64_are_found_with_the_stack)
{
	size_t count;
	struct dump *d = dumps_find(arm_log, &count);

	cr_assert(count == 2 && d[0].arch == DUMP_ARM64 && d[0].hypervisor && !d[1].hypervisor);
	cr_assert(d[0].stack_count == 4 && d[0].stack[1] == 0xffffc000e944);
	cr_assert(d[0].cell == NULL && d[1].stack_count == 0);
	cr_assert_str_eq(d[1].reason, "Unhandled data write at 0x1000(4)");
	cr_assert_str_eq(d[1].cell, "b");
	cr_assert(d[1].lr == 0x5da0 && d[1].syndrome == 0x93820046, "%llx",
		  (unsigned long long)d[1].syndrome);
	dumps_free(d, count);
}

/* It had begun to tell of a cell. */
Test(dumps, of_a_hypervisor_that_fails_over_a_cell_are_its_own)
{
	static const char log[] = "FATAL: Invalid MMIO/RAM read, addr: 0x00000000001a9391 size: 1\n"
				  "hint: no region of cell \"a\" covers it\n"
				  "FATAL: Jailhouse triggered exception #14\n"
				  "Error code: 0\n"
				  "Physical CPU ID: 3\n"
				  "RIP: 0xfffffffff0013143 RSP: 0x0000000040004f58 FLAGS: 10002\n"
				  "CR2: 0x0000000000000008\n"
				  "Hypervisor stack before exception (0x40004f58 - 0x40004f68):\n"
				  "fffffffff00120aa 0000000000000002\n"
				  "Stopping CPU 3 (Cell: \"a\")\n";
	size_t count;
	struct dump *d = dumps_find(log, &count);

	cr_assert(count == 1 && d->hypervisor && d->stack_count == 2);
	cr_assert_str_eq(d->reason, "FATAL: Jailhouse triggered exception #14");
	dumps_free(d, count);
}

static void expect_meaning(uint64_t syndrome, const char *meaning)
{
	struct text out = { 0 };

	describe_syndrome(syndrome, &out);
	cr_expect_str_eq(text_str(&out), meaning);
	text_free(&out);
}

Test(dumps, syndromes_are_put_into_words)
{
	expect_meaning(0x93820046, "a data abort below EL2, a write of 4 bytes, register x2, "
				   "translation fault, level 2");
	expect_meaning(0x9600000f,
		       "a data abort at EL2, a read by an instruction that the syndrome "
		       "does not describe, permission fault, level 3");
	expect_meaning(0x82000006, "an instruction abort below EL2, translation fault, level 2");
	expect_meaning(0x6232c021, "a system register, read s3_3_c0_c0_1, register x1");
	/* ISS of the manual: opc2 19:17, opc1 16:14, CRn 13:10, Rt 9:5, CRm 4:1, direction 0 */
	expect_meaning(0x0e000000 | 1 << 17 | 0 << 14 | 9 << 10 | 3 << 5 | 12 << 1 | 1,
		       "a register of coprocessor 15 (AArch32), mrc p15, 0, r3, c9, c12, 1");
	expect_meaning(0x5a004a48, "HVC #19016");
	expect_meaning(0xfc000000, "exception class 0x3f");
}

Test(dumps, a_log_without_any_has_none)
{
	size_t count;
	struct dump *d = dumps_find("Started cell \"a\"\nParking CPU 2 (Cell: \"a\")\n", &count);

	cr_assert(count == 0);
	dumps_free(d, count);
}

/* Lines of a cell's stack as they are without spaces behind it, and its code. */
Test(dumps, of_cells_are_found_with_code_and_stack)
{
	static const char log[] =
		"FATAL: Invalid MMIO/RAM write, addr: 0x0000000010000000 size: 4\n"
		"RIP: 0x0000000000001c3b RSP: 0x0000000000016f98 FLAGS: 46\n"
		"EFER: 0x0000000000001500\n"
		"Cell code at 0x1c3b: 0123456789abcdef fedcba9876543210\n"
		"Cell stack before exception (0x16f98 - 0x16fb0):\n"
		"0000000000001310 0000000000000002\n"
		"0000000000000003\n"
		"Parking CPU 2 (Cell: \"a\")\n"
		"FATAL: Invalid PIO read, port: 2f8 size: 1\n"
		"RIP: 0x0000000000001c3b RSP: 0x7fffffffffffff00 FLAGS: 46\n"
		"Cell stack before exception: not readable\n"
		"Parking CPU 2 (Cell: \"a\")\n";
	size_t count;
	struct dump *d = dumps_find(log, &count);

	cr_assert_eq(count, 2);
	cr_assert_eq(d[0].stack_count, 3);
	cr_expect(d[0].stack[0] == 0x1310 && d[0].stack[2] == 3);
	cr_expect(d[0].has_code && d[0].code_at == 0x1c3b);
	cr_expect(d[0].code[0] == 0x0123456789abcdef && d[0].code[1] == 0xfedcba9876543210);
	cr_expect_str_eq(d[0].cell, "a");
	cr_expect(d[1].stack_count == 0 && !d[1].has_code);
	cr_expect_str_eq(d[1].cell, "a");
	dumps_free(d, count);
}

static void expect_reason(const char *reason, const char *meaning)
{
	struct text out = { 0 };

	describe_x86_reason(reason, &out);
	cr_expect_str_eq(text_str(&out), meaning);
	text_free(&out);
}

Test(dumps, exits_of_x86_are_put_into_words)
{
	expect_reason("FATAL: Invalid MMIO/RAM write, addr: 0x0000000010000000 size: 4",
		      "a nested page fault (exit code 400): memory that the cell does not have, "
		      "or not like this");
	expect_reason("FATAL: unsupported instruction (0x66 0x6d 0x00 0x00)",
		      "an access to emulated registers by an instruction that the hypervisor does "
		      "not emulate");
	expect_reason("FATAL: VM-Entry failure, error -1",
		      "the processor did not enter the cell (exit code -1): a register of the "
		      "cell, or its control state, holds what must not be; QEMU ends so also where "
		      "a program sets reserved bits of CR3 or CR4, which a processor answers with "
		      "#GP");
	expect_reason("FATAL: Invalid PIO read, port: 2f8 size: 1",
		      "a port (exit code 7b) that the cell does not have");
	expect_reason(
		"FATAL: Unexpected #VMEXIT, exitcode 400, exitinfo1 0x0000000200000007 "
		"exitinfo2 0x0000000010000000",
		"a nested page fault, a write, not with these rights, in a walk of the cell's "
		"own tables");
	expect_reason("FATAL: Unexpected #VMEXIT, exitcode 7b, exitinfo1 0x0000000002f80011 "
		      "exitinfo2 0x0",
		      "a port, read from 0x2f8, width 1");
	expect_reason("FATAL: Unexpected #VMEXIT, exitcode 4e, exitinfo1 0x0 exitinfo2 0x0",
		      "exception #14, page fault");
	expect_reason("FATAL: Unexpected #VMEXIT, exitcode 14, exitinfo1 0x0 exitinfo2 0x0",
		      "a write of CR4");
	expect_reason("FATAL: something else", "");
}
