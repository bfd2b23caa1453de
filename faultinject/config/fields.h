/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_FIELDS_H
#define FAULTINJECT_FIELDS_H

/* The tables of all structures that a configuration is made of. */

#include "layout.h"

/** One of the arrays behind a cell's descriptor, in the order in which they lie there. */
struct array_kind {
	struct structure structure;
	size_t count_at; /* in the descriptor */
	size_t element;
};

extern const struct structure x86_system_structure, arm_system_structure, cell_structure;
extern const struct array_kind array_kinds[NUM_ARRAYS];

#endif
