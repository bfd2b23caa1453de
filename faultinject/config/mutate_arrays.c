// SPDX-License-Identifier: GPL-2.0-only
/* Mutations of whole elements, of their number, and of the file's length. */
#include <stdlib.h>
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

/* ---- numbers: which arrays, which elements ---- */

#define INDEX_BITS 13
#define KIND_BITS  3

struct choice {
	uint32_t source; /* a copy's: a file */
	uint32_t kind;	 /* of array */
	uint32_t a;
	uint32_t b;
};

static uint32_t pack(struct choice choice)
{
	if (choice.a >> INDEX_BITS || choice.b >> INDEX_BITS) {
		abort(); /* there is no such large array */
	}
	return ((choice.source << KIND_BITS | choice.kind) << INDEX_BITS | choice.a) << INDEX_BITS |
	       choice.b;
}

static struct choice unpack(uint32_t number)
{
	const uint32_t last = (1U << INDEX_BITS) - 1;

	return (struct choice){
		.source = number >> (2 * INDEX_BITS + KIND_BITS),
		.kind = number >> 2 * INDEX_BITS & ((1U << KIND_BITS) - 1),
		.a = number >> INDEX_BITS & last,
		.b = number & last,
	};
}

static const uint8_t *original(const struct file *file, const struct array *array, uint64_t n)
{
	return file->data + array->start + n * array->element;
}

/* ---- two elements swapped ---- */

static bool is_swap(const struct file *file, const struct array *array, uint64_t a, uint64_t b)
{
	return memcmp(original(file, array, a), original(file, array, b), array->element) != 0;
}

static void list_swaps(const struct subject *subject, struct numbers *numbers)
{
	for (size_t kind = 1; kind < NUM_ARRAYS; kind++) {
		const struct array *array = array_of(subject->file, kind);

		for (size_t b = 1; b < array->count; b++) {
			for (size_t a = 0; a < b; a++) {
				if (is_swap(subject->file, array, a, b)) {
					add_number(numbers,
						   pack((struct choice){
							   .kind = kind, .a = a, .b = b }));
				}
			}
		}
	}
}

static void apply_swap(const struct subject *subject, uint32_t number, struct mutant *mutant)
{
	struct choice choice = unpack(number);
	const struct array *array = array_of(subject->file, choice.kind);
	uint8_t kept[LARGEST_ELEMENT];

	if (!is_whole(mutant, subject->file)) {
		return;
	}
	memcpy(kept, element(mutant, array, choice.a), array->element);
	memcpy(element(mutant, array, choice.a), element(mutant, array, choice.b), array->element);
	memcpy(element(mutant, array, choice.b), kept, array->element);
	describe(mutant, "%s[%u] and [%u] swapped", array->name, choice.a, choice.b);
}

/* ---- an element in the place of another one, from this file or from another ---- */

static const struct file *source_of(const struct subject *subject, size_t n)
{
	if (n == 0) {
		return subject->file;
	}
	return n == 1 ? &subject->board->files[0] : subject->neighbours[n - 2];
}

/* A system's own file is the system's: once is enough. */
static bool is_source(const struct subject *subject, size_t n)
{
	return n == 0 || source_of(subject, n) != subject->file;
}

static size_t count_sources(const struct subject *subject)
{
	return 2 + subject->num_neighbours;
}

static void list_copies_of(const struct subject *subject, struct choice choice,
			   struct numbers *numbers)
{
	const struct file *source = source_of(subject, choice.source);
	const struct array *from = array_of(source, choice.kind);
	const struct array *to = array_of(subject->file, choice.kind);

	for (choice.a = 0; choice.a < from->count; choice.a++) {
		for (choice.b = 0; choice.b < to->count; choice.b++) {
			if (memcmp(original(source, from, choice.a),
				   original(subject->file, to, choice.b), to->element) != 0) {
				add_number(numbers, pack(choice));
			}
		}
	}
}

static void list_copies(const struct subject *subject, struct numbers *numbers)
{
	for (size_t source = 0; source < count_sources(subject); source++) {
		for (size_t kind = 1; kind < NUM_ARRAYS && is_source(subject, source); kind++) {
			list_copies_of(subject, (struct choice){ .source = source, .kind = kind },
				       numbers);
		}
	}
}

static void apply_copy(const struct subject *subject, uint32_t number, struct mutant *mutant)
{
	struct choice choice = unpack(number);
	const struct file *source = source_of(subject, choice.source);
	const struct array *from = array_of(source, choice.kind);
	const struct array *to = array_of(subject->file, choice.kind);

	if (!is_whole(mutant, subject->file)) {
		return;
	}
	memcpy(element(mutant, to, choice.b), original(source, from, choice.a), to->element);
	describe(mutant, "%s[%u] = %s[%u] of %s", to->name, choice.b, from->name, choice.a,
		 source->name);
}

/* ---- one element more or less ---- */

enum { ONE_MORE, ONE_LESS };

static void list_counts(const struct subject *subject, struct numbers *numbers)
{
	for (size_t kind = 0; kind < NUM_ARRAYS; kind++) {
		for (size_t n = 0; n < array_of(subject->file, kind)->count; n++) {
			struct choice choice = { .kind = kind, .a = n, .b = ONE_MORE };

			add_number(numbers, pack(choice));
			choice.b = ONE_LESS;
			add_number(numbers, pack(choice));
		}
	}
}

static void add_to_count(struct mutant *mutant, const struct array *array, int difference)
{
	uint8_t *at = mutant->data + array->count_at;

	store_number(at, 4, load_number(at, 4) + difference);
}

static void duplicate(struct mutant *mutant, const struct array *array, uint32_t n)
{
	uint8_t *at = element(mutant, array, n);

	memmove(at + array->element, at, mutant->size - (at - mutant->data));
	mutant->size += array->element;
	add_to_count(mutant, array, 1);
	describe(mutant, "%s[%u] twice", array->name, n);
}

static void drop(struct mutant *mutant, const struct array *array, uint32_t n)
{
	uint8_t *at = element(mutant, array, n);
	size_t behind = mutant->size - (at - mutant->data) - array->element;

	memmove(at, at + array->element, behind);
	mutant->size -= array->element;
	add_to_count(mutant, array, -1);
	describe(mutant, "%s[%u] left out", array->name, n);
}

static void apply_count(const struct subject *subject, uint32_t number, struct mutant *mutant)
{
	struct choice choice = unpack(number);
	const struct array *array = array_of(subject->file, choice.kind);

	if (!is_whole(mutant, subject->file) || mutant->size + array->element > mutant->room) {
		return;
	}
	if (choice.b == ONE_MORE) {
		duplicate(mutant, array, choice.a);
	} else {
		drop(mutant, array, choice.a);
	}
}

/* ---- a file that ends too early or too late: numbers are sizes ---- */

/* At each byte of the header; of each array a byte less, exactly, a byte more. */
static void list_cuts(const struct subject *subject, struct numbers *numbers)
{
	const struct layout *layout = &subject->file->layout;
	size_t next = layout->header + 1;

	for (size_t size = 0; size < next; size++) {
		add_number(numbers, size);
	}
	for (size_t kind = 0; kind < NUM_ARRAYS; kind++) {
		const struct array *array = &layout->arrays[kind];
		size_t end = array->start + array->count * array->element;

		/* an empty one ends where the one before it does */
		for (size_t size = end - 1; size <= end + 1; size++) {
			if (size >= next && size != subject->file->size) {
				add_number(numbers, size);
			}
		}
		next = end + 2 > next ? end + 2 : next;
	}
}

static void apply_cut(const struct subject *subject, uint32_t size, struct mutant *mutant)
{
	(void)subject;
	if (size <= mutant->room) {
		mutant->size = size;
		describe(mutant, "file of %u bytes", size);
	}
}

const struct mutator swap_mutator = { "swapped", 1, list_swaps, apply_swap };
const struct mutator copy_mutator = { "element copied", 1, list_copies, apply_copy };
const struct mutator count_mutator = { "one more or less", 1, list_counts, apply_count };
/* so that a campaign of 100,000 trials makes all there are */
const struct mutator cut_mutator = { "cut", 4, list_cuts, apply_cut };

const struct mutator *const mutators[NUM_MUTATORS] = {
	&value_mutator, &bit_mutator,	&overlap_mutator, &swap_mutator,
	&copy_mutator,	&count_mutator, &cut_mutator,
};
