// SPDX-License-Identifier: GPL-2.0-only
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"

struct subjects subjects;

void load_subjects(void)
{
	cr_assert(subjects_load(&subjects, BUILD_FOLDER) == 0);
}

void free_subjects(void)
{
	subjects_free(&subjects);
}

const struct subject *subject_of(const char *board, const char *file)
{
	for (size_t n = 0; n < subjects.count; n++) {
		const struct subject *subject = &subjects.items[n];

		if (strcmp(subject->board->name, board) == 0 &&
		    strcmp(subject->file->name, file) == 0) {
			return subject;
		}
	}
	cr_assert_fail("no configuration %s of %s", file, board);
	return NULL;
}

const struct slot *slot_of_field(const struct subject *subject, const char *structure,
				 unsigned int index, const char *field)
{
	const struct layout *layout = &subject->file->layout;

	for (size_t n = 0; n < layout->num_slots; n++) {
		const struct slot *slot = &layout->slots[n];

		if (strcmp(slot->structure->name, structure) == 0 && slot->index == index &&
		    strcmp(slot->field->name, field) == 0) {
			return slot;
		}
	}
	cr_assert_fail("%s has no %s[%u].%s", subject->file->name, structure, index, field);
	return NULL;
}

size_t bytes_changed(const struct subject *subject, const struct mutant *mutant)
{
	size_t common = mutant->size < subject->file->size ? mutant->size : subject->file->size;
	size_t count = mutant->size - common + subject->file->size - common;

	for (size_t n = 0; n < common; n++) {
		count += mutant->data[n] != subject->file->data[n];
	}
	return count;
}
