// SPDX-License-Identifier: GPL-2.0-only
/* Listing cells: format and order that scripts rely on. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "stage.h"
#include "tool.h"

TestSuite(cells, .init = stage_set, .fini = stage_clear);

static char *print_list(void)
{
	struct cell_info *cells;
	size_t count = cells_read(&cells), size;
	char *text = NULL;
	FILE *stream = open_memstream(&text, &size);

	cells_print(stream, cells, count);
	fclose(stream);
	free(cells);
	return text;
}

Test(cells, list_has_the_known_columns)
{
	char *text;

	stage_cell("0", "MyBoard", "running", "0-1", "");
	stage_cell("1", "blinker", "running/locked", "2", "");
	text = print_list();
	cr_assert_str_eq(
		text,
		"ID      Name                    State             Assigned CPUs           Failed CPUs             \n"
		"0       MyBoard                 running           0-1                                             \n"
		"1       blinker                 running/locked    2                                               \n");
	free(text);
}

Test(cells, list_is_sorted_as_text)
{
	char *text;

	stage_cell("2", "two", "failed", "3", "3");
	stage_cell("10", "ten", "shut down", "4", "");
	stage_cell("0", "zero", "running", "0", "");
	text = print_list();
	cr_assert(strstr(text, "zero") < strstr(text, "ten"));
	cr_assert(strstr(text, "ten") < strstr(text, "two"));
	free(text);
}

Test(cells, nothing_is_printed_without_the_driver)
{
	char *text = print_list();

	cr_assert_str_eq(text, "");
	free(text);
}

Test(cells, a_cell_that_vanishes_is_left_out)
{
	char *text;

	stage_cell("0", "root", "running", "0", "");
	stage_file("cells/1/name", "half\n");
	text = print_list();
	cr_assert(strstr(text, "root") != NULL);
	cr_assert(strstr(text, "half") == NULL);
	free(text);
}

Test(cells, found_by_id_and_by_name)
{
	struct jailhouse_cell_id by_id = { .id = 1 };
	struct jailhouse_cell_id by_name = { .id = JAILHOUSE_CELL_ID_UNUSED, .name = "root" };
	struct jailhouse_cell_id absent = { .id = 3 };
	struct cell_info cell;

	stage_cell("0", "root", "running", "0", "");
	stage_cell("1", "demo", "running", "1", "");
	cr_assert(cells_find(&by_id, &cell));
	cr_assert_str_eq(cell.name, "demo");
	cr_assert(cells_find(&by_name, &cell));
	cr_assert_str_eq(cell.directory, "0");
	cr_assert_not(cells_find(&absent, &cell));
}
