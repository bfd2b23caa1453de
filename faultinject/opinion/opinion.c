// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"

static const struct rules *const all_rules[] = {
	&platform_rules, &cpu_rules,  &memory_rules, &window_rules,
	&irqchip_rules,	 &port_rules, &pci_rules,    &shmem_rules,
};

#define GROUPS (sizeof(all_rules) / sizeof(all_rules[0]))

void object(struct opinion *o, const char *format, ...)
{
	struct objection *objection;
	va_list ap;

	o->count++;
	if (o->count > OBJECTIONS_KEPT) {
		return;
	}
	objection = &o->objections[o->count - 1];
	objection->rule = o->rule;
	objection->source = o->source;
	va_start(ap, format);
	vsnprintf(objection->sentence, sizeof(objection->sentence), format, ap);
	va_end(ap);
}

/* Each rule is applied, whatever the ones before it found. @cell: NULL for the system as such. */
static void apply_rules(struct opinion *o, const struct world *world, const struct cell *cell)
{
	for (size_t group = 0; group < GROUPS; group++) {
		for (size_t n = 0; n < all_rules[group]->count; n++) {
			const struct rule *rule = &all_rules[group]->item[n];

			o->rule = rule->name;
			o->source = rule->source;
			if (cell == NULL && rule->of_system != NULL) {
				rule->of_system(o, world);
			}
			if (cell != NULL && rule->of_cell != NULL) {
				rule->of_cell(o, world, cell);
			}
		}
	}
}

static void forget(struct world *world)
{
	free(world->windows);
	free(world->others);
}

void opinion_on_system(struct opinion *o, const struct machine_facts *facts, struct bytes system)
{
	struct world world = { .facts = facts };

	if (read_system(o, &world, system)) {
		find_windows(&world);
		apply_rules(o, &world, NULL);
		apply_rules(o, &world, &world.root);
	}
	forget(&world);
}

static void read_others(struct world *world, const struct bytes *others, size_t num_others)
{
	struct opinion accepted_before = { 0 };

	world->others = calloc(num_others + 1, sizeof(*world->others));
	for (size_t n = 0; world->others != NULL && n < num_others; n++) {
		if (read_cell(&accepted_before, &world->others[world->num_others], others[n])) {
			world->num_others++;
		}
	}
}

void opinion_on_cell(struct opinion *o, const struct machine_facts *facts, struct bytes system,
		     const struct bytes *others, size_t num_others, struct bytes bytes)
{
	struct world world = { .facts = facts };
	struct cell cell = { 0 };

	if (read_system(o, &world, system) && read_cell(o, &cell, bytes)) {
		read_others(&world, others, num_others);
		find_windows(&world);
		apply_rules(o, &world, &cell);
	}
	forget(&world);
}
