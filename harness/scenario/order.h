/* SPDX-License-Identifier: GPL-2.0-only */
/* In which order trials are run, and how often. */
#ifndef YARD_ORDER_H
#define YARD_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "selection.h"

/* One of several that are alike: its results have a folder of their own. */
void trial_number(struct trial *t, uint64_t number);

/* Each trial @times times, with a results folder of its own; @list is reallocated. */
void trials_repeat(struct trial **list, size_t *count, unsigned int times);

/* Those that may take longest first, so that none of them is left for the end. */
void trials_longest_first(struct trial *list, size_t count, const struct yard_files *files);

/* Any order, the same one for the same @seed. */
void trials_shuffle(struct trial *list, size_t count, uint64_t seed);

#endif
