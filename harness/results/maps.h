/* SPDX-License-Identifier: GPL-2.0-only */
/* What the cells of a machine own: read from their configurations, to be drawn. */
#ifndef YARD_MAPS_H
#define YARD_MAPS_H

#include <jansson.h>

#include "../base/problem.h"

/**
 * map_of_config - one configuration, system or cell.
 *
 * Returns {name, root: bool, cpus: [n], hypervisor: [start, size] (root only), regions:
 * [{start, guest, size, flags: "rwx..."}]}; NULL with a sentence if the file is none or is cut.
 * Numbers are hexadecimal strings, as JSON's are not exact beyond 2^53.
 */
json_t *map_of_config(const char *path, struct problem *why);

#endif
