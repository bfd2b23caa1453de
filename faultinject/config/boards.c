// SPDX-License-Identifier: GPL-2.0-only
/* Reading what machines/ builds. */
#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>
#include <jailhouse/header.h>

#include "boards.h"

#define LARGEST_FILE 0x100000

static int complain(const char *path, const char *what)
{
	fprintf(stderr, "inject: %s: %s\n", path, what);
	return -1;
}

static int read_bytes(const char *path, uint8_t **data, size_t *size)
{
	FILE *stream = fopen(path, "rb");

	*data = malloc(LARGEST_FILE);
	if (stream == NULL || *data == NULL) {
		return complain(path, "cannot be read; `make all` builds it");
	}
	*size = fread(*data, 1, LARGEST_FILE, stream);
	fclose(stream);
	return *size < LARGEST_FILE ? 0 : complain(path, "is unexpectedly large");
}

static int read_file(struct file *file, const char *path)
{
	char *copy = strdup(path);
	char *name = basename(copy);

	snprintf(file->path, sizeof(file->path), "%s", path);
	snprintf(file->name, sizeof(file->name), "%.*s", (int)strcspn(name, "."), name);
	free(copy);
	if (read_bytes(path, &file->data, &file->size) != 0) {
		return -1;
	}
	if (layout_read(&file->layout, file->data, file->size) != 0) {
		return complain(path, "is no valid configuration");
	}
	return 0;
}

/* The hypervisor says how much memory it needs. */
static int read_image(struct machine_facts *facts, const char *images)
{
	const char *name =
		facts->architecture == JAILHOUSE_X86 ? "jailhouse-amd.bin" : "jailhouse.bin";
	struct jailhouse_header header;
	char path[512];
	uint8_t *data;
	size_t size;

	snprintf(path, sizeof(path), "%s/%s", images, name);
	if (read_bytes(path, &data, &size) != 0 || size < sizeof(header)) {
		return -1;
	}
	memcpy(&header, data, sizeof(header));
	free(data);
	facts->core_size = header.core_size;
	facts->percpu_size = header.percpu_size;
	return 0;
}

static int learn_facts(struct board *board, const char *images)
{
	const struct file *system = &board->files[0];
	const struct array *cpus = &system->layout.arrays[0];

	board->facts.architecture = system->data[offsetof(struct jailhouse_system, architecture)];
	for (size_t n = 0; n < cpus->count; n++) {
		board->facts.num_cpus += __builtin_popcount(system->data[cpus->start + n]);
	}
	return read_image(&board->facts, images);
}

static int add_file(struct board *board, const char *path)
{
	struct file *files = realloc(board->files, (board->num_files + 1) * sizeof(*files));

	if (files == NULL) {
		return complain(path, "no memory");
	}
	board->files = files;
	files[board->num_files] = (struct file){ 0 };
	return read_file(&files[board->num_files++], path);
}

static int add_cells(struct board *board, const char *folder, const char *system)
{
	char pattern[600];
	glob_t found;
	int ret = 0;

	snprintf(pattern, sizeof(pattern), "%s/*.cell", folder);
	if (glob(pattern, 0, NULL, &found) != 0) {
		return complain(pattern, "nothing is there; `make all` builds it");
	}
	for (size_t n = 0; n < found.gl_pathc && ret == 0; n++) {
		if (strcmp(found.gl_pathv[n], system) != 0) {
			ret = add_file(board, found.gl_pathv[n]);
		}
	}
	globfree(&found);
	return ret;
}

int board_read(struct board *board, const char *images, const char *folder)
{
	char system[600];
	char *copy = strdup(folder);

	*board = (struct board){ 0 };
	snprintf(board->name, sizeof(board->name), "%s", basename(copy));
	free(copy);
	snprintf(system, sizeof(system), "%s/%s.cell", folder, board->name);
	if (add_file(board, system) != 0 || learn_facts(board, images) != 0) {
		return -1;
	}
	return add_cells(board, folder, system);
}

void board_free(struct board *board)
{
	for (size_t n = 0; n < board->num_files; n++) {
		layout_free(&board->files[n].layout);
		free(board->files[n].data);
	}
	free(board->files);
}
