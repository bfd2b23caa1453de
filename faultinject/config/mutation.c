// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
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

void add_number(struct numbers *numbers, uint32_t number)
{
	if (numbers->count == numbers->room) {
		numbers->room = numbers->room > 0 ? 2 * numbers->room : 1024;
		numbers->items = realloc(numbers->items, numbers->room * sizeof(*numbers->items));
		if (numbers->items == NULL) {
			abort();
		}
	}
	numbers->items[numbers->count++] = number;
}

void list_mutations(struct subject *subject)
{
	for (size_t kind = 0; kind < NUM_MUTATORS; kind++) {
		subject->mutations[kind] = (struct numbers){ 0 };
		mutators[kind]->list(subject, &subject->mutations[kind]);
	}
}

void forget_mutations(struct subject *subject)
{
	for (size_t kind = 0; kind < NUM_MUTATORS; kind++) {
		free(subject->mutations[kind].items);
	}
}

void apply_mutation(const struct subject *subject, unsigned int kind, uint64_t index,
		    struct mutant *mutant)
{
	mutators[kind]->apply(subject, subject->mutations[kind].items[index], mutant);
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

/* Each kind as often as the others, however many there are of it. */
static void draw_mutation(const struct subject *subject, struct generator *generator,
			  struct mutant *mutant)
{
	unsigned int kind = draw_below(generator, NUM_MUTATORS);

	while (subject->mutations[kind].count == 0) {
		kind = (kind + 1) % NUM_MUTATORS;
	}
	apply_mutation(subject, kind, draw_below(generator, subject->mutations[kind].count),
		       mutant);
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
			draw_mutation(subject, generator, mutant);
			break;
		}
	}
}

/* One fault may undo another one, and what is drawn may be what was there. */
void draw_mutant(const struct subject *subject, struct generator *generator, struct mutant *mutant)
{
	mutant_begin(mutant, subject);
	apply_drawn(subject, generator, mutant);
	while (mutant_is_unchanged(mutant, subject)) {
		mutant_free(mutant);
		mutant_begin(mutant, subject);
		apply_drawn(subject, generator, mutant);
	}
}
