/* SPDX-License-Identifier: GPL-2.0-only */
/* Which parts of something are enough for what it does. */
#ifndef YARD_SMALLEST_H
#define YARD_SMALLEST_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/* Whether the parts that are kept still do it. */
typedef bool smallest_test(void *context, const bool *kept);

/**
 * smallest_find - leave out parts, many at first and then one by one, as long as the others do it.
 * @kept: of @count parts; all that are set do it. In the end no single one of those that are still
 * set can be left out.
 */
void smallest_find(bool *kept, size_t count, smallest_test *does_it, void *context);

/* The numbers of those that are kept, such as "0-2,4". */
void smallest_name(const bool *kept, size_t count, struct text *out);

#endif
