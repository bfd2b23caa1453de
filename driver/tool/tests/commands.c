// SPDX-License-Identifier: GPL-2.0-only
/* What the commands ask the driver for, and how they report a refusal. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include <jailhouse/cell-config.h>

#include "stage.h"
#include "tool.h"

static void set_and_redirect(void)
{
	stage_set();
	cr_redirect_stdout();
	cr_redirect_stderr();
}

TestSuite(commands, .init = set_and_redirect, .fini = stage_clear);

static const char *error_text(void)
{
	static char text[4096];
	size_t size;

	fflush(stderr);
	size = fread(text, 1, sizeof(text) - 1, cr_get_redirected_stderr());
	text[size] = 0;
	return text;
}

Test(commands, load_passes_files_and_strings_in_order)
{
	char file[256], *argv[] = { "demo", file, "-a", "0x1000", "-s", "speed=9" };

	stage_file("image.bin", "CODE");
	snprintf(file, sizeof(file), "%s", stage_path("image.bin"));
	cr_assert_eq(cmd_cell_load(6, argv), TOOL_OK);
	cr_assert_eq(stage_driver.request, JAILHOUSE_CELL_LOAD);
	cr_assert_str_eq(stage_driver.cell.name, "demo");
	cr_assert_eq(stage_driver.num_images, 2);
	cr_assert_eq(stage_driver.images[0].image.size, 4);
	cr_assert_eq(stage_driver.images[0].image.target_address, 0x1000);
	cr_assert(memcmp(stage_driver.images[0].bytes, "CODE", 4) == 0);
	/* a string is stored with its end */
	cr_assert_eq(stage_driver.images[1].image.size, 8);
	cr_assert(memcmp(stage_driver.images[1].bytes, "speed=9", 8) == 0);
	cr_assert_eq(stage_driver.images[1].image.target_address, 0);
}

Test(commands, load_of_a_missing_file_calls_nobody)
{
	char *argv[] = { "demo", "/nonexistent/image" };

	cr_assert_eq(cmd_cell_load(2, argv), TOOL_ERROR);
	cr_assert_eq(stage_driver.calls, 0);
	cr_assert(strstr(error_text(), "/nonexistent/image") != NULL);
}

Test(commands, shutdown_loads_nothing)
{
	char *argv[] = { "1" };

	cr_assert_eq(cmd_cell_shutdown(1, argv), TOOL_OK);
	cr_assert_eq(stage_driver.request, JAILHOUSE_CELL_LOAD);
	cr_assert_eq(stage_driver.cell.id, 1);
	cr_assert_eq(stage_driver.num_images, 0);
}

Test(commands, refused_shutdown_names_the_ioctl)
{
	char *argv[] = { "1" };

	stage_driver.error = EPERM;
	cr_assert_eq(cmd_cell_shutdown(1, argv), TOOL_ERROR);
	cr_assert_str_eq(error_text(), "JAILHOUSE_CELL_LOAD: Operation not permitted\n");
}

Test(commands, a_reason_becomes_a_sentence)
{
	char *argv[] = { "ghost" };

	stage_driver.error = ENOENT;
	stage_driver.reason.code = JAILHOUSE_REASON_DRV_NO_CELL;
	strcpy(stage_driver.reason.cell, "ghost");
	cr_assert_eq(cmd_cell_start(1, argv), TOOL_ERROR);
	cr_assert_eq(strncmp(error_text(), "JAILHOUSE_CELL_START: No such file or directory\n",
			     strlen("JAILHOUSE_CELL_START: No such file or directory\n")),
		     0);
}

Test(commands, sentence_names_the_cell)
{
	char *argv[] = { "ghost" };

	stage_driver.error = ENOENT;
	stage_driver.reason.code = JAILHOUSE_REASON_DRV_NO_CELL;
	strcpy(stage_driver.reason.cell, "ghost");
	cmd_cell_destroy(1, argv);
	cr_assert_eq(stage_driver.request, JAILHOUSE_CELL_DESTROY);
	cr_assert(strstr(error_text(), "ghost") != NULL);
}

Test(commands, create_passes_the_whole_file)
{
	char file[256], *argv[] = { file };

	stage_file("demo.cell", "JHCLL and so on");
	snprintf(file, sizeof(file), "%s", stage_path("demo.cell"));
	cr_assert_eq(cmd_cell_create(1, argv), TOOL_OK);
	cr_assert_eq(stage_driver.request, JAILHOUSE_CELL_CREATE);
	cr_assert_eq(stage_driver.create.config_size, strlen("JHCLL and so on"));
}

Test(commands, create_tells_of_what_was_taken_from_linux)
{
	char file[256], *argv[] = { file };

	stage_file("demo.cell", "JHCLL and so on");
	snprintf(file, sizeof(file), "%s", stage_path("demo.cell"));
	stage_driver.reason.code = JAILHOUSE_WARN_MEM_OF_LINUX;
	stage_driver.reason.object = JAILHOUSE_OBJECT_MEMORY;
	stage_driver.reason.index = 2;
	stage_driver.reason.found = 0x50000;
	strcpy(stage_driver.reason.cell, "demo");
	cr_assert_eq(cmd_cell_create(1, argv), TOOL_OK);
	cr_assert(strstr(
		error_text(),
		"warning: cell \"demo\", memory region 2: Linux uses RAM there (0x50000, see "));
}

Test(commands, enable_of_a_file_without_a_whole_header_says_one_thing)
{
	char file[256], *argv[] = { file }, expected[512];

	stage_file("tiny.cell", "JHSYS");
	snprintf(file, sizeof(file), "%s", stage_path("tiny.cell"));
	snprintf(
		expected, sizeof(expected),
		"jailhouse: %s: the system configuration: the file has 5 bytes, its header alone takes "
		"%zu; it is truncated, copy or build it again\n",
		file, sizeof(struct jailhouse_system));
	cr_assert_eq(cmd_enable(1, argv), TOOL_ERROR);
	cr_assert_eq(stage_driver.calls, 0);
	cr_assert_str_eq(error_text(), expected);
}

Test(commands, enable_of_something_else_is_left_to_the_driver)
{
	char file[256], *argv[] = { file };

	stage_file("some.cell", "JHCLL and more");
	snprintf(file, sizeof(file), "%s", stage_path("some.cell"));
	stage_driver.error = EINVAL;
	cr_assert_eq(cmd_enable(1, argv), TOOL_ERROR);
	cr_assert_eq(stage_driver.request, JAILHOUSE_ENABLE);
	cr_assert_str_eq(error_text(), "JAILHOUSE_ENABLE: Invalid argument\n");
}

Test(commands, missing_driver_is_explained)
{
	tool_system.device = "/nonexistent/device";
	cr_assert_eq(cmd_disable(0, NULL), TOOL_ERROR);
	cr_assert(strstr(error_text(), "insmod") != NULL);
}

Test(commands, superfluous_arguments_are_misuse)
{
	char *argv[] = { "1", "2" };

	cr_assert_eq(cmd_enable(0, NULL), TOOL_USAGE);
	cr_assert_eq(cmd_enable(2, argv), TOOL_USAGE);
	cr_assert_eq(cmd_disable(1, argv), TOOL_USAGE);
	cr_assert_eq(cmd_console(1, argv), TOOL_USAGE);
	cr_assert_eq(cmd_hypervisor_check(1, argv), TOOL_USAGE);
	cr_assert_eq(cmd_cell_list(1, argv), TOOL_USAGE);
	cr_assert_eq(cmd_cell_create(2, argv), TOOL_USAGE);
	cr_assert_eq(cmd_cell_start(2, argv), TOOL_USAGE);
	cr_assert_eq(cmd_cell_shutdown(2, argv), TOOL_USAGE);
	cr_assert_eq(cmd_cell_destroy(0, NULL), TOOL_USAGE);
	cr_assert_eq(cmd_cell_load(1, argv), TOOL_USAGE);
	cr_assert_eq(cmd_cell_stats(2, argv), TOOL_USAGE);
	cr_assert_eq(stage_driver.calls, 0);
}

/* What is said when COMMAND gets these arguments. */
static const char *misuse(int (*command)(int argc, char **argv), int argc, char **argv)
{
	cr_assert_eq(command(argc, argv), TOOL_USAGE);
	cr_assert_eq(stage_driver.calls, 0);
	return error_text();
}

#define MISUSE(name, command, sentence, ...)                                                       \
	Test(commands, misuse_##name)                                                              \
	{                                                                                          \
		char *argv[] = { __VA_ARGS__ };                                                    \
                                                                                                   \
		cr_assert_str_eq(misuse(command, sizeof(argv) / sizeof(argv[0]), argv),            \
				 "jailhouse: " sentence "\n\n");                                   \
	}

MISUSE(address, cmd_cell_load, "\"zz\" is no address", "0", "image", "-a", "zz")
MISUSE(no_address, cmd_cell_load, "there is no address behind -a", "0", "image", "-a")
MISUSE(no_string, cmd_cell_load, "there is no string behind -s", "0", "-s")
MISUSE(only_address, cmd_cell_load, "--address has to follow an image or a string", "0",
       "--address", "1")
MISUSE(no_image, cmd_cell_load, "say what to load: an image, or -s and a string", "0")
MISUSE(no_name, cmd_cell_start, "say which cell, by its number or its name", "--name")
MISUSE(empty_name, cmd_cell_start, "the name of a cell is not empty", "")
MISUSE(long_name, cmd_cell_start,
       "\"a-name-with-more-than-31-characters\" is too long for the name of a cell, which has 31 "
       "characters at most",
       "a-name-with-more-than-31-characters")
MISUSE(two_cells, cmd_cell_destroy, "unexpected \"2\"", "1", "2")
MISUSE(count, cmd_cell_stats, "-n takes a number from 1 to 1000000, not \"-1\"", "0", "-n", "-1")
MISUSE(no_interval, cmd_cell_stats, "there is no number behind --interval", "0", "--interval")
MISUSE(option, cmd_cell_stats, "unexpected \"-q\"", "0", "-q")
MISUSE(console, cmd_console, "unexpected \"-x\"", "-x")
MISUSE(console_twice, cmd_console, "unexpected \"again\"", "-f", "again")
MISUSE(two_systems, cmd_enable, "unexpected \"b\"", "a", "b")

/* An open pipe without content answers like the driver. */
Test(commands, console_before_the_first_enable_says_what_to_do)
{
	char pipe[256];
	int writer;

	snprintf(pipe, sizeof(pipe), "%s", stage_path("pipe"));
	cr_assert_eq(mkfifo(pipe, 0600), 0);
	writer = open(pipe, O_RDWR);
	cr_assert_geq(writer, 0);
	tool_system.device = pipe;
	cr_assert_eq(cmd_console(0, NULL), TOOL_ERROR);
	cr_assert_str_eq(
		error_text(),
		"read(console): Resource temporarily unavailable\n"
		"The hypervisor is not enabled and nothing is left of an earlier console: run "
		"jailhouse enable first.\n");
	close(writer);
}

Test(commands, an_intact_hypervisor_is_success)
{
	cr_assert_eq(cmd_hypervisor_check(0, NULL), TOOL_OK);
	cr_assert_eq(stage_driver.request, JAILHOUSE_CHECK_INTEGRITY);
	cr_assert_str_eq(error_text(), "");
}

Test(commands, a_changed_hypervisor_is_an_error_that_says_so)
{
	stage_driver.integrity.changed = 1;
	cr_assert_eq(cmd_hypervisor_check(0, NULL), TOOL_ERROR);
	cr_assert(strstr(error_text(), "differ from what was started") != NULL);
}

Test(commands, changed_control_state_is_an_error_of_its_own)
{
	stage_driver.integrity.changed = 2;
	cr_assert_eq(cmd_hypervisor_check(0, NULL), TOOL_ERROR);
	cr_assert(strstr(error_text(), "changed on one of its CPUs") != NULL);
	cr_assert(strstr(error_text(), "differ from what was started") == NULL);
}

Test(commands, a_check_that_is_refused_is_an_error)
{
	const char *text;

	stage_driver.error = EINVAL;
	stage_driver.reason.code = JAILHOUSE_REASON_DRV_NOT_ENABLED;
	cr_assert_eq(cmd_hypervisor_check(0, NULL), TOOL_ERROR);
	text = error_text();
	cr_assert(strstr(text, "JAILHOUSE_CHECK_INTEGRITY: Invalid argument\n") != NULL);
	cr_assert(strstr(text, "is not enabled") != NULL);
}
