// SPDX-License-Identifier: GPL-2.0-only
#include "maps.h"

#include <glob.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_OFFS_MASK 0xfffull
#include <jailhouse/types.h>

#include <jailhouse/cell-config.h>

#include "../base/files.h"

static const struct {
	unsigned int flag;
	char letter;
} letters[] = {
	{ JAILHOUSE_MEM_READ, 'r' },	 { JAILHOUSE_MEM_WRITE, 'w' },
	{ JAILHOUSE_MEM_EXECUTE, 'x' },	 { JAILHOUSE_MEM_DMA, 'd' },
	{ JAILHOUSE_MEM_IO, 'i' },	 { JAILHOUSE_MEM_COMM_REGION, 'c' },
	{ JAILHOUSE_MEM_LOADABLE, 'l' }, { JAILHOUSE_MEM_ROOTSHARED, 's' },
};

#define LETTER_COUNT (sizeof(letters) / sizeof(letters[0]))

static json_t *hex(uint64_t value)
{
	char *text = format("0x%llx", (unsigned long long)value);
	json_t *string = json_string(text);

	free(text);
	return string;
}

static json_t *region_map(const struct jailhouse_memory *m)
{
	char flags[LETTER_COUNT + 1] = "";
	size_t n = 0;

	for (size_t i = 0; i < LETTER_COUNT; i++) {
		if (m->flags & letters[i].flag) {
			flags[n++] = letters[i].letter;
		}
	}
	return json_pack("{s:o, s:o, s:o, s:s}", "start", hex(m->phys_start), "guest",
			 hex(m->virt_start), "size", hex(m->size), "flags", flags);
}

static json_t *cpu_list(const unsigned char *set, size_t bytes)
{
	json_t *list = json_array();

	for (size_t cpu = 0; cpu < bytes * 8; cpu++) {
		if (set[cpu / 8] & 1 << cpu % 8) {
			json_array_append_new(list, json_integer(cpu));
		}
	}
	return list;
}

/* @room: bytes from @cell to the end of the file. */
static json_t *map_of_cell(const struct jailhouse_cell_desc *cell, uint64_t room, bool root)
{
	uint64_t arrays = (uint64_t)cell->cpu_set_size +
			  (uint64_t)cell->num_memory_regions * sizeof(struct jailhouse_memory);
	const unsigned char *set = (const unsigned char *)(cell + 1);
	struct jailhouse_memory region;
	json_t *regions;

	if (sizeof(*cell) + arrays > room || !memchr(cell->name, 0, sizeof(cell->name))) {
		return NULL;
	}
	regions = json_array();
	for (size_t i = 0; i < cell->num_memory_regions; i++) {
		memcpy(&region, set + cell->cpu_set_size + i * sizeof(region), sizeof(region));
		if (region.size) {
			json_array_append_new(regions, region_map(&region));
		}
	}
	return json_pack("{s:s, s:b, s:o, s:o}", "name", cell->name, "root", root, "cpus",
			 cpu_list(set, cell->cpu_set_size), "regions", regions);
}

static json_t *map_of_system(const struct jailhouse_system *system, uint64_t room)
{
	json_t *map = map_of_cell(&system->root_cell,
				  room - offsetof(struct jailhouse_system, root_cell), true);

	if (map) {
		json_object_set_new(map, "hypervisor",
				    json_pack("[o, o]", hex(system->hypervisor_memory.phys_start),
					      hex(system->hypervisor_memory.size)));
	}
	return map;
}

json_t *map_of_config(const char *path, struct problem *why)
{
	struct text file = { 0 };
	json_t *map = NULL;

	if (file_read(path, &file, why) != 0) {
		return NULL;
	}
	if (file.len >= sizeof(struct jailhouse_system) &&
	    memcmp(file.data, JAILHOUSE_SYSTEM_SIGNATURE, 5) == 0) {
		map = map_of_system((const void *)file.data, file.len);
	} else if (file.len >= sizeof(struct jailhouse_cell_desc) &&
		   memcmp(file.data, JAILHOUSE_CELL_DESC_SIGNATURE, 5) == 0) {
		map = map_of_cell((const void *)file.data, file.len, false);
	}
	if (!map) {
		problem_set(why, "%s is no configuration, or is cut", path);
	}
	text_free(&file);
	return map;
}

/* @systems: root cells, too. */
static void append_maps(json_t *cells, const char *pattern, bool systems)
{
	glob_t found;

	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++) {
			json_t *map = map_of_config(found.gl_pathv[i], NULL);

			/* of what can't be read nothing is appended */
			if (systems || !json_is_true(json_object_get(map, "root"))) {
				json_array_append(cells, map);
			}
			json_decref(map);
		}
		globfree(&found);
	}
}

static json_t *maps_of_machine(const char *build, const char *machine)
{
	char *own = format("%s/machines/%s/*.cell", build, machine);
	char *inside = format("%s/machines/%s/*/*.cell", build, machine);
	json_t *cells = json_array();

	append_maps(cells, own, true);
	/* for one purpose, such as the cells of reported faults; the machine stays the same */
	append_maps(cells, inside, false);
	free(inside);
	free(own);
	return cells;
}

int maps_keep(const char *build, const struct words *machines, const char *run, struct problem *why)
{
	char *path = format("%s/maps.json", run), *content;
	json_t *maps = json_object();
	int ret;

	for (size_t i = 0; i < machines->count; i++) {
		json_object_set_new(maps, machines->item[i],
				    maps_of_machine(build, machines->item[i]));
	}
	content = json_dumps(maps, JSON_COMPACT);
	ret = content ? file_write(path, content, why)
		      : problem_set(why, "cannot express %s as JSON", path);
	free(content);
	json_decref(maps);
	free(path);
	return ret;
}
