// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"

static bool is_kept(size_t number, const char *kept)
{
	bool found = strcmp(kept, KEEP_ALL) == 0;

	while (*kept >= '0' && *kept <= '9' && !found) {
		char *end;
		size_t first = strtoul(kept, &end, 10), last = first;

		if (*end == '-') {
			last = strtoul(end + 1, &end, 10);
		}
		found = number >= first && number <= last;
		kept = *end == ',' ? end + 1 : end;
	}
	return found;
}

static const struct slot *slot_at(const struct layout *layout, size_t at)
{
	for (size_t n = 0; n < layout->num_slots; n++) {
		const struct slot *slot = &layout->slots[n];

		if (at >= slot->at && at < slot->at + slot->field->size) {
			return slot;
		}
	}
	return NULL;
}

static void describe_field(struct mutant *mutant, const struct slot *slot, const uint8_t *original)
{
	size_t size = slot->field->size;

	describe(mutant, "%s[%u].%s: 0x%llx instead of 0x%llx", slot->structure->name, slot->index,
		 slot->field->name, (unsigned long long)load_number(mutant->data + slot->at, size),
		 (unsigned long long)load_number(original + slot->at, size));
}

/* What became of each change, as it was met. */
struct result {
	const char *kept;
	size_t met;
	size_t left;
};

/* From the first byte that differs; @return: the end of the change. */
static size_t decide(struct result *result, const struct subject *subject, struct mutant *mutant,
		     size_t at, size_t common)
{
	const struct slot *slot = slot_at(&subject->file->layout, at);
	const uint8_t *original = subject->file->data;
	size_t end = slot != NULL ? slot->at + slot->field->size : at + 1;

	end = end < common ? end : common;
	if (!is_kept(result->met++, result->kept)) {
		memcpy(mutant->data + at, original + at, end - at);
		return end;
	}
	result->left++;
	if (slot != NULL && slot->at + slot->field->size <= common) {
		describe_field(mutant, slot, original);
	} else {
		describe(mutant, "byte %zu: 0x%x instead of 0x%x", at, mutant->data[at],
			 original[at]);
	}
	return end;
}

static void decide_size(struct result *result, const struct subject *subject, struct mutant *mutant,
			size_t common)
{
	size_t original = subject->file->size;

	if (mutant->size == original) {
		return;
	}
	if (is_kept(result->met++, result->kept)) {
		result->left++;
		describe(mutant, "%zu bytes instead of %zu", mutant->size, original);
	} else {
		memcpy(mutant->data + common, subject->file->data + common, original - common);
		mutant->size = original;
	}
}

size_t changes_keep(const struct subject *subject, struct mutant *mutant, const char *kept)
{
	size_t original = subject->file->size;
	size_t common = mutant->size < original ? mutant->size : original;
	struct result result = { .kept = kept };
	char what[sizeof(mutant->what)];
	size_t at = 0;

	mutant->what[0] = '\0';
	while (at < common) {
		at = mutant->data[at] == subject->file->data[at]
			     ? at + 1
			     : decide(&result, subject, mutant, at, common);
	}
	decide_size(&result, subject, mutant, common);
	memcpy(what, mutant->what, sizeof(what));
	snprintf(mutant->what, sizeof(mutant->what), "%zu of %zu changes: %.*s", result.left,
		 result.met, (int)sizeof(what) - 64, what);
	return result.met;
}
