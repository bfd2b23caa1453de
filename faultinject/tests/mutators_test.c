// SPDX-License-Identifier: GPL-2.0-only
/* Each mutator does what its name says, all of it, and nothing else. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "../config/mutate.h"
#include "board.h"

TestSuite(mutators, .init = load_subjects, .fini = free_subjects);

/* A cell with regions, ports and a device on a link, and its neighbours. */
static const struct subject *subject_with_a_link(void)
{
	return subject_of("q35-svm", "link-1");
}

static struct mutant mutate(const struct mutator *mutator, const struct subject *subject,
			    uint64_t n)
{
	struct mutant mutant;

	mutant_begin(&mutant, subject);
	mutator->apply(subject, n, &mutant);
	return mutant;
}

Test(mutators, describe_each_mutation_and_stay_in_their_room)
{
	const struct subject *all[] = { subject_with_a_link(), subject_of("q35-svm", "ioapic-demo"),
					subject_of("virt-arm64-gicv3", "ivshmem-1") };

	for (size_t s = 0; s < sizeof(all) / sizeof(all[0]); s++) {
		for (uint64_t n = 0; n < all[s]->num_mutations; n++) {
			struct mutant mutant;

			mutant_begin(&mutant, all[s]);
			apply_mutation(all[s], n, &mutant);
			cr_assert(mutant.what[0] != '\0', "number %llu says nothing",
				  (unsigned long long)n);
			cr_assert(mutant.size <= mutant.room);
			mutant_free(&mutant);
		}
	}
}

Test(mutators, put_six_boundary_values_into_each_field_and_change_nothing_else)
{
	const struct subject *subject = subject_with_a_link();
	const struct layout *layout = &subject->file->layout;

	cr_assert(value_mutator.count(subject) == 6 * layout->num_slots);
	for (size_t s = 0; s < layout->num_slots; s++) {
		const struct slot *slot = &layout->slots[s];
		uint64_t old = load_number(subject->file->data + slot->at, slot->field->size);
		const uint64_t expected[] = { 0, 1, ~0ULL, old + 1, old - 1, -old };
		size_t compared = slot->field->size < 8 ? slot->field->size : 8;

		for (size_t n = 0; n < 6; n++) {
			struct mutant mutant = mutate(&value_mutator, subject, 6 * s + n);

			cr_assert(memcmp(mutant.data + slot->at, &expected[n], compared) == 0,
				  "%s[%u].%s, value %zu", slot->structure->name, slot->index,
				  slot->field->name, n);
			cr_assert(bytes_changed(subject, &mutant) <= slot->field->size);
			mutant_free(&mutant);
		}
	}
}

Test(mutators, flip_every_single_bit)
{
	const struct subject *subject = subject_with_a_link();

	cr_assert(bit_mutator.count(subject) == 8 * subject->file->size);
	for (uint64_t n = 0; n < bit_mutator.count(subject); n++) {
		struct mutant mutant = mutate(&bit_mutator, subject, n);

		cr_assert(bytes_changed(subject, &mutant) == 1);
		cr_assert((mutant.data[n / 8] ^ subject->file->data[n / 8]) == 1 << n % 8);
		mutant_free(&mutant);
	}
}

Test(mutators, swap_every_pair_once_and_a_second_swap_undoes_it)
{
	const struct subject *subject = subject_with_a_link();
	size_t regions = subject->file->layout.arrays[ARRAY_MEMORY].count;
	uint64_t count = swap_mutator.count(subject);

	cr_assert(count >= regions * (regions - 1) / 2);
	for (uint64_t n = 0; n < count; n++) {
		struct mutant mutant = mutate(&swap_mutator, subject, n);

		for (uint64_t other = 0; other < n; other++) {
			struct mutant earlier = mutate(&swap_mutator, subject, other);

			cr_assert(strcmp(mutant.what, earlier.what) != 0, "%s twice", mutant.what);
			mutant_free(&earlier);
		}
		swap_mutator.apply(subject, n, &mutant);
		cr_assert(bytes_changed(subject, &mutant) == 0, "%s", mutant.what);
		mutant_free(&mutant);
	}
}

Test(mutators, copy_an_element_over_another_one)
{
	const struct subject *subject = subject_with_a_link();
	const struct array *regions = &subject->file->layout.arrays[ARRAY_MEMORY];
	bool seen = false;

	for (uint64_t n = 0; n < copy_mutator.count(subject); n++) {
		struct mutant mutant = mutate(&copy_mutator, subject, n);

		cr_assert(bytes_changed(subject, &mutant) <= 64);
		seen |= strcmp(mutant.what, "memory[1] = memory[0] of link-1") == 0 &&
			memcmp(mutant.data + regions->start + regions->element,
			       subject->file->data + regions->start, regions->element) == 0;
		mutant_free(&mutant);
	}
	cr_assert(seen, "no copy of region 0 over region 1");
}

Test(mutators, add_and_remove_an_element_and_count_it)
{
	const struct subject *subject = subject_with_a_link();
	const struct file *file = subject->file;
	size_t twice = 0, left_out = 0;

	for (uint64_t n = 0; n < count_mutator.count(subject); n++) {
		struct mutant mutant = mutate(&count_mutator, subject, n);
		struct layout layout;

		cr_assert(layout_read(&layout, mutant.data, mutant.size) == 0, "%s", mutant.what);
		cr_assert(layout.size == mutant.size, "%s: arrays and length differ", mutant.what);
		twice += mutant.size > file->size;
		left_out += mutant.size < file->size;
		layout_free(&layout);
		mutant_free(&mutant);
	}
	cr_assert(twice == left_out && 2 * twice == count_mutator.count(subject));
}

Test(mutators, cut_at_each_byte_of_the_header_and_around_each_array)
{
	const struct subject *subject = subject_with_a_link();
	const struct layout *layout = &subject->file->layout;
	bool *seen = calloc(subject->file->size + 2, sizeof(*seen));

	for (uint64_t n = 0; n < cut_mutator.count(subject); n++) {
		struct mutant mutant = mutate(&cut_mutator, subject, n);

		cr_assert(mutant.size <= subject->file->size + 1);
		seen[mutant.size] = true;
		mutant_free(&mutant);
	}
	for (size_t size = 0; size <= layout->header; size++) {
		cr_assert(seen[size], "no file of %zu bytes", size);
	}
	for (size_t kind = 0; kind < NUM_ARRAYS; kind++) {
		size_t end = layout->arrays[kind].start +
			     layout->arrays[kind].count * layout->arrays[kind].element;

		cr_assert(seen[end - 1] && seen[end] && seen[end + 1], "array %zu", kind);
	}
	free(seen);
}

Test(mutators, move_an_address_onto_each_place_there_is)
{
	const struct subject *subject = subject_with_a_link();
	const struct slot *slot = slot_of_field(subject, "memory", 0, "phys_start");
	size_t met = 0, wanted = 0;

	for (size_t p = 0; p < subject->num_places; p++) {
		wanted += subject->places[p].meaning == MEANS_ADDRESS;
	}
	for (uint64_t n = 0; n < overlap_mutator.count(subject); n += 6) {
		struct mutant mutant = mutate(&overlap_mutator, subject, n);

		met += strncmp(mutant.what,
			       "memory[0].phys_start:", strlen("memory[0].phys_start:")) == 0;
		mutant_free(&mutant);
	}
	cr_assert(slot->field->meaning == MEANS_ADDRESS);
	cr_assert(met == wanted, "%zu of %zu places", met, wanted);
}

/* Drawn mutations follow each other on one file, which may have become shorter than a field's
 * place. */
Test(mutators, stay_in_their_room_one_after_the_other)
{
	struct generator generator = { .state = 7 };

	for (size_t s = 0; s < subjects.count; s++) {
		const struct subject *subject = &subjects.items[s];

		for (int round = 0; round < 40; round++) {
			struct mutant mutant;

			mutant_begin(&mutant, subject);
			for (int n = 0; n < 5; n++) {
				apply_drawn(subject, &generator, &mutant);
				cr_assert(mutant.size <= mutant.room);
			}
			mutant_free(&mutant);
		}
	}
}
