// SPDX-License-Identifier: GPL-2.0-only
/* `jailhouse config check`: the layout that scripts know, the sentences, the exit status. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include <jailhouse/cell-config.h>
#include <jailhouse/reason.h>

#include "config_check.h"

#define RW (JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE)

struct test_system {
	struct jailhouse_system header;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
} __attribute__((packed));

struct test_cell {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[3];
} __attribute__((packed));

static struct test_system board;
static struct test_cell blinker;
static char folder[] = "/tmp/config-check-XXXXXX";
static char board_file[64], blinker_file[64];

static void set_up(void)
{
	board = (struct test_system){
		.header = {
			.signature = JAILHOUSE_SYSTEM_SIGNATURE,
			.revision = JAILHOUSE_CONFIG_REVISION,
			.hypervisor_memory = { .phys_start = 0x3a000000, .size = 0x600000 },
			.platform_info.pci_mmconfig_base = 0xb0000000,
			.root_cell = {
				.name = "Board",
				.cpu_set_size = sizeof(board.cpus),
				.num_memory_regions = ARRAY_SIZE(board.mem_regions),
			},
		},
		.cpus = { 0xf },
		.mem_regions = {
			{ 0, 0, 0x3a000000, RW | JAILHOUSE_MEM_EXECUTE },
			{ 0x3a600000, 0x3a600000, 0x1000000, RW | JAILHOUSE_MEM_EXECUTE },
		},
	};
	blinker = (struct test_cell){
		.cell = {
			.signature = JAILHOUSE_CELL_DESC_SIGNATURE,
			.revision = JAILHOUSE_CONFIG_REVISION,
			.name = "blinker",
			.cpu_set_size = sizeof(blinker.cpus),
			.num_memory_regions = ARRAY_SIZE(blinker.mem_regions),
		},
		.cpus = { 1 << 2 },
		.mem_regions = {
			{ 0x3a600000, 0, 0x100000, RW | JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_LOADABLE },
			{ 0, 0x100000, 0x1000, RW | JAILHOUSE_MEM_COMM_REGION },
		},
	};
	cr_assert_not_null(mkdtemp(folder));
	snprintf(board_file, sizeof(board_file), "%s/b.cell", folder);
	snprintf(blinker_file, sizeof(blinker_file), "%s/c.cell", folder);
	cr_assert_eq(chdir(folder), 0);
	cr_redirect_stdout();
	cr_redirect_stderr();
}

static void tear_down(void)
{
	unlink(board_file);
	unlink(blinker_file);
	rmdir(folder);
}

TestSuite(config_check, .init = set_up, .fini = tear_down);

static void write_file(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "wb");

	cr_assert_not_null(file);
	cr_assert_eq(fwrite(data, 1, size, file), size);
	fclose(file);
}

static int run(void)
{
	char *argv[] = { "check", "b.cell", "c.cell", NULL };
	int status;

	write_file(board_file, &board, sizeof(board));
	write_file(blinker_file, &blinker, sizeof(blinker));
	status = cmd_config_check(3, argv);
	fflush(stdout);
	fflush(stderr);
	return status;
}

static const char *slurp(FILE *stream)
{
	static char text[65536];
	size_t size = fread(text, 1, sizeof(text) - 1, stream);

	text[size] = 0;
	return text;
}

static void expect_output(const char *expected)
{
	cr_expect_str_eq(slurp(cr_get_redirected_stdout()), expected);
}

static void expect_error(const char *expected)
{
	cr_expect_str_eq(slurp(cr_get_redirected_stderr()), expected);
}

#define HEAD                                                                                       \
	"Reading configuration set:\n"                                                             \
	"  Architecture:  x86\n"                                                                   \
	"  Root cell:     Board (b.cell)\n"                                                        \
	"  Non-root cell: blinker (c.cell)\n"
#define INSIDE_NONE	"Overlapping memory regions inside cell: None\n"
#define HYPERVISOR_NONE "Overlapping memory regions with hypervisor: None\n"
#define MMCONFIG_NONE	"Missing PCI MMCONFIG interceptions: None\n"
#define RESOURCE_NONE	"Missing resource interceptions for architecture x86: None\n"

Test(config_check, clean)
{
	cr_expect_eq(run(), 0);
	expect_output(HEAD INSIDE_NONE HYPERVISOR_NONE MMCONFIG_NONE RESOURCE_NONE);
	expect_error("");
}

Test(config_check, no_mmconfig_line_without_mmconfig)
{
	board.header.platform_info.pci_mmconfig_base = 0;
	cr_expect_eq(run(), 0);
	expect_output(HEAD INSIDE_NONE HYPERVISOR_NONE RESOURCE_NONE);
}

Test(config_check, iommu_line_with_unit)
{
	board.header.platform_info.iommu_units[0].type = JAILHOUSE_IOMMU_AMD;
	board.header.platform_info.iommu_units[0].base = 0xfed80000;
	board.header.platform_info.iommu_units[0].size = 0x4000;
	cr_expect_eq(run(), 0);
	expect_output(HEAD INSIDE_NONE HYPERVISOR_NONE MMCONFIG_NONE RESOURCE_NONE
		      "Missing IOMMU interceptions: None\n");
}

Test(config_check, overlap_inside_cell)
{
	blinker.mem_regions[2] = (struct jailhouse_memory){ 0x3a800000, 0xff000, 0x1000, RW };
	cr_expect_eq(run(), 1);
	expect_output(
		HEAD
		"Overlapping memory regions inside cell:\n"
		"\n"
		"In cell 'blinker', region 0\n"
		"  phys_start: 0x000000003a600000\n"
		"  virt_start: 0x0000000000000000\n"
		"  size:       0x0000000000100000\n"
		"  flags:      JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_LOADABLE\n"
		"overlaps with region 2\n"
		"  phys_start: 0x000000003a800000\n"
		"  virt_start: 0x00000000000ff000\n"
		"  size:       0x0000000000001000\n"
		"  flags:      JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE\n"
		"\n" HYPERVISOR_NONE MMCONFIG_NONE RESOURCE_NONE
		"Refused: c.cell: cell \"blinker\", memory region 2: overlaps memory region 0 at guest-physical 0xff000; move or shrink one of them\n");
}

Test(config_check, overlap_with_hypervisor)
{
	blinker.mem_regions[2] = (struct jailhouse_memory){ 0x3a000000, 0x200000, 0x1000, RW };
	cr_expect_eq(run(), 1);
	expect_output(
		HEAD INSIDE_NONE
		"Overlapping memory regions with hypervisor:\n"
		"\n"
		"In cell 'blinker', region 2\n"
		"  phys_start: 0x000000003a000000\n"
		"  virt_start: 0x0000000000200000\n"
		"  size:       0x0000000000001000\n"
		"  flags:      JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE\n"
		"overlaps with hypervisor memory region\n"
		"  phys_start: 0x000000003a000000\n"
		"  virt_start: 0x0000000000000000\n"
		"  size:       0x0000000000600000\n"
		"  flags:      0x0\n"
		"\n" MMCONFIG_NONE RESOURCE_NONE
		"Refused: c.cell: cell \"blinker\", memory region 2: reaches into the hypervisor's memory from 0x3a000000 on, which ends before 0x3a600000; use memory outside of it\n");
}

Test(config_check, local_apic_mapped)
{
	blinker.mem_regions[2] = (struct jailhouse_memory){ 0xfee00000, 0xfee00000, 0x1000, RW };
	cr_expect_eq(run(), 1);
	expect_output(
		HEAD INSIDE_NONE HYPERVISOR_NONE MMCONFIG_NONE
		"Missing resource interceptions for architecture x86:\n"
		"\n"
		"In cell 'blinker', region 2\n"
		"  phys_start: 0x00000000fee00000\n"
		"  virt_start: 0x00000000fee00000\n"
		"  size:       0x0000000000001000\n"
		"  flags:      JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE\n"
		"overlaps with resource to be intercepted\n"
		"  start:      0x00000000fee00000\n"
		"  size:       0x0000000000001000\n"
		"\n"
		"Refused: c.cell: cell \"blinker\", memory region 2: covers the local APIC at 0xfee00000 (size 0x1000), which the hypervisor has to intercept; leave that window out\n");
}

/* A warning is no finding. */
Test(config_check, warning)
{
	blinker.cell.cpu_reset_address = 0x200000;
	cr_expect_eq(run(), 0);
	expect_output(
		HEAD INSIDE_NONE HYPERVISOR_NONE MMCONFIG_NONE RESOURCE_NONE
		"Warning: c.cell: cell \"blinker\": cpu_reset_address 0x200000 is in no executable region, so that its CPUs will fault at once; correct it or add JAILHOUSE_MEM_EXECUTE to the region of the program\n");
}

Test(config_check, system_refused)
{
	board.cpus[0] = 0;
	cr_expect_eq(run(), 1);
	expect_output(
		HEAD INSIDE_NONE HYPERVISOR_NONE MMCONFIG_NONE RESOURCE_NONE
		"Refused: b.cell: cell \"Board\": the CPU set is empty; it has to hold every CPU of the machine\n"
		"The cells depend on the system configuration: correct that one first.\n"
		"Refused: c.cell: cell \"blinker\": CPU 2 does not belong to the root cell \"Board\"; choose one of its CPUs\n"
		"Refused: c.cell: cell \"blinker\": takes the last CPU of the root cell (2), which has to keep one; choose fewer CPUs\n");
}

/* One mistake does not hide the others. */
Test(config_check, everything_that_is_refused)
{
	const char *text;

	board.header.platform_info.x86.apic_mode = 7;
	blinker.cpus[0] = 1 << 9;
	blinker.mem_regions[0].phys_start += 0x800;
	blinker.mem_regions[2] = (struct jailhouse_memory){ 0x3a000000, 0x200000, 0x1000, RW };
	cr_expect_eq(run(), 1);
	text = slurp(cr_get_redirected_stdout());
	cr_expect_not_null(
		strstr(text, "Refused: b.cell: the system configuration: apic_mode is 7"), "%s",
		text);
	cr_expect_not_null(strstr(text, "Refused: c.cell: cell \"blinker\": CPU 9 does not"), "%s",
			   text);
	cr_expect_not_null(strstr(text, "memory region 0: phys_start is 0x3a600800"), "%s", text);
	cr_expect_not_null(strstr(text, "memory region 2: reaches into the hypervisor"), "%s",
			   text);
}

/* ---- files that are no configurations ---- */

Test(config_check, not_a_system)
{
	board.header.signature[0] = 'X';
	cr_expect_eq(run(), 1);
	cr_expect(strstr(slurp(cr_get_redirected_stderr()), "Not a root cell configuration\n"));
}

Test(config_check, not_a_cell)
{
	blinker.cell.signature[0] = 'X';
	cr_expect_eq(run(), 1);
	cr_expect(strstr(slurp(cr_get_redirected_stderr()), "Not a cell configuration\n"));
}

/* The next file is looked at all the same. */
Test(config_check, not_a_cell_beside_one_that_is_refused)
{
	char *argv[] = { "check", "b.cell", "c.cell", "b.cell", "c.cell", NULL };

	blinker.cpus[0] = 1 << 9;
	write_file(board_file, &board, sizeof(board));
	write_file(blinker_file, &blinker, sizeof(blinker));
	cr_expect_eq(cmd_config_check(5, argv), 1);
	fflush(stdout);
	cr_expect_not_null(strstr(slurp(cr_get_redirected_stdout()), "CPU 9 does not belong"));
	cr_expect_not_null(strstr(slurp(cr_get_redirected_stderr()), "Not a cell configuration\n"));
}

Test(config_check, stale_revision)
{
	blinker.cell.revision--;
	cr_expect_eq(run(), 1);
	expect_error(
		"Configuration file revision mismatch\n"
		"Refused: c.cell: the cell configuration: configuration revision is 13, expected 14; the file is stale, rebuild it with the headers of this release\n");
}

Test(config_check, unknown_architecture)
{
	board.header.architecture = 77;
	cr_expect_eq(run(), 1);
	expect_error(
		"Configuration has unsupported architecture\n"
		"Refused: b.cell: the system configuration: the architecture is 77, expected x86, arm or arm64; rebuild it with .architecture corrected\n");
}

Test(config_check, unknown_architecture_of_a_cell)
{
	blinker.cell.architecture = 77;
	cr_expect_eq(run(), 1);
	cr_expect(strstr(slurp(cr_get_redirected_stdout()),
			 "Refused: c.cell: cell \"blinker\": the architecture is 77, expected"));
}

Test(config_check, other_architecture)
{
	blinker.cell.architecture = JAILHOUSE_ARM;
	cr_expect_eq(run(), 1);
	expect_error("Cell architecture mismatch\n");
}

Test(config_check, empty_file)
{
	char *argv[] = { "check", "b.cell", NULL };

	write_file(board_file, &board, 0);
	cr_expect_eq(cmd_config_check(2, argv), 1);
}

Test(config_check, missing_file)
{
	char *argv[] = { "check", "nowhere.cell", NULL };

	cr_expect_eq(cmd_config_check(2, argv), 2);
	fflush(stderr);
	expect_error("nowhere.cell cannot be opened: No such file or directory\n");
}

Test(config_check, usage)
{
	char *none[] = { "check", NULL }, *help[] = { "check", "--help", NULL },
	     *option[] = { "check", "-x", NULL };

	cr_expect_eq(cmd_config_check(1, none), 2);
	cr_expect_eq(cmd_config_check(2, option), 2);
	cr_expect_eq(cmd_config_check(2, help), 0);
}

Test(config_check, options_may_stand_anywhere)
{
	char *behind[] = { "check", "b.cell", "c.cell", "--json", NULL };
	char *help[] = { "check", "b.cell", "-h", NULL };
	char *wrong[] = { "check", "b.cell", "--jsn", NULL };
	char *both[] = { "check", "--json", "b.cell", "--sarif", NULL };
	char *file[] = { "check", "--", "--json", NULL };

	write_file(board_file, &board, sizeof(board));
	write_file(blinker_file, &blinker, sizeof(blinker));
	cr_expect_eq(cmd_config_check(4, behind), 0);
	fflush(stdout);
	expect_output("{\n  \"findings\": [],\n  \"accepted\": true\n}\n");
	cr_expect_eq(cmd_config_check(3, help), 0);
	cr_expect_eq(cmd_config_check(3, wrong), 2);
	cr_expect_eq(cmd_config_check(4, both), 2);
	cr_expect_eq(cmd_config_check(3, file), 2);
	fflush(stderr);
	cr_expect_not_null(strstr(slurp(cr_get_redirected_stderr()), "--json cannot be opened"));
}

/* ---- for programs ---- */

static int run_with(char *option)
{
	char *argv[] = { "check", option, "b.cell", "c.cell", NULL };
	int status;

	write_file(board_file, &board, sizeof(board));
	write_file(blinker_file, &blinker, sizeof(blinker));
	status = cmd_config_check(4, argv);
	fflush(stdout);
	return status;
}

Test(config_check, json_of_what_would_be_accepted)
{
	cr_expect_eq(run_with("--json"), 0);
	expect_output("{\n  \"findings\": [],\n  \"accepted\": true\n}\n");
}

Test(config_check, json_says_file_place_and_sentence)
{
	const char *text;

	blinker.cpus[0] = 1 << 9;
	strcpy(blinker.cell.name, "a \"b\"\\");
	cr_expect_eq(run_with("--json"), 1);
	text = slurp(cr_get_redirected_stdout());
	cr_expect_not_null(strstr(text, "{ \"verdict\": \"refused\", \"file\": \"c.cell\", "), "%s",
			   text);
	cr_expect_not_null(strstr(text, "\"sentence\": \"cell \\\"a \\\"b\\\"\\\\\\\""), "%s",
			   text);
	cr_expect_not_null(strstr(text, "\"accepted\": false\n}\n"), "%s", text);
	expect_error("");
}

/* the rest is in config_sarif.c */
Test(config_check, sarif_of_what_is_refused)
{
	const char *text;

	blinker.cpus[0] = 1 << 9;
	cr_expect_eq(run_with("--sarif"), 1);
	text = slurp(cr_get_redirected_stdout());
	cr_expect_not_null(strstr(text, "\"level\": \"error\""), "%s", text);
	cr_expect_not_null(strstr(text, "{ \"uri\": \"c.cell\" }"), "%s", text);
	cr_expect_not_null(strstr(text, "\"exitCode\": 1 }]\n"), "%s", text);
	expect_error("");
}

Test(config_check, json_of_a_file_that_is_none)
{
	memset(&blinker.cell.signature, 0, sizeof(blinker.cell.signature));
	cr_expect_eq(run_with("--json"), 1);
	cr_expect_not_null(strstr(slurp(cr_get_redirected_stdout()), "\"file\": \"c.cell\""));
	expect_error("");
}

/* What reads the document gets one, whatever happens. */
Test(config_check, json_of_a_file_that_cannot_be_read)
{
	char *argv[] = { "check", "b.cell", "nowhere.cell", "--json", NULL };

	write_file(board_file, &board, sizeof(board));
	cr_expect_eq(cmd_config_check(4, argv), 2);
	fflush(stdout);
	fflush(stderr);
	expect_output(
		"{\n  \"findings\": [\n"
		"    { \"verdict\": \"unreadable\", \"file\": \"nowhere.cell\", \"sentence\": "
		"\"cannot be opened: No such file or directory\" }\n"
		"  ],\n  \"accepted\": false\n}\n");
	expect_error("nowhere.cell cannot be opened: No such file or directory\n");
}

/* What else is wrong is told at once: nobody comes back for it twice. */
Test(config_check, the_others_are_checked_when_a_file_cannot_be_read)
{
	char *argv[] = { "check", "b.cell", "nowhere.cell", "c.cell", "--json", NULL };
	const char *text;

	blinker.mem_regions[0].phys_start++;
	write_file(board_file, &board, sizeof(board));
	write_file(blinker_file, &blinker, sizeof(blinker));
	cr_expect_eq(cmd_config_check(5, argv), 2);
	fflush(stdout);
	fflush(stderr);
	text = slurp(cr_get_redirected_stdout());
	cr_expect_not_null(strstr(text, "\"unreadable\", \"file\": \"nowhere.cell\""), "%s", text);
	cr_expect_not_null(strstr(text, "\"refused\", \"file\": \"c.cell\""), "%s", text);
}

Test(config_check, sarif_names_each_file_that_cannot_be_read)
{
	char *argv[] = { "check", "nowhere.cell", "neither.cell", "--sarif", NULL };
	const char *text;

	cr_expect_eq(cmd_config_check(4, argv), 2);
	fflush(stdout);
	text = slurp(cr_get_redirected_stdout());
	cr_expect_not_null(strstr(text, "\"nowhere.cell\""), "%s", text);
	cr_expect_not_null(strstr(text, "\"neither.cell\""), "%s", text);
}

Test(config_check, hypervisor_memory_is_compared_with_what_this_release_takes)
{
	const char *text;

	board.header.hypervisor_memory.size = 0x10000;
	cr_expect_eq(run(), 1);
	text = slurp(cr_get_redirected_stdout());
	cr_expect_not_null(strstr(text, "Refused: b.cell: hypervisor_memory: has 64 KiB"), "%s",
			   text);
	cr_expect_not_null(strstr(text, "enlarge hypervisor_memory.size"), "%s", text);
}

Test(config_check, code_that_root_can_change_is_suspicious)
{
	const char *text;

	blinker.mem_regions[0].flags |= JAILHOUSE_MEM_ROOTSHARED;
	cr_expect_eq(run(), 0);
	text = slurp(cr_get_redirected_stdout());
	cr_expect_not_null(strstr(text, "Warning: c.cell: cell \"blinker\", memory region 0"), "%s",
			   text);
}

/* A warning is no finding unless that is asked for; a refusal is one, whatever is asked for. */
Test(config_check, strict)
{
	cr_expect_eq(run_with("--strict"), 0);
	blinker.mem_regions[0].flags &= ~(__u64)JAILHOUSE_MEM_LOADABLE;
	cr_expect_eq(run(), 0);
	cr_expect_eq(run_with("--strict"), 1);
	blinker.cpus[0] = 1 << 9;
	cr_expect_eq(run_with("--strict"), 1);
}

/* Accepted it is all the same. */
Test(config_check, strict_json)
{
	char *argv[] = { "check", "--strict", "--json", "b.cell", "c.cell", NULL };
	const char *text;

	blinker.mem_regions[0].flags &= ~(__u64)JAILHOUSE_MEM_LOADABLE;
	run();
	slurp(cr_get_redirected_stdout());
	cr_expect_eq(cmd_config_check(5, argv), 1);
	fflush(stdout);
	text = slurp(cr_get_redirected_stdout());
	cr_expect_not_null(strstr(text, "\"accepted\": true\n}\n"), "%s", text);
}

/* The numbers stay; beside each is its name in jailhouse/reason.h. */
Test(config_check, json_names_its_numbers)
{
	char numbers[128];
	const char *text;

	blinker.mem_regions[0].phys_start++;
	cr_expect_eq(run_with("--json"), 1);
	text = slurp(cr_get_redirected_stdout());
	snprintf(numbers, sizeof(numbers),
		 "\"code\": %u, \"object\": %u, \"index\": 0, \"field\": %u,\n",
		 JAILHOUSE_REASON_MEM_UNALIGNED, JAILHOUSE_OBJECT_MEMORY,
		 JAILHOUSE_FIELD_PHYS_START);
	cr_expect_not_null(strstr(text, numbers), "%s", text);
	cr_expect_not_null(strstr(text, "\"code_name\": \"JAILHOUSE_REASON_MEM_UNALIGNED\", "
					"\"object_name\": \"JAILHOUSE_OBJECT_MEMORY\", "
					"\"field_name\": \"JAILHOUSE_FIELD_PHYS_START\","),
			   "%s", text);
}
