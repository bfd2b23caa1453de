// SPDX-License-Identifier: GPL-2.0-only
/* The stage. */

#define _GNU_SOURCE
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <criterion/criterion.h>

#include "stage.h"
#include "tool.h"

struct stage_driver stage_driver;

static char directory[PATH_MAX];
static char device[PATH_MAX];

static void record_load(const struct jailhouse_cell_load *load)
{
	unsigned int n;

	stage_driver.cell = load->cell_id;
	stage_driver.num_images = load->num_preload_images;
	cr_assert_leq(load->num_preload_images, STAGE_MAX_IMAGES);
	for (n = 0; n < load->num_preload_images; n++) {
		const struct jailhouse_preload_image *image = &load->image[n];
		size_t size = image->size < STAGE_MAX_BYTES ? image->size : STAGE_MAX_BYTES;

		stage_driver.images[n].image = *image;
		memcpy(stage_driver.images[n].bytes, (void *)(uintptr_t)image->source_address,
		       size);
	}
}

static int fake_ioctl(int fd, unsigned long request, void *argument)
{
	cr_assert_geq(fd, 0);
	if (request == JAILHOUSE_GET_REASON) {
		*(struct jailhouse_reason *)argument = stage_driver.reason;
		return 0;
	}
	stage_driver.calls++;
	stage_driver.request = request;
	if (request == JAILHOUSE_CELL_LOAD) {
		record_load(argument);
	} else if (request == JAILHOUSE_CELL_CREATE) {
		stage_driver.create = *(struct jailhouse_cell_create *)argument;
	} else if (request == JAILHOUSE_CELL_START || request == JAILHOUSE_CELL_DESTROY) {
		stage_driver.cell = *(struct jailhouse_cell_id *)argument;
	} else if (request == JAILHOUSE_CHECK_INTEGRITY) {
		*(struct jailhouse_integrity *)argument = stage_driver.integrity;
	}
	errno = stage_driver.error;
	return stage_driver.error ? -1 : 0;
}

const char *stage_path(const char *path)
{
	static char full[2 * PATH_MAX];

	snprintf(full, sizeof(full), "%s/%s", directory, path);
	return full;
}

static void make_parents(char *full)
{
	char *slash;

	for (slash = strchr(full + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		cr_assert(mkdir(full, 0700) == 0 || errno == EEXIST);
		*slash = '/';
	}
}

void stage_file(const char *path, const char *content)
{
	char full[2 * PATH_MAX];
	FILE *file;

	snprintf(full, sizeof(full), "%s", stage_path(path));
	make_parents(full);
	file = fopen(full, "w");
	cr_assert(file != NULL, "%s", full);
	fputs(content, file);
	fclose(file);
}

void stage_cell(const char *id, const char *name, const char *state, const char *assigned,
		const char *failed)
{
	static const char *const files[] = { "name", "state", "cpus_assigned_list",
					     "cpus_failed_list" };
	const char *const contents[] = { name, state, assigned, failed };
	char path[128], line[300];
	int n;

	for (n = 0; n < 4; n++) {
		snprintf(path, sizeof(path), "cells/%s/%s", id, files[n]);
		snprintf(line, sizeof(line), "%s\n", contents[n]);
		stage_file(path, line);
	}
}

void stage_set(void)
{
	memset(&stage_driver, 0, sizeof(stage_driver));
	snprintf(directory, sizeof(directory), "/tmp/jailhouse-tool-test-XXXXXX");
	cr_assert(mkdtemp(directory) != NULL);
	stage_file("device", "");
	snprintf(device, sizeof(device), "%s", stage_path("device"));
	tool_system.device = device;
	tool_system.sysfs = directory;
	tool_system.proc = directory;
	tool_system.ioctl = fake_ioctl;
}

static int remove_entry(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
	(void)stat;
	(void)type;
	(void)walk;
	return remove(path);
}

void stage_clear(void)
{
	nftw(directory, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}
