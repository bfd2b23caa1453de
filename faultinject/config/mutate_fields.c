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

static uint64_t value_in(const struct subject *subject, const struct slot *slot)
{
	return load_number(subject->file->data + slot->at, slot->field->size);
}

/* As much of a value as the field can hold. */
static uint64_t fitting(const struct slot *slot, uint64_t value)
{
	size_t size = slot->field->size;

	return size < sizeof(value) ? value & ((1ULL << (8 * size)) - 1) : value;
}

/* Whether it is none of those before it. */
static bool is_new(const uint64_t *values, size_t n)
{
	for (size_t before = 0; before < n; before++) {
		if (values[before] == values[n]) {
			return false;
		}
	}
	return true;
}

static void list_values(const struct subject *subject, struct numbers *numbers)
{
	for (size_t s = 0; s < subject->file->layout.num_slots; s++) {
		const struct slot *slot = slot_of(subject, s);
		uint64_t values[1 + NUM_VALUES] = { value_in(subject, slot) };

		for (size_t which = 0; which < NUM_VALUES; which++) {
			values[1 + which] = fitting(slot, value_of(values[0], which));
			if (is_new(values, 1 + which)) {
				add_number(numbers, s * NUM_VALUES + which);
			}
		}
	}
}

static void apply_value(const struct subject *subject, uint32_t n, struct mutant *mutant)
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

static void list_bits(const struct subject *subject, struct numbers *numbers)
{
	for (size_t n = 0; n < subject->file->layout.size * 8; n++) {
		add_number(numbers, n);
	}
}

/* Of the whole file, the bytes between fields included. */
static void apply_bit(const struct subject *subject, uint32_t n, struct mutant *mutant)
{
	const struct layout *layout = &subject->file->layout;
	uint32_t byte = n / 8;

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

static uint64_t unit_of(const struct place *place)
{
	return place->meaning == MEANS_ADDRESS && place->size >= 0x1000 ? 0x1000 : 1;
}

static bool is_region(const struct slot *slot)
{
	return strcmp(slot->structure->name, "memory") == 0;
}

static uint64_t own_size(const uint8_t *data, const struct slot *slot)
{
	const size_t size = offsetof(struct jailhouse_memory, size);

	if (!is_region(slot)) {
		return 1;
	}
	return load_number(data + slot->structure_at + size, 8);
}

static uint64_t overlapping(const uint8_t *data, const struct slot *slot, const struct place *place,
			    unsigned int alignment)
{
	switch (alignment) {
	case AT_START:
		return place->start;
	case AT_END:
		return place->start + place->size - unit_of(place);
	default:
		return place->start + unit_of(place) - own_size(data, slot);
	}
}

/* Both addresses of a memory region, or one. */
#define NUM_VARIANTS (2 * NUM_ALIGNMENTS)

static uint32_t overlap_number(const struct subject *subject, size_t slot, size_t place,
			       unsigned int variant)
{
	return (slot * subject->num_places + place) * NUM_VARIANTS + variant;
}

/* The region's other address may be another one still. */
static bool is_at(const struct subject *subject, const struct slot *slot, uint64_t value)
{
	const uint8_t *region = subject->file->data + slot->structure_at;

	return load_number(region + offsetof(struct jailhouse_memory, phys_start), 8) == value &&
	       load_number(region + offsetof(struct jailhouse_memory, virt_start), 8) == value;
}

static void list_onto(const struct subject *subject, size_t s, size_t p, struct numbers *numbers)
{
	const struct slot *slot = slot_of(subject, s);
	const struct place *place = &subject->places[p];
	bool both = is_region(slot) &&
		    slot->field->offset == offsetof(struct jailhouse_memory, phys_start);
	uint64_t values[1 + NUM_ALIGNMENTS] = { value_in(subject, slot) };

	for (unsigned int n = 0; n < NUM_ALIGNMENTS; n++) {
		uint64_t value = overlapping(subject->file->data, slot, place, n);

		values[1 + n] = fitting(slot, value);
		if (is_new(values, 1 + n)) {
			add_number(numbers, overlap_number(subject, s, p, n));
		}
		if (both && is_new(values + 1, n) && !is_at(subject, slot, value)) {
			add_number(numbers, overlap_number(subject, s, p, NUM_ALIGNMENTS + n));
		}
	}
}

static void list_overlaps(const struct subject *subject, struct numbers *numbers)
{
	for (size_t s = 0; s < subject->file->layout.num_slots; s++) {
		if (slot_of(subject, s)->field->meaning == MEANS_NUMBER) {
			continue;
		}
		for (size_t p = 0; p < subject->num_places; p++) {
			if (suits(slot_of(subject, s), &subject->places[p])) {
				list_onto(subject, s, p, numbers);
			}
		}
	}
}

static void apply_overlap(const struct subject *subject, uint32_t n, struct mutant *mutant)
{
	unsigned int variant = n % NUM_VARIANTS;
	const struct place *place = &subject->places[n / NUM_VARIANTS % subject->num_places];
	const struct slot *slot = slot_of(subject, n / NUM_VARIANTS / subject->num_places);
	uint64_t value;

	if (!is_there(mutant, slot)) {
		return;
	}
	value = overlapping(mutant->data, slot, place, variant % NUM_ALIGNMENTS);
	put(mutant, slot, value, place->name);
	if (variant >= NUM_ALIGNMENTS) {
		uint8_t *region = mutant->data + slot->structure_at;

		store_number(region + offsetof(struct jailhouse_memory, phys_start), 8, value);
		store_number(region + offsetof(struct jailhouse_memory, virt_start), 8, value);
		describe(mutant, "and its other address");
	}
}

const struct mutator value_mutator = { "boundary value", 1, list_values, apply_value };
const struct mutator bit_mutator = { "bit flipped", 1, list_bits, apply_bit };
const struct mutator overlap_mutator = { "overlap", 1, list_overlaps, apply_overlap };
