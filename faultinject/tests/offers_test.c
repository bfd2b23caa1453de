// SPDX-License-Identifier: GPL-2.0-only
/* What a machine is given is what it can be given, always the same of the same generator. */
#include <criterion/criterion.h>
#include <string.h>

#include "../config/changes.h"
#include "../config/fields.h"
#include "../config/offer.h"
#include "board.h"

TestSuite(offers, .init = load_subjects, .fini = free_subjects);

#define OFFERS 200

/* One that both accept and that takes something from Linux was counted as granted, untried. */
static void expect_givable(const struct subject *subject, unsigned int seed)
{
	struct generator generator = { .state = seed };
	struct offer offer;

	offer_draw(&offer, subject, &generator);
	cr_assert(offer.can_be_given, "%s: seed %u", subject->file->name, seed);
	cr_assert(offer.verdict.agreement != BOTH_ACCEPT ||
			  offer_is_harmless(subject, &offer.mutant),
		  "%s: %s", subject->file->name, offer.mutant.what);
	mutant_free(&offer.mutant);
}

Test(offers, are_all_of_what_can_be_given)
{
	for (unsigned int seed = 0; seed < OFFERS; seed++) {
		expect_givable(subject_of("q35-svm", "q35-svm"), seed);
		expect_givable(subject_of("q35-svm", "tiny-demo"), seed);
		expect_givable(subject_of("virt-arm64-gicv3", "virt-arm64-gicv3"), seed);
	}
}

Test(offers, are_the_same_of_the_same_generator)
{
	const struct subject *subject = subject_of("q35-svm", "tick-1");
	unsigned int different = 0;
	char before[256] = "";

	for (unsigned int seed = 0; seed < 20; seed++) {
		struct generator one = { .state = seed }, two = { .state = seed };
		struct offer a, b;

		offer_draw(&a, subject, &one);
		offer_draw(&b, subject, &two);
		cr_assert(a.kind == b.kind && strcmp(a.mutant.what, b.mutant.what) == 0);
		cr_assert(a.mutant.size == b.mutant.size &&
			  memcmp(a.mutant.data, b.mutant.data, a.mutant.size) == 0);
		different += strcmp(before, a.mutant.what) != 0;
		strcpy(before, a.mutant.what);
		mutant_free(&a.mutant);
		mutant_free(&b.mutant);
	}
	cr_assert(different == 20, "only %u of 20", different);
}

/* Whether the subject would be harmless with that value in a field. */
static bool is_harmless_with(const struct subject *subject, const char *structure,
			     const char *field, uint64_t value)
{
	const struct slot *slot = slot_of_field(subject, structure, 0, field);
	struct mutant mutant;
	bool harmless;

	mutant_begin(&mutant, subject);
	store_number(mutant.data + slot->at, slot->field->size, value);
	harmless = offer_is_harmless(subject, &mutant);
	mutant_free(&mutant);
	return harmless;
}

static uint64_t value_of(const struct subject *subject, const char *structure, const char *field)
{
	const struct slot *slot = slot_of_field(subject, structure, 0, field);

	return load_number(subject->file->data + slot->at, slot->field->size);
}

Test(offers, are_harmless_if_a_cell_gets_nothing_that_it_had_not)
{
	const struct subject *cell = subject_of("q35-svm", "tick-1");
	uint64_t start = value_of(cell, "memory", "phys_start");
	uint64_t size = value_of(cell, "memory", "size");
	uint64_t flags = value_of(cell, "memory", "flags");

	cr_assert(is_harmless_with(cell, "memory", "virt_start", 0x70000000));
	cr_assert(is_harmless_with(cell, "memory", "size", size / 2));
	cr_assert(is_harmless_with(cell, "memory", "flags", flags ^ JAILHOUSE_MEM_WRITE));
	cr_assert(!is_harmless_with(cell, "memory", "size", size + 1));
	cr_assert(!is_harmless_with(cell, "memory", "size", UINT64_MAX));
	cr_assert(!is_harmless_with(cell, "memory", "phys_start", start + 0x1000));
	cr_assert(!is_harmless_with(cell, "memory", "phys_start", start - 0x1000));
	cr_assert(is_harmless_with(cell, "memory", "size", 0));
	cr_assert(!is_harmless_with(cell, "memory", "flags", flags ^ JAILHOUSE_MEM_ROOTSHARED));
	cr_assert(!is_harmless_with(cell, "cell", "num_memory_regions", 1));
}

Test(offers, of_a_system_change_nothing_of_the_machine)
{
	const struct subject *system = subject_of("q35-svm", "q35-svm");
	uint64_t size = value_of(system, "memory", "size");

	cr_assert(!is_harmless_with(system, "memory", "size", size / 2));
	cr_assert(!is_harmless_with(system, "memory", "virt_start", 0x70000000));
}

/* ---- changes taken back one by one ---- */

/* A mutant with three changes, of a field each; and a fourth where it is cut. */
static struct mutant with_changes(const struct subject *subject, bool cut)
{
	const struct slot *region = slot_of_field(subject, "memory", 0, "virt_start");
	const struct slot *reset = slot_of_field(subject, "cell", 0, "cpu_reset_address");
	struct mutant mutant;

	mutant_begin(&mutant, subject);
	mutant.data[subject->file->layout.header - 1] ^= 1; /* of console.clock_reg */
	store_number(mutant.data + region->at, 8, 0x123456789000);
	store_number(mutant.data + reset->at, 8, 0x42);
	mutant.size -= cut ? 3 : 0;
	return mutant;
}

static void expect_kept(bool cut, const char *kept, size_t fields, const char *what)
{
	const struct subject *subject = subject_of("q35-svm", "tick-1");
	const struct slot *region = slot_of_field(subject, "memory", 0, "virt_start");
	struct mutant mutant = with_changes(subject, cut);
	uint64_t before = load_number(subject->file->data + region->at, 8);

	cr_expect(changes_keep(subject, &mutant, kept) == (cut ? 4 : 3), "%s", mutant.what);
	cr_expect(strncmp(mutant.what, what, strlen(what)) == 0, "%s", mutant.what);
	cr_expect((load_number(mutant.data + region->at, 8) == before) ==
		  (strstr(mutant.what, "virt_start") == NULL));
	cr_expect(mutant_is_unchanged(&mutant, subject) == (fields == 0), "%s", kept);
	mutant_free(&mutant);
}

Test(offers, keep_the_changes_that_are_named)
{
	expect_kept(false, KEEP_ALL, 3, "3 of 3 changes: cell[0].cpu_reset_address: 0x42 instead");
	expect_kept(false, "0-2", 3, "3 of 3 changes: ");
	expect_kept(false, "0,2", 2, "2 of 3 changes: cell[0].cpu_reset_address: 0x42 instead");
	expect_kept(false, "2", 1, "1 of 3 changes: memory[0].virt_start: 0x123456789000 instead");
	expect_kept(false, "7", 0, "0 of 3 changes: ");
	expect_kept(true, KEEP_ALL, 4, "4 of 4 changes: ");
	expect_kept(true, "3", 1, "1 of 4 changes: ");
	expect_kept(true, "0-2", 3, "3 of 4 changes: ");
}

/* What is left is judged anew. */
Test(offers, with_less_changes_are_judged_by_those)
{
	const struct subject *subject = subject_of("q35-svm", "tiny-demo");
	struct offer offer = { .subject = subject, .mutant = with_changes(subject, false) };

	offer_keep(&offer, KEEP_ALL);
	cr_expect(offer.can_be_given);
	offer_keep(&offer, "none");
	cr_expect(offer.verdict.agreement == BOTH_ACCEPT && offer.can_be_given);
	cr_expect(mutant_is_unchanged(&offer.mutant, subject));
	mutant_free(&offer.mutant);
}
