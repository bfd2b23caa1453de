// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "minimize.h"

/* A file of the set, which shrinks. */
struct part {
	const char *name;
	const struct file *base;
	uint8_t *data;
	size_t size;
	bool left_out;
};

/* The files in the order of their creation, and the difference that has to stay. */
struct set {
	const struct machine_facts *facts;
	struct part parts[MOST_NEIGHBOURS + 2];
	size_t count;
	enum agreement agreement;
	char cause[48];
};

static void add_part(struct set *set, const struct file *file, const uint8_t *data, size_t size)
{
	struct part *part = &set->parts[set->count++];

	*part = (struct part){ .name = file->name, .base = file, .size = size };
	part->data = malloc(size > 0 ? size : 1);
	if (part->data == NULL) {
		abort();
	}
	memcpy(part->data, data, size);
}

static void add_subject(struct set *set, const struct trial *trial)
{
	add_part(set, trial->subject->file, trial->mutant.data, trial->mutant.size);
}

static void begin_set(struct set *set, const struct trial *trial)
{
	const struct subject *subject = trial->subject;
	const struct file *system = &subject->board->files[0];
	bool is_system = subject->file == system;

	*set = (struct set){ .facts = &subject->board->facts,
			     .agreement = trial->verdict.agreement };
	trial_cause(&trial->verdict, set->cause, sizeof(set->cause));
	if (is_system) {
		add_subject(set, trial);
	} else {
		add_part(set, system, system->data, system->size);
	}
	if (!is_system && trial->verdict.mutant_first) {
		add_subject(set, trial);
	}
	for (size_t n = 0; n < subject->num_neighbours; n++) {
		const struct file *file = subject->neighbours[n];

		add_part(set, file, file->data, file->size);
	}
	if (!is_system && !trial->verdict.mutant_first) {
		add_subject(set, trial);
	}
}

static void judge_set(struct verdict *verdict, const struct set *set)
{
	struct row row = { .facts = set->facts };

	for (size_t n = 0; n < set->count; n++) {
		const struct part *part = &set->parts[n];

		if (!part->left_out) {
			row_add(&row, part->name, part->data, part->size);
		}
	}
	judge_row(verdict, &row);
}

static bool differs_still(const struct set *set)
{
	struct verdict verdict;
	char cause[48];

	judge_set(&verdict, set);
	trial_cause(&verdict, cause, sizeof(cause));
	return verdict.agreement == set->agreement && strcmp(cause, set->cause) == 0;
}

static void restore_bytes(struct set *set, struct part *part)
{
	for (size_t n = 0; part->size == part->base->size && n < part->size; n++) {
		uint8_t mutated = part->data[n];

		part->data[n] = part->base->data[n];
		if (part->data[n] != mutated && !differs_still(set)) {
			part->data[n] = mutated;
		}
	}
}

/* The system's file has to stay. */
static void leave_out_cells(struct set *set)
{
	for (size_t n = 1; n < set->count; n++) {
		set->parts[n].left_out = true;
		if (!differs_still(set)) {
			set->parts[n].left_out = false;
		}
	}
}

static void drop_element(struct part *part, const struct array *array, size_t n)
{
	uint8_t *at = part->data + array->start + n * array->element;
	uint8_t *counter = part->data + array->count_at;

	memmove(at, at + array->element, part->data + part->size - at - array->element);
	part->size -= array->element;
	store_number(counter, 4, load_number(counter, 4) - 1);
}

/* @return: whether the element could be left out */
static bool try_without(struct set *set, struct part *part, const struct array *array, size_t n)
{
	size_t size = part->size;
	uint8_t *kept = malloc(size);
	bool differs;

	if (kept == NULL) {
		abort();
	}
	memcpy(kept, part->data, size);
	drop_element(part, array, n);
	differs = differs_still(set);
	if (!differs) {
		memcpy(part->data, kept, size);
		part->size = size;
	}
	free(kept);
	return differs;
}

static void leave_out_elements(struct set *set, struct part *part)
{
	for (size_t kind = 1; kind < NUM_ARRAYS; kind++) {
		struct layout layout;
		size_t count;

		if (layout_read(&layout, part->data, part->size) != 0) {
			return;
		}
		/* from the last one down: those before stay where they are */
		count = layout.arrays[kind].count;
		while (count-- > 0) {
			try_without(set, part, &layout.arrays[kind], count);
		}
		layout_free(&layout);
	}
}

static int write_part(const struct part *part, const char *folder)
{
	char path[1024];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s.cell", folder, part->name);
	out = fopen(path, "wb");
	if (out == NULL || fwrite(part->data, 1, part->size, out) != part->size) {
		fprintf(stderr, "inject: %s: cannot be written\n", path);
		return -1;
	}
	fclose(out);
	printf(" %s", path);
	return 0;
}

static int write_set(const struct set *set, const char *folder)
{
	int ret = 0;

	if (mkdir(folder, 0755) != 0 && errno != EEXIST) {
		fprintf(stderr, "inject: %s: cannot be created\n", folder);
		return -1;
	}
	printf("smallest:  jailhouse config check");
	for (size_t n = 0; n < set->count && ret == 0; n++) {
		if (!set->parts[n].left_out) {
			ret = write_part(&set->parts[n], folder);
		}
	}
	printf("\n");
	return ret;
}

/* Field by field, what is left of the mutation. */
static void print_difference(const struct part *part)
{
	struct layout layout;

	if (layout_read(&layout, part->data, part->size) != 0) {
		return;
	}
	for (size_t n = 0; n < layout.num_slots && part->size == part->base->size; n++) {
		const struct slot *slot = &layout.slots[n];

		if (memcmp(part->data + slot->at, part->base->data + slot->at, slot->field->size) !=
		    0) {
			printf("           %s: %s[%u].%s: 0x%llx instead of 0x%llx\n", part->name,
			       slot->structure->name, slot->index, slot->field->name,
			       (unsigned long long)load_number(part->data + slot->at,
							       slot->field->size),
			       (unsigned long long)load_number(part->base->data + slot->at,
							       slot->field->size));
		}
	}
	layout_free(&layout);
}

int minimize(const struct trial *trial, const char *folder)
{
	struct set set;
	int ret;

	begin_set(&set, trial);
	for (size_t n = 0; n < set.count; n++) {
		restore_bytes(&set, &set.parts[n]);
	}
	for (size_t n = 0; n < set.count; n++) {
		print_difference(&set.parts[n]);
	}
	leave_out_cells(&set);
	for (size_t n = 0; n < set.count; n++) {
		leave_out_elements(&set, &set.parts[n]);
	}
	ret = write_set(&set, folder);
	for (size_t n = 0; n < set.count; n++) {
		free(set.parts[n].data);
	}
	return ret;
}
