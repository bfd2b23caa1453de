// SPDX-License-Identifier: GPL-2.0-only
/* What enable can tell about how Linux was booted. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include <jailhouse/cell-config.h>

#include "advice.h"
#include "stage.h"
#include "tool.h"

#define START 0x3a000000ULL
#define SIZE  0x600000ULL

TestSuite(advice, .init = stage_set, .fini = stage_clear);

static struct jailhouse_system make_system(void)
{
	struct jailhouse_system system = { 0 };

	memcpy(system.signature, JAILHOUSE_SYSTEM_SIGNATURE, sizeof(system.signature));
	system.hypervisor_memory.phys_start = START;
	system.hypervisor_memory.size = SIZE;
	return system;
}

static char *help(const struct advice *advice)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	advice_print_help(stream, advice);
	fclose(stream);
	return text;
}

Test(advice, ram_lines_overlap_or_not)
{
	cr_assert(iomem_line_is_ram("00100000-3ffdffff : System RAM", START, SIZE));
	cr_assert(iomem_line_is_ram("3a5fffff-3ffdffff : System RAM", START, SIZE));
	cr_assert_not(iomem_line_is_ram("3a600000-3ffdffff : System RAM", START, SIZE));
	cr_assert_not(iomem_line_is_ram("00100000-39ffffff : System RAM", START, SIZE));
	cr_assert_not(iomem_line_is_ram("3a000000-3f1fffff : Reserved", START, SIZE));
	cr_assert_not(iomem_line_is_ram("no line of iomem", START, SIZE));
	cr_assert_not(iomem_line_is_ram("", START, SIZE));
}

Test(advice, a_lost_dollar_is_found)
{
	char option[64];

	cr_assert(find_broken_memmap("quiet memmap=82M0x3a000000 panic=1", option, sizeof(option)));
	cr_assert_str_eq(option, "memmap=82M0x3a000000");
	cr_assert(
		find_broken_memmap("memmap=1M$0x1000 memmap=82Mx3a000000", option, sizeof(option)));
	cr_assert_str_eq(option, "memmap=82Mx3a000000");
	cr_assert_not(find_broken_memmap("memmap=82M$0x3a000000 ro", option, sizeof(option)));
	cr_assert_not(find_broken_memmap("memmap=exactmap ro", option, sizeof(option)));
	cr_assert_not(find_broken_memmap("", option, sizeof(option)));
}

Test(advice, unreserved_memory_gets_the_line_for_grub)
{
	struct jailhouse_system system = make_system();
	struct advice advice;
	char *text;

	stage_file("iomem", "00001000-0009fbff : System RAM\n00100000-3ffdffff : System RAM\n");
	stage_file("cmdline", "console=ttyS1 memmap=82M0x3a000000\n");
	advice_collect(&advice, &system, sizeof(system));
	text = help(&advice);
	cr_assert(strstr(text, "memmap=6M\\\\\\$0x3a000000") != NULL);
	cr_assert(strstr(text, "\"memmap=82M0x3a000000\"") != NULL);
	free(text);
}

Test(advice, on_arm_mem_ends_below_the_region)
{
	struct jailhouse_system system = make_system();
	struct advice advice;
	char *text;

	system.architecture = JAILHOUSE_ARM64;
	system.hypervisor_memory.phys_start = 0x7ae00000;
	stage_file("iomem", "09000000-09000fff : pl011@9000000\n40000000-7fffffff : System RAM\n"
			    "  40210000-4185ffff : Kernel code\n");
	advice_collect(&advice, &system, sizeof(system));
	text = help(&advice);
	cr_assert(strstr(text, "mem=942M") != NULL, "%s", text);
	cr_assert(strstr(text, "memmap") == NULL, "%s", text);
	free(text);
}

Test(advice, first_memory_is_found)
{
	cr_assert_eq(find_first_ram("00000000-00000fff : Reserved\n00001000-0009ffff : System RAM"),
		     0x1000);
	cr_assert_eq(find_first_ram("00000000-00000fff : Reserved\n"), 0);
	cr_assert_eq(find_first_ram(""), 0);
}

Test(advice, reserved_memory_needs_no_help)
{
	struct jailhouse_system system = make_system();
	struct advice advice;
	char *text;

	stage_file("iomem", "00100000-39ffffff : System RAM\n3a000000-3f1fffff : Reserved\n");
	advice_collect(&advice, &system, sizeof(system));
	text = help(&advice);
	cr_assert_str_eq(text, "");
	free(text);
}

Test(advice, nothing_is_said_about_what_is_no_system_configuration)
{
	struct advice advice;

	stage_file("iomem", "00000000-ffffffff : System RAM\n");
	advice_collect(&advice, "JHCLL", 5);
	cr_assert_not(advice.in_system_ram);
	cr_assert_not(advice.no_iommu);
}
