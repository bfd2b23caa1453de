// SPDX-License-Identifier: GPL-2.0-only
/* The cells as the driver shows them in sysfs. */

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

static bool read_field(const char *directory, const char *field, char *line, size_t size)
{
	char path[64];

	snprintf(path, sizeof(path), "cells/%s/%s", directory, field);
	line[0] = 0;
	return sysfs_read(path, line, size);
}

/* A cell may vanish while it is read: then it is left out. */
static bool read_cell(const char *directory, struct cell_info *cell)
{
	memset(cell, 0, sizeof(*cell));
	if (strlen(directory) >= sizeof(cell->directory)) {
		return false;
	}
	strcpy(cell->directory, directory);
	return read_field(directory, "name", cell->name, sizeof(cell->name)) &&
	       read_field(directory, "state", cell->state, sizeof(cell->state)) &&
	       read_field(directory, "cpus_assigned_list", cell->cpus_assigned,
			  sizeof(cell->cpus_assigned)) &&
	       read_field(directory, "cpus_failed_list", cell->cpus_failed,
			  sizeof(cell->cpus_failed));
}

static int compare(const void *left, const void *right)
{
	const struct cell_info *a = left, *b = right;

	return strcmp(a->directory, b->directory);
}

static size_t read_directory(DIR *directory, struct cell_info **cells)
{
	struct cell_info *list = NULL;
	struct dirent *entry;
	size_t count = 0;

	while ((entry = readdir(directory)) != NULL) {
		struct cell_info *longer;

		if (entry->d_name[0] < '0' || entry->d_name[0] > '9') {
			continue;
		}
		longer = realloc(list, (count + 1) * sizeof(*list));
		if (!longer) {
			break;
		}
		list = longer;
		if (read_cell(entry->d_name, &list[count])) {
			count++;
		}
	}
	*cells = list;
	return count;
}

size_t cells_read(struct cell_info **cells)
{
	char path[PATH_MAX];
	DIR *directory;
	size_t count;

	*cells = NULL;
	snprintf(path, sizeof(path), "%s/cells", tool_system.sysfs);
	directory = opendir(path);
	if (!directory) {
		return 0;
	}
	count = read_directory(directory, cells);
	closedir(directory);
	if (count > 1) {
		qsort(*cells, count, sizeof(**cells), compare);
	}
	return count;
}

bool cells_find(const struct jailhouse_cell_id *id, struct cell_info *cell)
{
	struct cell_info *cells;
	size_t count = cells_read(&cells), n;
	bool found = false;

	for (n = 0; n < count && !found; n++) {
		if (id->id == JAILHOUSE_CELL_ID_UNUSED) {
			found = strcmp(cells[n].name, id->name) == 0;
		} else {
			found = atoi(cells[n].directory) == id->id;
		}
		if (found) {
			*cell = cells[n];
		}
	}
	free(cells);
	return found;
}

void cells_print(FILE *stream, const struct cell_info *cells, size_t count)
{
	const char *format = "%-8s%-24s%-18s%-24s%-24s\n";
	size_t n;

	if (count == 0) {
		return;
	}
	fprintf(stream, format, "ID", "Name", "State", "Assigned CPUs", "Failed CPUs");
	for (n = 0; n < count; n++) {
		fprintf(stream, format, cells[n].directory, cells[n].name, cells[n].state,
			cells[n].cpus_assigned, cells[n].cpus_failed);
	}
}
