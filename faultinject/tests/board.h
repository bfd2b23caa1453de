/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_TESTS_BOARD_H
#define FAULTINJECT_TESTS_BOARD_H

/* The configurations that were built, as subjects of tests. */

#include "../config/trial.h"

extern struct subjects subjects;

/** Load them; a test's .init. */
void load_subjects(void);
void free_subjects(void);

/** The configuration of that name on a machine; the test fails if there is none. */
const struct subject *subject_of(const char *board, const char *file);

/** Field of the file, such as "memory", 1, "size"; the test fails if there is none. */
const struct slot *slot_of_field(const struct subject *subject, const char *structure,
				 unsigned int index, const char *field);

/** Number of bytes in which the mutant differs from the file, and of its length. */
size_t bytes_changed(const struct subject *subject, const struct mutant *mutant);

#endif
