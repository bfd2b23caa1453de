// SPDX-License-Identifier: GPL-2.0-only
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

#include "boards.h"
#include "mutation.h"
#include "verdict.h"

#define SPARE_ROOM 8192
/* of a neighbour: more take time and show nothing else */
#define MOST_REGIONS 24

void mutant_begin(struct mutant *mutant, const struct subject *subject)
{
	mutant->size = subject->file->size;
	mutant->room = mutant->size + SPARE_ROOM;
	mutant->what[0] = '\0';
	mutant->data = calloc(1, mutant->room);
	if (mutant->data == NULL) {
		abort();
	}
	memcpy(mutant->data, subject->file->data, mutant->size);
}

void mutant_free(struct mutant *mutant)
{
	free(mutant->data);
	mutant->data = NULL;
}

bool mutant_is_unchanged(const struct mutant *mutant, const struct subject *subject)
{
	return mutant->size == subject->file->size &&
	       memcmp(mutant->data, subject->file->data, mutant->size) == 0;
}

/* ---- neighbours: cells that can exist beside the subject ---- */

static bool is_together_possible(const struct subject *subject)
{
	struct mutant same;
	struct verdict verdict;

	mutant_begin(&same, subject);
	judge_mutant(&verdict, subject, &same);
	mutant_free(&same);
	return verdict.agreement == BOTH_ACCEPT;
}

static bool is_linked(const struct file *a, const struct file *b)
{
	const size_t bdf = offsetof(struct jailhouse_pci_device, bdf);
	const struct array *mine = &a->layout.arrays[ARRAY_DEVICES];
	const struct array *theirs = &b->layout.arrays[ARRAY_DEVICES];

	return mine->count > 0 && theirs->count > 0 &&
	       load_number(a->data + mine->start + bdf, 2) ==
		       load_number(b->data + theirs->start + bdf, 2);
}

static void choose_neighbours(struct subject *subject, bool linked)
{
	const struct board *board = subject->board;

	for (size_t n = 1; n < board->num_files; n++) {
		const struct file *file = &board->files[n];

		if (file == subject->file || is_linked(subject->file, file) != linked ||
		    file->layout.arrays[ARRAY_MEMORY].count > MOST_REGIONS ||
		    subject->num_neighbours == MOST_NEIGHBOURS) {
			continue;
		}
		subject->neighbours[subject->num_neighbours++] = file;
		if (!is_together_possible(subject)) {
			subject->num_neighbours--;
		}
	}
}

/* ---- places: what a field can be made to collide with ---- */

static void add_place(struct subject *subject, enum meaning meaning, uint64_t start, uint64_t size,
		      const char *file, const char *what, unsigned int index)
{
	size_t bytes = (subject->num_places + 1) * sizeof(*subject->places);
	struct place *places = realloc(subject->places, bytes);
	struct place *place;

	if (places == NULL) {
		abort();
	}
	place = &places[subject->num_places++];
	*place = (struct place){ .start = start, .size = size, .meaning = meaning };
	snprintf(place->name, sizeof(place->name), "%s of %s[%u]", what, file, index);
	subject->places = places;
}

static uint64_t size_of_place(const struct file *file, const struct slot *slot)
{
	const uint8_t *structure = file->data + slot->structure_at;

	if (strcmp(slot->structure->name, "memory") == 0) {
		return load_number(structure + offsetof(struct jailhouse_memory, size), 8);
	}
	if (strcmp(slot->structure->name, "pio") == 0) {
		return load_number(structure + offsetof(struct jailhouse_pio, length), 2);
	}
	if (strcmp(slot->field->name, "hypervisor_memory.phys_start") == 0) {
		return load_number(
			file->data + offsetof(struct jailhouse_system, hypervisor_memory.size), 8);
	}
	return slot->field->meaning == MEANS_ADDRESS ? 0x1000 : 1;
}

static void add_places_of(struct subject *subject, const struct file *file)
{
	for (size_t n = 0; n < file->layout.num_slots; n++) {
		const struct slot *slot = &file->layout.slots[n];
		uint64_t start = load_number(file->data + slot->at, slot->field->size);
		char what[64];

		if (slot->field->meaning == MEANS_NUMBER || start == 0) {
			continue;
		}
		snprintf(what, sizeof(what), "%s.%s", slot->structure->name, slot->field->name);
		add_place(subject, slot->field->meaning, start, size_of_place(file, slot),
			  file->name, what, slot->index);
	}
}

static void add_fixed_places(struct subject *subject)
{
	if (subject->board->facts.architecture == JAILHOUSE_X86) {
		add_place(subject, MEANS_ADDRESS, 0xfee00000, 0x1000, "x86", "local APIC", 0);
		add_place(subject, MEANS_PORT, 0xcf8, 8, "x86", "PCI ports", 0);
	} else {
		/* behind the first CPU's */
		uint64_t gicr = load_number(
			subject->board->files[0].data +
				offsetof(struct jailhouse_system, platform_info.arm.gicr_base),
			8);

		add_place(subject, MEANS_ADDRESS, gicr + 0x60000, 0x20000, "arm",
			  "last redistributor", 0);
	}
}

static void find_places(struct subject *subject)
{
	add_places_of(subject, &subject->board->files[0]);
	if (subject->file != &subject->board->files[0]) {
		add_places_of(subject, subject->file);
	}
	for (size_t n = 0; n < subject->num_neighbours; n++) {
		add_places_of(subject, subject->neighbours[n]);
	}
	add_fixed_places(subject);
}

/* ---- all of them ---- */

static int add_subject(struct subjects *subjects, const struct board *board,
		       const struct file *file)
{
	struct subject *items = realloc(subjects->items, (subjects->count + 1) * sizeof(*items));
	struct subject *subject;

	if (items == NULL) {
		abort();
	}
	subjects->items = items;
	subject = &items[subjects->count++];
	*subject = (struct subject){ .board = board, .file = file };
	if (!is_together_possible(subject)) {
		fprintf(stderr, "inject: %s: refused as it is\n", file->path);
		return -1;
	}
	choose_neighbours(subject, true);
	choose_neighbours(subject, false);
	find_places(subject);
	list_mutations(subject);
	return 0;
}

static int add_subjects(struct subjects *subjects, const struct board *board)
{
	for (size_t n = 0; n < board->num_files; n++) {
		if (add_subject(subjects, board, &board->files[n]) != 0) {
			return -1;
		}
	}
	return 0;
}

static int add_all(struct subjects *subjects)
{
	int ret = 0;

	for (size_t n = 0; ret == 0 && n < subjects->num_boards; n++) {
		ret = add_subjects(subjects, &subjects->boards[n]);
	}
	return ret;
}

int subjects_load_one(struct subjects *subjects, const char *images, const char *folder)
{
	int ret;

	*subjects = (struct subjects){ .boards = calloc(1, sizeof(struct board)), .num_boards = 1 };
	ret = board_read(&subjects->boards[0], images, folder);
	return ret ? ret : add_all(subjects);
}

int subjects_load(struct subjects *subjects, const char *build)
{
	char pattern[600], images[600];
	glob_t found;
	int ret = 0;

	*subjects = (struct subjects){ 0 };
	snprintf(pattern, sizeof(pattern), "%s/machines/*", build);
	snprintf(images, sizeof(images), "%s/hypervisor", build);
	if (glob(pattern, GLOB_ONLYDIR, NULL, &found) != 0) {
		fprintf(stderr, "inject: %s: nothing is there; `make all` builds it\n", pattern);
		return -1;
	}
	subjects->boards = calloc(found.gl_pathc, sizeof(*subjects->boards));
	for (size_t n = 0; ret == 0 && n < found.gl_pathc; n++) {
		subjects->num_boards++;
		ret = board_read(&subjects->boards[n], images, found.gl_pathv[n]);
	}
	globfree(&found);
	return ret ? ret : add_all(subjects);
}

void subjects_free(struct subjects *subjects)
{
	for (size_t n = 0; n < subjects->count; n++) {
		forget_mutations(&subjects->items[n]);
		free(subjects->items[n].places);
	}
	for (size_t n = 0; n < subjects->num_boards; n++) {
		board_free(&subjects->boards[n]);
	}
	free(subjects->items);
	free(subjects->boards);
}
