// SPDX-License-Identifier: GPL-2.0-only
/* Commands that manage cells. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

int cmd_cell_create(int argc, char **argv)
{
	struct jailhouse_cell_create create = { 0 };
	void *config;
	size_t size;
	int status;

	if (argc == 0) {
		return usage("say which configuration describes the cell");
	}
	if (argc != 1) {
		return expect_nothing(argc - 1, argv + 1);
	}
	config = file_read_or_complain(argv[0], &size);
	if (!config) {
		return TOOL_ERROR;
	}
	create.config_address = (uintptr_t)config;
	create.config_size = size > UINT32_MAX ? UINT32_MAX : size;
	progress_begin("taking CPUs from Linux and creating the cell");
	status = device_call(JAILHOUSE_CELL_CREATE, "JAILHOUSE_CELL_CREATE", &create);
	free(config);
	return status;
}

int cmd_cell_list(int argc, char **argv)
{
	struct cell_info *cells;
	size_t count;

	if (argc != 0) {
		return expect_nothing(argc, argv);
	}
	count = cells_read(&cells);
	cells_print(stdout, cells, count);
	free(cells);
	return TOOL_OK;
}

static bool fill_image(const struct image *from, struct jailhouse_preload_image *to)
{
	size_t size;
	void *content;

	if (from->is_string) {
		content = strdup(from->source);
		size = strlen(from->source) + 1;
	} else {
		content = file_read_or_complain(from->source, &size);
	}
	if (!content) {
		return false;
	}
	to->source_address = (uintptr_t)content;
	to->size = size;
	to->target_address = from->address;
	return true;
}

static void free_load(struct jailhouse_cell_load *load)
{
	uint32_t n;

	for (n = 0; n < load->num_preload_images; n++) {
		free((void *)(uintptr_t)load->image[n].source_address);
	}
	free(load);
}

static int load_images(const struct jailhouse_cell_id *id, const struct image *images, int count)
{
	struct jailhouse_cell_load *load =
		calloc(1, sizeof(*load) + count * sizeof(load->image[0]));
	int status = TOOL_ERROR, n;

	if (!load) {
		perror("jailhouse");
		return TOOL_ERROR;
	}
	load->cell_id = *id;
	for (n = 0; n < count; n++) {
		if (!fill_image(&images[n], &load->image[n])) {
			break;
		}
		load->num_preload_images++;
	}
	if (n == count) {
		progress_begin(count ? "loading" : "shutting down");
		status = device_call(JAILHOUSE_CELL_LOAD, "JAILHOUSE_CELL_LOAD", load);
	}
	free_load(load);
	return status;
}

int cmd_cell_load(int argc, char **argv)
{
	struct jailhouse_cell_id id;
	int used = parse_cell(argc, argv, &id), count, status = TOOL_USAGE;
	struct image *images;

	if (used == 0) {
		return TOOL_USAGE;
	}
	images = calloc(argc, sizeof(*images));
	if (!images) {
		perror("jailhouse");
		return TOOL_ERROR;
	}
	count = parse_images(argc - used, argv + used, images);
	if (count > 0) {
		status = load_images(&id, images, count);
	}
	free(images);
	return status;
}

int cmd_cell_shutdown(int argc, char **argv)
{
	struct jailhouse_cell_id id;

	if (parse_cell_alone(argc, argv, &id) != TOOL_OK) {
		return TOOL_USAGE;
	}
	/* loading nothing is how a cell is shut down */
	return load_images(&id, NULL, 0);
}

static int simple_command(int argc, char **argv, unsigned long request, const char *name,
			  const char *doing)
{
	struct jailhouse_cell_id id;

	if (parse_cell_alone(argc, argv, &id) != TOOL_OK) {
		return TOOL_USAGE;
	}
	progress_begin("%s", doing);
	return device_call(request, name, &id);
}

int cmd_cell_start(int argc, char **argv)
{
	return simple_command(argc, argv, JAILHOUSE_CELL_START, "JAILHOUSE_CELL_START", "starting");
}

int cmd_cell_destroy(int argc, char **argv)
{
	return simple_command(argc, argv, JAILHOUSE_CELL_DESTROY, "JAILHOUSE_CELL_DESTROY",
			      "destroying the cell, giving CPUs back to Linux");
}
