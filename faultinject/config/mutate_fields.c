// SPDX-License-Identifier: GPL-2.0-only
/* Mutations of single fields. */
#include <string.h>

#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

#include "mutate.h"

static const struct slot *slot_of(const struct subject *subject, uint64_t n)
{
	return &subject->file->layout.slots[n];
}

/* Mutations before may have made the file shorter. */
static bool is_there(const struct mutant *mutant, const struct slot *slot)
{
	return slot->at + slot->field->size <= mutant->size;
}

static void put(struct mutant *mutant, const struct slot *slot, uint64_t value, const char *why)
{
	uint8_t *at = mutant->data + slot->at;
	uint64_t old = load_number(at, slot->field->size);

	store_number(at, slot->field->size, value);
	describe(mutant, "%s[%u].%s: 0x%llx -> 0x%llx (%s)", slot->structure->name, slot->index,
		 slot->field->name, (unsigned long long)old,
		 (unsigned long long)load_number(at, slot->field->size), why);
}

/* ---- boundary values ---- */

static const char *const value_names[] = { "0", "1", "max", "+1", "-1", "sign" };

#define NUM_VALUES (sizeof(value_names) / sizeof(value_names[0]))

static uint64_t value_of(uint64_t old, uint64_t which)
{
	switch (which) {
	case 0:
		return 0;
	case 1:
		return 1;
	case 2:
		return ~0ULL;
	case 3:
		return old + 1;
	case 4:
		return old - 1;
	default:
		return -old;
	}
}

static uint64_t count_values(const struct subject *subject)
{
	return subject->file->layout.num_slots * NUM_VALUES;
}

static void apply_value(const struct subject *subject, uint64_t n, struct mutant *mutant)
{
	const struct slot *slot = slot_of(subject, n / NUM_VALUES);

	if (is_there(mutant, slot)) {
		put(mutant, slot,
		    value_of(load_number(mutant->data + slot->at, slot->field->size),
			     n % NUM_VALUES),
		    value_names[n % NUM_VALUES]);
	}
}

/* ---- single bits ---- */

static uint64_t count_bits(const struct subject *subject)
{
	return subject->file->layout.size * 8;
}

/* Of the whole file, the bytes between fields included. */
static void apply_bit(const struct subject *subject, uint64_t n, struct mutant *mutant)
{
	const struct layout *layout = &subject->file->layout;
	uint64_t byte = n / 8;

	if (byte >= mutant->size) {
		return;
	}
	mutant->data[byte] ^= 1U << (n % 8);
	for (size_t s = 0; s < layout->num_slots; s++) {
		const struct slot *slot = slot_of(subject, s);

		if (byte >= slot->at && byte < slot->at + slot->field->size) {
			describe(mutant, "%s[%u].%s: bit %llu flipped", slot->structure->name,
				 slot->index, slot->field->name,
				 (unsigned long long)(n - 8 * slot->at));
			return;
		}
	}
	describe(mutant, "byte %llu: bit %llu flipped", (unsigned long long)byte,
		 (unsigned long long)(n % 8));
}

/* ---- in the place of another object ---- */

enum alignment { AT_START, AT_END, INTO_FRONT, NUM_ALIGNMENTS };

static bool suits(const struct slot *slot, const struct place *place)
{
	return slot->field->meaning != MEANS_NUMBER && slot->field->meaning == place->meaning;
}

static uint64_t count_suitable(const struct subject *subject, const struct slot *slot)
{
	uint64_t count = 0;

	for (size_t p = 0; p < subject->num_places; p++) {
		count += suits(slot, &subject->places[p]) ? 1 : 0;
	}
	return count;
}

/* Memory regions twice, the second time with both addresses moved. */
static uint64_t count_overlaps(const struct subject *subject)
{
	uint64_t slots[NUM_MEANINGS] = { 0 };
	uint64_t places[NUM_MEANINGS] = { 0 };
	uint64_t count = 0;

	for (size_t s = 0; s < subject->file->layout.num_slots; s++) {
		slots[slot_of(subject, s)->field->meaning]++;
	}
	for (size_t p = 0; p < subject->num_places; p++) {
		places[subject->places[p].meaning]++;
	}
	for (size_t meaning = MEANS_NUMBER + 1; meaning < NUM_MEANINGS; meaning++) {
		count += slots[meaning] * places[meaning];
	}
	return count * 2 * NUM_ALIGNMENTS;
}

static uint64_t unit_of(const struct place *place)
{
	return place->meaning == MEANS_ADDRESS && place->size >= 0x1000 ? 0x1000 : 1;
}

static uint64_t own_size(const struct mutant *mutant, const struct slot *slot)
{
	const size_t size = offsetof(struct jailhouse_memory, size);

	if (strcmp(slot->structure->name, "memory") != 0) {
		return 1;
	}
	return load_number(mutant->data + slot->structure_at + size, 8);
}

static uint64_t overlapping(const struct mutant *mutant, const struct slot *slot,
			    const struct place *place, unsigned int alignment)
{
	switch (alignment) {
	case AT_START:
		return place->start;
	case AT_END:
		return place->start + place->size - unit_of(place);
	default:
		return place->start + unit_of(place) - own_size(mutant, slot);
	}
}

static void overlap(const struct slot *slot, const struct place *place, uint64_t variant,
		    struct mutant *mutant)
{
	uint64_t value = overlapping(mutant, slot, place, variant % NUM_ALIGNMENTS);
	bool both = variant >= NUM_ALIGNMENTS;

	put(mutant, slot, value, place->name);
	if (both && strcmp(slot->structure->name, "memory") == 0) {
		uint8_t *region = mutant->data + slot->structure_at;

		store_number(region + offsetof(struct jailhouse_memory, phys_start), 8, value);
		store_number(region + offsetof(struct jailhouse_memory, virt_start), 8, value);
		describe(mutant, "and its other address");
	}
}

static void apply_overlap(const struct subject *subject, uint64_t n, struct mutant *mutant)
{
	uint64_t variant = n % (2 * NUM_ALIGNMENTS);
	const struct slot *slot = slot_of(subject, 0);
	const struct place *place = subject->places;
	uint64_t suitable[NUM_MEANINGS];

	n /= 2 * NUM_ALIGNMENTS;
	for (size_t meaning = 0; meaning < NUM_MEANINGS; meaning++) {
		const struct field any = { .meaning = meaning };
		const struct slot of_meaning = { .field = &any };

		suitable[meaning] = count_suitable(subject, &of_meaning);
	}
	for (; n >= suitable[slot->field->meaning]; slot++) {
		n -= suitable[slot->field->meaning];
	}
	for (; n > 0 || !suits(slot, place); place++) {
		n -= suits(slot, place) ? 1 : 0;
	}
	if (is_there(mutant, slot)) {
		overlap(slot, place, variant, mutant);
	}
}

const struct mutator value_mutator = { "boundary value", count_values, apply_value };
const struct mutator bit_mutator = { "bit flipped", count_bits, apply_bit };
const struct mutator overlap_mutator = { "overlap", count_overlaps, apply_overlap };
