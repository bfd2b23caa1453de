/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_MUTATE_H
#define FAULTINJECT_MUTATE_H

#include "mutation.h"

extern const struct mutator value_mutator, bit_mutator, overlap_mutator;
extern const struct mutator swap_mutator, copy_mutator, count_mutator, cut_mutator;

#endif
