// SPDX-License-Identifier: GPL-2.0-only
/* Mutations of whole elements, of their number, and of the file's length. */
#include <string.h>

#include "mutate.h"

#define LARGEST_ELEMENT 64

static const struct array *array_of(const struct file *file, size_t kind)
{
	return &file->layout.arrays[kind];
}

static uint8_t *element(struct mutant *mutant, const struct array *array, uint64_t n)
{
	return mutant->data + array->start + n * array->element;
}

/* Mutations before may have made the file shorter. */
static bool is_whole(const struct mutant *mutant, const struct file *file)
{
	return mutant->size >= file->layout.size;
}

/* ---- two elements swapped ---- */

static uint64_t pairs(const struct array *array)
{
	return array->count * (array->count > 0 ? array->count - 1 : 0) / 2;
}

static uint64_t count_swaps(const struct subject *subject)
{
	uint64_t count = 0;

	for (size_t kind = 1; kind < NUM_ARRAYS; kind++) {
		count += pairs(array_of(subject->file, kind));
	}
	return count;
}

static void swap(struct mutant *mutant, const struct array *array, uint64_t a, uint64_t b)
{
	uint8_t kept[LARGEST_ELEMENT];

	memcpy(kept, element(mutant, array, a), array->element);
	memcpy(element(mutant, array, a), element(mutant, array, b), array->element);
	memcpy(element(mutant, array, b), kept, array->element);
	describe(mutant, "%s[%llu] and [%llu] swapped", array->name, (unsigned long long)a,
		 (unsigned long long)b);
}

static void apply_swap(const struct subject *subject, uint64_t n, struct mutant *mutant)
{
	for (size_t kind = 1; kind < NUM_ARRAYS; kind++) {
		const struct array *array = array_of(subject->file, kind);
		uint64_t b = 1;

		if (n >= pairs(array)) {
			n -= pairs(array);
			continue;
		}
		for (; n >= b; b++) {
			n -= b;
		}
		if (is_whole(mutant, subject->file)) {
			swap(mutant, array, n, b);
		}
		return;
	}
}

/* ---- an element in the place of another one, from this file or from another ---- */

static const struct file *source_of(const struct subject *subject, size_t n)
{
	if (n == 0) {
		return subject->file;
	}
	return n == 1 ? &subject->board->files[0] : subject->neighbours[n - 2];
}

static size_t count_sources(const struct subject *subject)
{
	return 2 + subject->num_neighbours;
}

static uint64_t count_copies(const struct subject *subject)
{
	uint64_t count = 0;

	for (size_t s = 0; s < count_sources(subject); s++) {
		for (size_t kind = 1; kind < NUM_ARRAYS; kind++) {
			count += array_of(source_of(subject, s), kind)->count *
				 array_of(subject->file, kind)->count;
		}
	}
	return count;
}

static void apply_copy(const struct subject *subject, uint64_t n, struct mutant *mutant)
{
	for (size_t s = 0; s < count_sources(subject); s++) {
		const struct file *source = source_of(subject, s);

		for (size_t kind = 1; kind < NUM_ARRAYS; kind++) {
			const struct array *from = array_of(source, kind);
			const struct array *to = array_of(subject->file, kind);

			if (n >= from->count * to->count) {
				n -= from->count * to->count;
				continue;
			}
			if (!is_whole(mutant, subject->file)) {
				return;
			}
			memcpy(element(mutant, to, n % to->count),
			       source->data + from->start + n / to->count * from->element,
			       to->element);
			describe(mutant, "%s[%llu] = %s[%llu] of %s", to->name,
				 (unsigned long long)(n % to->count), from->name,
				 (unsigned long long)(n / to->count), source->name);
			return;
		}
	}
}

/* ---- one element more or less ---- */

static uint64_t count_counts(const struct subject *subject)
{
	uint64_t count = 0;

	for (size_t kind = 0; kind < NUM_ARRAYS; kind++) {
		count += 2 * array_of(subject->file, kind)->count;
	}
	return count;
}

static void add_to_count(struct mutant *mutant, const struct array *array, int difference)
{
	uint8_t *at = mutant->data + array->count_at;

	store_number(at, 4, load_number(at, 4) + difference);
}

static void duplicate(struct mutant *mutant, const struct array *array, uint64_t n)
{
	uint8_t *at = element(mutant, array, n);

	memmove(at + array->element, at, mutant->size - (at - mutant->data));
	mutant->size += array->element;
	add_to_count(mutant, array, 1);
	describe(mutant, "%s[%llu] twice", array->name, (unsigned long long)n);
}

static void drop(struct mutant *mutant, const struct array *array, uint64_t n)
{
	uint8_t *at = element(mutant, array, n);
	size_t behind = mutant->size - (at - mutant->data) - array->element;

	memmove(at, at + array->element, behind);
	mutant->size -= array->element;
	add_to_count(mutant, array, -1);
	describe(mutant, "%s[%llu] left out", array->name, (unsigned long long)n);
}

static void apply_count(const struct subject *subject, uint64_t n, struct mutant *mutant)
{
	for (size_t kind = 0; kind < NUM_ARRAYS; kind++) {
		const struct array *array = array_of(subject->file, kind);

		if (n >= 2 * array->count) {
			n -= 2 * array->count;
			continue;
		}
		if (!is_whole(mutant, subject->file) ||
		    mutant->size + array->element > mutant->room) {
			return;
		}
		if (n % 2 == 0) {
			duplicate(mutant, array, n / 2);
		} else {
			drop(mutant, array, n / 2);
		}
		return;
	}
}

/* ---- a file that ends too early or too late ---- */

#define AROUND 3 /* a byte less, exactly, a byte more */

static uint64_t count_cuts(const struct subject *subject)
{
	return subject->file->layout.header + 1 + AROUND * NUM_ARRAYS;
}

static void apply_cut(const struct subject *subject, uint64_t n, struct mutant *mutant)
{
	const struct layout *layout = &subject->file->layout;
	uint64_t size = n;

	if (n > layout->header) {
		const struct array *array = &layout->arrays[(n - layout->header - 1) / AROUND];

		size = array->start + array->count * array->element - 1 +
		       (n - layout->header - 1) % AROUND;
	}
	if (size <= mutant->room) {
		mutant->size = size;
		describe(mutant, "file of %llu bytes", (unsigned long long)size);
	}
}

const struct mutator swap_mutator = { "swapped", count_swaps, apply_swap };
const struct mutator copy_mutator = { "element copied", count_copies, apply_copy };
const struct mutator count_mutator = { "one more or less", count_counts, apply_count };
const struct mutator cut_mutator = { "cut", count_cuts, apply_cut };

const struct mutator *const mutators[NUM_MUTATORS] = {
	&value_mutator, &bit_mutator,	&overlap_mutator, &swap_mutator,
	&copy_mutator,	&count_mutator, &cut_mutator,
};
