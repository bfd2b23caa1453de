// SPDX-License-Identifier: GPL-2.0-only
/* Taking files apart: nothing else reads outside of a descriptor. */
#include <string.h>

#include "rules.h"

#define REVISION	14
#define LARGEST_CPU_SET 4096
#define LARGEST_CELL	(16 * 4096)

/** What is left of the file while one array after the other is taken off its front. */
struct rest {
	const uint8_t *next;
	uint64_t size;
	uint64_t needed;
	bool enough;
};

static const void *take(struct rest *rest, uint64_t count, uint64_t size)
{
	const uint8_t *array = rest->next;
	uint64_t bytes = count * size; /* 32 bits times some dozens */

	rest->needed += bytes;
	if (!rest->enough || bytes > rest->size) {
		rest->enough = false;
		return NULL;
	}
	rest->next += bytes;
	rest->size -= bytes;
	return array;
}

static void take_arrays(struct cell *cell, struct rest *rest)
{
	const struct jailhouse_cell_desc *desc = &cell->desc;

	cell->cpus = take(rest, desc->cpu_set_size, 1);
	cell->regions = take(rest, desc->num_memory_regions, sizeof(*cell->regions));
	cell->caches = take(rest, desc->num_cache_regions, sizeof(*cell->caches));
	cell->irqchips = take(rest, desc->num_irqchips, sizeof(*cell->irqchips));
	cell->ports = take(rest, desc->num_pio_regions, sizeof(*cell->ports));
	cell->devices = take(rest, desc->num_pci_devices, sizeof(*cell->devices));
	cell->caps = take(rest, desc->num_pci_caps, sizeof(*cell->caps));
	take(rest, desc->num_stream_ids, sizeof(union jailhouse_stream_id));
}

static void check_identity(struct opinion *o, const char *found, const char *signature,
			   uint16_t revision, uint8_t architecture)
{
	o->rule = "signature";
	o->source = "format 1.1, 1.8";
	if (memcmp(found, signature, 5) != 0) {
		object(o, "the file does not begin with %s", signature);
	}
	o->rule = "revision";
	if (revision != REVISION) {
		object(o, "revision %u is not %u", revision, REVISION);
	}
	o->rule = "architecture";
	o->source = "format 1.3";
	if (architecture > JAILHOUSE_ARM64) {
		object(o, "architecture %u is none of 0, 1, 2", architecture);
	}
}

static void check_arrays(struct opinion *o, struct cell *cell, struct rest *rest)
{
	uint64_t header = sizeof(struct jailhouse_cell_desc);

	take_arrays(cell, rest);
	o->rule = "counts";
	o->source = "format 1.1, 1.8";
	if (!rest->enough) {
		object(o, "the arrays need %llu bytes and the file has not as many",
		       (unsigned long long)rest->needed);
	}
	o->rule = "cpu-set-size";
	o->source = "format 1.8";
	if (cell->desc.cpu_set_size > LARGEST_CPU_SET) {
		object(o, "a CPU set of %u bytes is larger than %u", cell->desc.cpu_set_size,
		       LARGEST_CPU_SET);
	}
	o->rule = "cell-size";
	if (!cell->is_root && header + rest->needed > LARGEST_CELL) {
		object(o, "%llu bytes do not fit into 16 pages",
		       (unsigned long long)(header + rest->needed));
	}
	o->rule = "name-end";
	o->source = "format 1.3";
	if (memchr(cell->desc.name, '\0', sizeof(cell->desc.name)) == NULL) {
		object(o, "the name does not end within 32 characters");
	}
}

static bool is_long_enough(struct opinion *o, struct bytes bytes, size_t header)
{
	o->rule = "header";
	o->source = "format 1.8";
	if (bytes.size < header) {
		object(o, "%zu bytes do not hold the header of %zu", bytes.size, header);
	}
	return bytes.size >= header;
}

bool read_system(struct opinion *o, struct world *world, struct bytes bytes)
{
	size_t header = sizeof(world->system);
	struct rest rest = { .enough = true };

	if (!is_long_enough(o, bytes, header)) {
		return false;
	}
	memcpy(&world->system, bytes.data, header);
	world->root.is_root = true;
	world->root.desc = world->system.root_cell;
	rest.next = bytes.data + header;
	rest.size = bytes.size - header;
	check_identity(o, world->system.signature, JAILHOUSE_SYSTEM_SIGNATURE,
		       world->system.revision, world->system.architecture);
	check_arrays(o, &world->root, &rest);
	return o->count == 0;
}

bool read_cell(struct opinion *o, struct cell *cell, struct bytes bytes)
{
	size_t header = sizeof(cell->desc);
	struct rest rest = { .enough = true };

	if (!is_long_enough(o, bytes, header)) {
		return false;
	}
	memcpy(&cell->desc, bytes.data, header);
	rest.next = bytes.data + header;
	rest.size = bytes.size - header;
	check_identity(o, cell->desc.signature, JAILHOUSE_CELL_DESC_SIGNATURE, cell->desc.revision,
		       cell->desc.architecture);
	check_arrays(o, cell, &rest);
	return o->count == 0;
}
