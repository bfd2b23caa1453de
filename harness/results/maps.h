/* SPDX-License-Identifier: GPL-2.0-only */
/* What the cells of a machine own: read from their configurations, to be drawn. */
#ifndef YARD_MAPS_H
#define YARD_MAPS_H

#include <jansson.h>

#include "../base/problem.h"
#include "../base/text.h"

/**
 * map_of_config - one configuration, system or cell.
 *
 * Returns {name, root: bool, cpus: [n], hypervisor: [start, size] (root only), regions:
 * [{start, guest, size, flags: "rwx..."}]}; NULL with a sentence if the file is none or is cut.
 * Numbers are hexadecimal strings, as JSON's are not exact beyond 2^53.
 */
json_t *map_of_config(const char *path, struct problem *why);

/**
 * maps_keep - write the maps of @machines as they are built in @build into the folder of a run.
 *
 * They are in maps.json: {machine: [map_of_config()]}: its system, its cells, and those in its
 * subfolders, such as reported/. What is not built, or no configuration, is left out.
 */
int maps_keep(const char *build, const struct words *machines, const char *run,
	      struct problem *why);

#endif
