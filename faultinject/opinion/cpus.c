// SPDX-License-Identifier: GPL-2.0-only
/* Identity and CPUs of a cell. */
#include <string.h>

#include "rules.h"

#define GICV2_CPUS 8

uint32_t cpu_room(const struct cell *cell)
{
	return cell->desc.cpu_set_size * 8;
}

bool has_cpu(const struct cell *cell, uint32_t cpu)
{
	return cpu < cpu_room(cell) && (cell->cpus[cpu / 8] >> (cpu % 8) & 1) != 0;
}

static bool is_root_left_with(const struct world *world, const struct cell *cell, uint32_t cpu)
{
	if (!has_cpu(&world->root, cpu) || has_cpu(cell, cpu)) {
		return false;
	}
	for (size_t n = 0; n < world->num_others; n++) {
		if (has_cpu(&world->others[n], cpu)) {
			return false;
		}
	}
	return true;
}

static bool same_name(const struct cell *a, const struct cell *b)
{
	return strncmp(a->desc.name, b->desc.name, sizeof(a->desc.name)) == 0;
}

static void name_is_given(struct opinion *o, const struct world *world, const struct cell *cell)
{
	(void)world;
	if (cell->desc.name[0] == '\0') {
		object(o, "the cell has no name");
	}
}

static void name_is_new(struct opinion *o, const struct world *world, const struct cell *cell)
{
	if (cell->is_root) {
		return;
	}
	if (same_name(cell, &world->root)) {
		object(o, "the root cell is called \"%s\", too", cell->desc.name);
	}
	for (size_t n = 0; n < world->num_others; n++) {
		if (same_name(cell, &world->others[n])) {
			object(o, "another cell is called \"%s\", too", cell->desc.name);
		}
	}
}

static void same_architecture(struct opinion *o, const struct world *world, const struct cell *cell)
{
	if (!cell->is_root && cell->desc.architecture != world->system.architecture) {
		object(o, "a cell of architecture %u in a system of %u", cell->desc.architecture,
		       world->system.architecture);
	}
}

/* A cell starts on its lowest CPU: without any it could never run. */
static void has_some_cpu(struct opinion *o, const struct world *world, const struct cell *cell)
{
	(void)world;
	for (uint32_t cpu = 0; cpu < cpu_room(cell); cpu++) {
		if (has_cpu(cell, cpu)) {
			return;
		}
	}
	object(o, "no CPU is in the set");
}

static void cpus_come_from_root(struct opinion *o, const struct world *world,
				const struct cell *cell)
{
	for (uint32_t cpu = 0; !cell->is_root && cpu < cpu_room(cell); cpu++) {
		if (has_cpu(cell, cpu) && !has_cpu(&world->root, cpu)) {
			object(o, "CPU %u is not the root cell's", cpu);
		}
	}
}

static void cpus_are_free(struct opinion *o, const struct world *world, const struct cell *cell)
{
	for (size_t n = 0; !cell->is_root && n < world->num_others; n++) {
		for (uint32_t cpu = 0; cpu < cpu_room(cell); cpu++) {
			if (has_cpu(cell, cpu) && has_cpu(&world->others[n], cpu)) {
				object(o, "CPU %u belongs to cell \"%s\"", cpu,
				       world->others[n].desc.name);
			}
		}
	}
}

/* The CPU that asks for the cell must not be in its set, so one has to stay. */
static void root_keeps_a_cpu(struct opinion *o, const struct world *world, const struct cell *cell)
{
	if (cell->is_root) {
		return;
	}
	for (uint32_t cpu = 0; cpu < cpu_room(&world->root); cpu++) {
		if (is_root_left_with(world, cell, cpu)) {
			return;
		}
	}
	object(o, "the root cell is left without a CPU");
}

static void root_keeps_cpu_0(struct opinion *o, const struct world *world, const struct cell *cell)
{
	if (!cell->is_root && world->system.architecture == JAILHOUSE_X86 && has_cpu(cell, 0)) {
		object(o, "CPU 0 of an x86 machine cannot leave the root cell");
	}
}

/* A CPU outside of the hypervisor would have access to everything. */
static void every_cpu_enters(struct opinion *o, const struct world *world)
{
	uint32_t cpus = world->facts->num_cpus;

	for (uint32_t cpu = 0; cpu < cpus; cpu++) {
		if (!has_cpu(&world->root, cpu)) {
			object(o, "CPU %u of the machine is not in the root cell's set", cpu);
		}
	}
	for (uint32_t cpu = cpus; cpu < cpu_room(&world->root); cpu++) {
		if (has_cpu(&world->root, cpu)) {
			object(o, "the machine has no CPU %u", cpu);
		}
	}
}

static void gicv2_has_eight_cpus(struct opinion *o, const struct world *world)
{
	bool gicv2 = world->system.architecture != JAILHOUSE_X86 &&
		     world->system.platform_info.arm.gic_version == 2;

	for (uint32_t cpu = GICV2_CPUS; gicv2 && cpu < cpu_room(&world->root); cpu++) {
		if (has_cpu(&world->root, cpu)) {
			object(o, "CPU %u with a GICv2, which knows CPUs 0 to 7", cpu);
		}
	}
}

static const struct rule rules[] = {
	{ "name-given", "format 1.8", NULL, name_is_given },
	{ "name-new", "format 1.8", NULL, name_is_new },
	{ "same-architecture", "format 1.8, linux 5.3", NULL, same_architecture },
	{ "no-cpu", "format 1.8, cell 3.2.1", NULL, has_some_cpu },
	{ "cpu-from-root", "format 1.8", NULL, cpus_come_from_root },
	{ "cpu-free", "format 1.8", NULL, cpus_are_free },
	{ "root-keeps-cpu", "format 1.8", NULL, root_keeps_a_cpu },
	{ "cpu-0", "format 1.8", NULL, root_keeps_cpu_0 },
	{ "every-cpu", "format 1.8, decisions 2", every_cpu_enters, NULL },
	{ "gicv2-cpus", "format 1.8", gicv2_has_eight_cpus, NULL },
};

const struct rules cpu_rules = RULES(rules);
