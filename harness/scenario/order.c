// SPDX-License-Identifier: GPL-2.0-only
#include "order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../faultinject/splitmix64.h"

void trial_number(struct trial *t, uint64_t number)
{
	size_t used = strlen(t->folder);

	snprintf(t->folder + used, sizeof(t->folder) - used, "#%llu", (unsigned long long)number);
}

void trials_repeat(struct trial **list, size_t *count, unsigned int times)
{
	size_t one_round = *count;

	*list = realloc(*list, sizeof(**list) * one_round * times);
	if (!*list) {
		abort();
	}
	for (unsigned int round = 2; round <= times; round++) {
		for (size_t i = 0; i < one_round; i++) {
			struct trial *t = &(*list)[(*count)++];

			*t = (*list)[i];
			trial_number(t, round);
		}
	}
}

static unsigned int limit_of(const struct trial *t, const struct yard_files *files)
{
	const struct scenario *s =
		scenario_find(files->scenarios, files->scenario_count, t->scenario);

	return s ? s->timeout : 0;
}

void trials_longest_first(struct trial *list, size_t count, const struct yard_files *files)
{
	/* insertion keeps equals in their order; lists have dozens of items */
	for (size_t i = 1; i < count; i++) {
		struct trial t = list[i];
		size_t at = i;

		for (; at > 0 && limit_of(&list[at - 1], files) < limit_of(&t, files); at--) {
			list[at] = list[at - 1];
		}
		list[at] = t;
	}
}

void trials_shuffle(struct trial *list, size_t count, uint64_t seed)
{
	unsigned long long state = seed;

	for (size_t i = count; i > 1; i--) {
		size_t other = splitmix64(&state) % i;
		struct trial t = list[i - 1];

		list[i - 1] = list[other];
		list[other] = t;
	}
}
