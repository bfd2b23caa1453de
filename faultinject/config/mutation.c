// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../splitmix64.h"
#include "mutation.h"

const char *kind_name(unsigned int kind)
{
	return kind < NUM_MUTATORS ? mutators[kind]->name : "drawn";
}

void describe(struct mutant *mutant, const char *format, ...)
{
	size_t used = strlen(mutant->what);
	va_list ap;

	if (used > 0 && used + 2 < sizeof(mutant->what)) {
		used += snprintf(mutant->what + used, sizeof(mutant->what) - used, "; ");
	}
	va_start(ap, format);
	vsnprintf(mutant->what + used, sizeof(mutant->what) - used, format, ap);
	va_end(ap);
}

void count_mutations(struct subject *subject)
{
	subject->num_mutations = 0;
	for (size_t n = 0; n < NUM_MUTATORS; n++) {
		subject->mutations[n] = mutators[n]->count(subject);
		subject->num_mutations += subject->mutations[n];
	}
}

unsigned int apply_mutation(const struct subject *subject, uint64_t n, struct mutant *mutant)
{
	unsigned int kind = 0;

	while (n >= subject->mutations[kind]) {
		n -= subject->mutations[kind];
		kind++;
	}
	mutators[kind]->apply(subject, n, mutant);
	return kind;
}

/* ---- drawn from a seed ---- */

uint64_t draw(struct generator *generator)
{
	return splitmix64(&generator->state);
}

uint64_t draw_below(struct generator *generator, uint64_t limit)
{
	return draw(generator) % limit;
}

static void draw_bytes(struct generator *generator, struct mutant *mutant)
{
	uint64_t count = 1 + draw_below(generator, 4);
	uint64_t at = mutant->size > 0 ? draw_below(generator, mutant->size) : 0;

	describe(mutant, "%llu random bytes at %llu", (unsigned long long)count,
		 (unsigned long long)at);
	for (uint64_t n = 0; n < count && at + n < mutant->size; n++) {
		mutant->data[at + n] = (uint8_t)draw(generator);
	}
}

/* Of any magnitude, and as often near a page as not. */
static void draw_value(const struct subject *subject, struct generator *generator,
		       struct mutant *mutant)
{
	const struct layout *layout = &subject->file->layout;
	const struct slot *slot = &layout->slots[draw_below(generator, layout->num_slots)];
	uint64_t value = draw(generator) >> draw_below(generator, 64);

	if (draw_below(generator, 2) == 0) {
		value &= ~0xfffULL;
	}
	if (slot->at + slot->field->size > mutant->size) {
		return;
	}
	store_number(mutant->data + slot->at, slot->field->size, value);
	describe(mutant, "%s[%u].%s = 0x%llx", slot->structure->name, slot->index,
		 slot->field->name, (unsigned long long)value);
}

void apply_drawn(const struct subject *subject, struct generator *generator, struct mutant *mutant)
{
	uint64_t count = 1 + draw_below(generator, 3);

	for (uint64_t n = 0; n < count; n++) {
		switch (draw_below(generator, 4)) {
		case 0:
			draw_bytes(generator, mutant);
			break;
		case 1:
			draw_value(subject, generator, mutant);
			break;
		default:
			apply_mutation(subject, draw_below(generator, subject->num_mutations),
				       mutant);
			break;
		}
	}
}
