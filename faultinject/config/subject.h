/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_SUBJECT_H
#define FAULTINJECT_SUBJECT_H

/* What is mutated: each configuration of each machine, in the company of others. */

#include "../opinion/opinion.h"
#include "layout.h"

/** A configuration as it was built. */
struct file {
	char name[64];
	char path[512];
	uint8_t *data;
	size_t size;
	struct layout layout;
};

/** All configurations of one machine; the first is the system's. */
struct board {
	char name[64];
	struct machine_facts facts;
	struct file *files;
	size_t num_files;
};

#define MOST_NEIGHBOURS 4
#define NUM_MUTATORS	7

/** Something that a mutated field can be made to collide with. */
struct place {
	uint64_t start;
	uint64_t size;
	enum meaning meaning;
	char name[96];
};

/** Faults of one kind, as the numbers that its mutator knows them by. */
struct numbers {
	uint32_t *items;
	size_t count;
	size_t room;
};

/**
 * A configuration and its neighbours: with a cell, the cells that exist before
 * it; with a system configuration, those that are created afterwards.
 */
struct subject {
	const struct board *board;
	const struct file *file;
	const struct file *neighbours[MOST_NEIGHBOURS];
	size_t num_neighbours;
	struct place *places;
	size_t num_places;
	/** Faults that can be counted off, by mutator. */
	struct numbers mutations[NUM_MUTATORS];
};

/** A mutated copy of the subject's file. */
struct mutant {
	uint8_t *data;
	size_t size;
	size_t room;
	char what[256];
};

struct subjects {
	struct board *boards;
	size_t num_boards;
	struct subject *items;
	size_t count;
};

/**
 * Read the configurations of all machines.
 * @param build	build folder: machines/NAME/FILE.cell and hypervisor/jailhouse*.bin
 * @return: 0; -1 with a sentence on standard error
 */
int subjects_load(struct subjects *subjects, const char *build);
/** The same of one machine: its folder, and the one with the hypervisor binaries. */
int subjects_load_one(struct subjects *subjects, const char *images, const char *folder);
void subjects_free(struct subjects *subjects);

/** The subject's file unchanged, in fresh memory. */
void mutant_begin(struct mutant *mutant, const struct subject *subject);
void mutant_free(struct mutant *mutant);
/** True if it is the subject's file still. */
bool mutant_is_unchanged(const struct mutant *mutant, const struct subject *subject);

#endif
