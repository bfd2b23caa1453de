// SPDX-License-Identifier: GPL-2.0-only
#include "smallest.h"

#include <stdlib.h>
#include <string.h>

static size_t count_kept(const bool *kept, size_t count)
{
	size_t sum = 0;

	for (size_t i = 0; i < count; i++) {
		sum += kept[i];
	}
	return sum;
}

/* Leave out @size parts that are kept, from @from on; returns where the next ones begin. */
static size_t leave_out(bool *kept, size_t count, size_t from, size_t size)
{
	for (; from < count && size; from++) {
		size -= kept[from];
		kept[from] = false;
	}
	return from;
}

/* Returns whether some could be left out. */
static bool try_all(bool *kept, size_t count, size_t size, smallest_test *does_it, void *context)
{
	bool *less = calloc(count, sizeof(*less));
	bool some = false;

	for (size_t from = 0; less && from < count;) {
		memcpy(less, kept, count * sizeof(*less));
		from = leave_out(less, count, from, size);
		if (count_kept(less, count) && memcmp(less, kept, count * sizeof(*less)) != 0 &&
		    does_it(context, less)) {
			memcpy(kept, less, count * sizeof(*less));
			some = true;
		}
	}
	free(less);
	return some;
}

void smallest_find(bool *kept, size_t count, smallest_test *does_it, void *context)
{
	size_t size = count_kept(kept, count) / 2;
	bool again = size > 0;

	while (again) {
		again = try_all(kept, count, size, does_it, context) || size > 1;
		size = size > 1 ? size / 2 : 1;
	}
}

void smallest_name(const bool *kept, size_t count, struct text *out)
{
	for (size_t i = 0; i < count; i++) {
		size_t first = i;

		if (!kept[i]) {
			continue;
		}
		while (i + 1 < count && kept[i + 1]) {
			i++;
		}
		text_printf(out, "%s%zu", out->len ? "," : "", first);
		if (i > first) {
			text_printf(out, "-%zu", i);
		}
	}
}
