// SPDX-License-Identifier: GPL-2.0-only
#include "kept.h"

#include <stdlib.h>
#include <string.h>

int kept_add(struct kept *k, const struct guest_memory *m, uint64_t address, size_t len,
	     struct problem *why)
{
	struct kept_range *larger = realloc(k->range, (k->count + 1) * sizeof(*larger));
	uint8_t *was = larger ? malloc(len) : NULL;

	k->range = larger ? larger : k->range;
	if (!was) {
		return problem_set(why, "there is not enough memory to remember it");
	}
	if (memory_read(m, address, was, len, why) != 0) {
		free(was);
		return -1;
	}
	k->range[k->count++] = (struct kept_range){ address, len, was };
	return 0;
}

void kept_free(struct kept *k)
{
	for (size_t n = 0; n < k->count; n++) {
		free(k->range[n].was);
	}
	free(k->range);
	*k = (struct kept){ 0 };
}

static void show_difference(const struct kept_range *r, const uint8_t *now, size_t at,
			    struct kept_difference *d)
{
	d->address = r->address + at;
	d->len = r->len - at < KEPT_SHOWN ? r->len - at : KEPT_SHOWN;
	memcpy(d->was, r->was + at, d->len);
	memcpy(d->is, now + at, d->len);
}

bool kept_differs(const struct kept *k, const struct guest_memory *m, struct kept_difference *d)
{
	for (size_t n = 0; n < k->count; n++) {
		const struct kept_range *r = &k->range[n];
		const uint8_t *now = m->mapped + (r->address - m->base);
		size_t at = 0;

		if (memcmp(now, r->was, r->len) == 0) {
			continue;
		}
		while (at < r->len && now[at] == r->was[at]) {
			at++;
		}
		/* it may have changed back meanwhile: the machine runs */
		if (at < r->len) {
			show_difference(r, now, at, d);
			return true;
		}
	}
	return false;
}
