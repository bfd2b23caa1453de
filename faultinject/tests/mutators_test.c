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

/* As they are listed of the subject. */
static struct numbers list(const struct mutator *mutator, const struct subject *subject)
{
	unsigned int kind = 0;

	while (mutators[kind] != mutator) {
		kind++;
	}
	return subject->mutations[kind];
}

static struct mutant mutate(const struct mutator *mutator, const struct subject *subject,
			    uint32_t n)
{
	struct mutant mutant;

	mutant_begin(&mutant, subject);
	mutator->apply(subject, n, &mutant);
	return mutant;
}

static void expect_each_to_change(const struct subject *subject, unsigned int kind)
{
	for (size_t n = 0; n < subject->mutations[kind].count; n++) {
		struct mutant mutant;

		mutant_begin(&mutant, subject);
		apply_mutation(subject, kind, n, &mutant);
		cr_assert(mutant.what[0] != '\0', "number %zu says nothing", n);
		cr_assert(mutant.size <= mutant.room);
		cr_assert(bytes_changed(subject, &mutant) > 0, "%s: nothing", mutant.what);
		mutant_free(&mutant);
	}
}

Test(mutators, change_something_and_say_what_and_stay_in_their_room)
{
	const struct subject *all[] = { subject_with_a_link(), subject_of("q35-svm", "ioapic-demo"),
					subject_of("virt-arm64-gicv3", "ivshmem-1") };

	for (size_t s = 0; s < sizeof(all) / sizeof(all[0]); s++) {
		for (unsigned int kind = 0; kind < NUM_MUTATORS; kind++) {
			expect_each_to_change(all[s], kind);
		}
	}
}

Test(mutators, put_six_boundary_values_into_each_field_and_change_nothing_else)
{
	const struct subject *subject = subject_with_a_link();
	const struct layout *layout = &subject->file->layout;

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

Test(mutators, put_no_value_where_it_is_or_was_put_already)
{
	const struct subject *subject = subject_with_a_link();
	const struct layout *layout = &subject->file->layout;
	struct numbers values = list(&value_mutator, subject);
	size_t n = 0;

	for (size_t s = 0; s < layout->num_slots; s++) {
		const struct slot *slot = &layout->slots[s];
		size_t size = slot->field->size < 8 ? slot->field->size : 8;
		uint64_t all = ~0ULL >> (64 - 8 * size);
		uint64_t old = load_number(subject->file->data + slot->at, size);
		const uint64_t wanted[] = {
			0, 1, all, (old + 1) & all, (old - 1) & all, -old & all
		};

		for (size_t w = 0; w < 6; w++) {
			bool is_new = wanted[w] != old;

			for (size_t before = 0; before < w; before++) {
				is_new &= wanted[before] != wanted[w];
			}
			if (is_new) {
				cr_assert(n < values.count && values.items[n] == 6 * s + w,
					  "%s[%u].%s, value %zu", slot->structure->name,
					  slot->index, slot->field->name, w);
				n++;
			}
		}
	}
	cr_assert(n == values.count);
}

Test(mutators, flip_every_single_bit)
{
	const struct subject *subject = subject_with_a_link();

	cr_assert(list(&bit_mutator, subject).count == 8 * subject->file->size);
	for (uint32_t n = 0; n < 8 * subject->file->size; n++) {
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
	struct numbers swaps = list(&swap_mutator, subject);

	cr_assert(swaps.count >= regions * (regions - 1) / 2);
	for (size_t n = 0; n < swaps.count; n++) {
		struct mutant mutant = mutate(&swap_mutator, subject, swaps.items[n]);

		for (size_t other = 0; other < n; other++) {
			struct mutant earlier = mutate(&swap_mutator, subject, swaps.items[other]);

			cr_assert(strcmp(mutant.what, earlier.what) != 0, "%s twice", mutant.what);
			mutant_free(&earlier);
		}
		swap_mutator.apply(subject, swaps.items[n], &mutant);
		cr_assert(bytes_changed(subject, &mutant) == 0, "%s", mutant.what);
		mutant_free(&mutant);
	}
}

Test(mutators, copy_an_element_over_another_one)
{
	const struct subject *subject = subject_with_a_link();
	const struct array *regions = &subject->file->layout.arrays[ARRAY_MEMORY];
	struct numbers copies = list(&copy_mutator, subject);
	bool seen = false;

	for (size_t n = 0; n < copies.count; n++) {
		struct mutant mutant = mutate(&copy_mutator, subject, copies.items[n]);

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
	struct numbers counts = list(&count_mutator, subject);
	size_t twice = 0, left_out = 0;

	for (size_t n = 0; n < counts.count; n++) {
		struct mutant mutant = mutate(&count_mutator, subject, counts.items[n]);
		struct layout layout;

		cr_assert(layout_read(&layout, mutant.data, mutant.size) == 0, "%s", mutant.what);
		cr_assert(layout.size == mutant.size, "%s: arrays and length differ", mutant.what);
		twice += mutant.size > file->size;
		left_out += mutant.size < file->size;
		layout_free(&layout);
		mutant_free(&mutant);
	}
	cr_assert(twice == left_out && 2 * twice == counts.count);
}

Test(mutators, cut_at_each_byte_of_the_header_and_around_each_array)
{
	const struct subject *subject = subject_with_a_link();
	const struct layout *layout = &subject->file->layout;
	struct numbers cuts = list(&cut_mutator, subject);
	bool *seen = calloc(subject->file->size + 2, sizeof(*seen));

	for (size_t n = 0; n < cuts.count; n++) {
		struct mutant mutant = mutate(&cut_mutator, subject, cuts.items[n]);

		cr_assert(mutant.size <= subject->file->size + 1);
		cr_assert(!seen[mutant.size], "%s twice", mutant.what);
		seen[mutant.size] = true;
		mutant_free(&mutant);
	}
	cr_assert(!seen[subject->file->size], "the file as it is");
	seen[subject->file->size] = true;
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

Test(mutators, move_an_address_onto_each_place_there_is_once)
{
	static const char moved[] = "memory[0].phys_start:";
	const struct subject *subject = subject_with_a_link();
	const struct slot *slot = slot_of_field(subject, "memory", 0, "phys_start");
	uint64_t own = load_number(subject->file->data + slot->at, 8);
	struct numbers overlaps = list(&overlap_mutator, subject);
	size_t met = 0, wanted = 0;

	for (size_t p = 0; p < subject->num_places; p++) {
		wanted += subject->places[p].meaning == MEANS_ADDRESS &&
			  subject->places[p].start != own;
	}
	for (size_t n = 0; n < overlaps.count; n++) {
		struct mutant mutant = mutate(&overlap_mutator, subject, overlaps.items[n]);

		/* both addresses, or one; its start, its end, a page into it */
		met += strncmp(mutant.what, moved, strlen(moved)) == 0 &&
		       overlaps.items[n] % 6 == 0;
		cr_assert(n == 0 || overlaps.items[n - 1] != overlaps.items[n]);
		mutant_free(&mutant);
	}
	cr_assert(met == wanted, "%zu of %zu places", met, wanted);
}

/* What one fault has done another one can undo. */
Test(mutators, drawn_change_something)
{
	const struct subject *subject = subject_of("q35-svm", "tick-1");
	struct generator generator = { .state = 3 };

	for (int n = 0; n < 3000; n++) {
		struct mutant mutant;

		draw_mutant(subject, &generator, &mutant);
		cr_assert(bytes_changed(subject, &mutant) > 0, "%s", mutant.what);
		mutant_free(&mutant);
	}
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
