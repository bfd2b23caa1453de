// SPDX-License-Identifier: GPL-2.0-only
/* I/O ports, which only x86 has. */
#include "rules.h"

#define PORTS	    0x10000
#define PCI_PORTS   0xcf8
#define RESET_PORT  0xcf9
#define UART_LENGTH 8

static struct span ports_of(const struct jailhouse_pio *range)
{
	return span(range->base, range->length);
}

static uint32_t count_ranges(const struct world *world, const struct cell *cell)
{
	return world->system.architecture == JAILHOUSE_X86 ? cell->desc.num_pio_regions : 0;
}

static void ports_exist(struct opinion *o, const struct world *world, const struct cell *cell)
{
	for (uint32_t n = 0; n < count_ranges(world, cell); n++) {
		if (ports_of(&cell->ports[n]).end > PORTS) {
			object(o, "port range %u ends beyond port 0xffff", n);
		}
	}
}

/* Those of PCI configuration space are moderated, the reset port between them included. */
static bool is_moderated(const struct jailhouse_pio *range)
{
	return range->base == PCI_PORTS && range->length >= 4 && range->length <= 8;
}

static void reset_is_roots(struct opinion *o, const struct world *world, const struct cell *cell)
{
	for (uint32_t n = 0; !cell->is_root && n < count_ranges(world, cell); n++) {
		if (meet(ports_of(&cell->ports[n]), span(RESET_PORT, 1)) &&
		    !is_moderated(&cell->ports[n])) {
			object(o, "port range %u holds the reset port", n);
		}
	}
}

static bool is_shared_uart(const struct jailhouse_pio *a, const struct jailhouse_pio *b)
{
	return a->base == b->base && a->length == UART_LENGTH && b->length == UART_LENGTH;
}

static void ports_are_apart_from(struct opinion *o, const struct world *world,
				 const struct cell *cell, const struct cell *other)
{
	for (uint32_t a = 0; a < count_ranges(world, cell); a++) {
		for (uint32_t b = 0; b < count_ranges(world, other); b++) {
			if (meet(ports_of(&cell->ports[a]), ports_of(&other->ports[b])) &&
			    !is_shared_uart(&cell->ports[a], &other->ports[b])) {
				object(o, "port range %u has ports of cell \"%s\"", a,
				       other->desc.name);
			}
		}
	}
}

static void ports_are_free(struct opinion *o, const struct world *world, const struct cell *cell)
{
	for (size_t n = 0; !cell->is_root && n < world->num_others; n++) {
		ports_are_apart_from(o, world, cell, &world->others[n]);
	}
}

static const struct rule rules[] = {
	{ "port-end", "format 1.5", NULL, ports_exist },
	{ "port-reset", "decisions 2, cell 3.1.4", NULL, reset_is_roots },
	{ "port-free", "decisions 1", NULL, ports_are_free },
};

const struct rules port_rules = RULES(rules);
