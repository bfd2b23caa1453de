// SPDX-License-Identifier: GPL-2.0-only
/* Trials are what their number and seed say, and are counted as what they are. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../config/campaign.h"
#include "../config/order.h"
#include "board.h"

TestSuite(trials, .init = load_subjects, .fini = free_subjects);

static struct mutant mutant_of_trial(uint64_t seed, uint64_t number)
{
	struct mutant copy = { 0 };
	struct trial trial;

	trial_run(&trial, &subjects, seed, number);
	copy = trial.mutant;
	trial.mutant.data = NULL;
	trial_end(&trial);
	return copy;
}

static bool are_same(uint64_t seed, uint64_t other_seed, uint64_t number, uint64_t other_number)
{
	struct mutant a = mutant_of_trial(seed, number);
	struct mutant b = mutant_of_trial(other_seed, other_number);
	bool same = a.size == b.size && memcmp(a.data, b.data, a.size) == 0 &&
		    strcmp(a.what, b.what) == 0;

	mutant_free(&a);
	mutant_free(&b);
	return same;
}

Test(trials, are_repeated_exactly_by_seed_and_number)
{
	uint64_t drawn = count_trials(&subjects) + 12345;

	cr_assert(are_same(3, 3, drawn, drawn));
	cr_assert(!are_same(3, 4, drawn, drawn), "another seed draws something else");
	cr_assert(!are_same(3, 3, drawn, drawn + 1));
	cr_assert(are_same(3, 4, 999, 999), "what is counted off does not depend on the seed");
}

Test(trials, begin_with_the_first_subject_and_end_with_the_last)
{
	uint64_t count = count_trials(&subjects);
	struct trial first, last;

	trial_run(&first, &subjects, 1, 0);
	trial_run(&last, &subjects, 1, count - 1);
	cr_assert(first.subject == &subjects.items[0]);
	cr_assert(last.subject == &subjects.items[subjects.count - 1]);
	cr_assert(last.kind != KIND_DRAWN);
	trial_end(&first);
	trial_end(&last);
}

/* ---- their order ---- */

static unsigned int kind_of_number(const struct order *order, uint64_t number)
{
	unsigned int kind = 0;

	for (; kind < KIND_DRAWN && number >= order->possible[kind]; kind++) {
		number -= order->possible[kind];
	}
	return kind;
}

/* None twice, and each kind as often as the others unless it has come to its end. */
static void expect_fair(const struct order *order, uint64_t trials, const uint64_t *wanted)
{
	uint64_t all = order->possible[0], made[NUM_KINDS] = { 0 };
	bool *seen;

	for (unsigned int kind = 1; kind < KIND_DRAWN; kind++) {
		all += order->possible[kind];
	}
	seen = calloc(all + trials, sizeof(*seen));
	for (uint64_t n = 0; n < trials; n++) {
		uint64_t number = order_number(order, n);

		cr_assert(number < all + trials && !seen[number], "trial %llu is number %llu",
			  (unsigned long long)n, (unsigned long long)number);
		seen[number] = true;
		made[kind_of_number(order, number)]++;
	}
	for (unsigned int kind = 0; kind < NUM_KINDS; kind++) {
		cr_expect(made[kind] == wanted[kind], "%s: %llu instead of %llu", kind_name(kind),
			  (unsigned long long)made[kind], (unsigned long long)wanted[kind]);
	}
	free(seen);
}

Test(trials, are_made_in_turn_of_each_kind_that_has_any_left)
{
	/* a kind without any, one that has less than a whole share in the end */
	const struct order order = {
		.possible = { 1000003, 100, 0, 7, 5000, 50, 32, UINT64_MAX },
		.shares = { 1, 1, 1, 1, 1, 1, 3, 1 },
	};

	expect_fair(&order, 9, (uint64_t[]){ 1, 1, 0, 1, 1, 1, 3, 1 });
	expect_fair(&order, 7 * 9, (uint64_t[]){ 7, 7, 0, 7, 7, 7, 21, 7 });
	expect_fair(&order, 7 * 9 + 3 * 8 + 7, (uint64_t[]){ 11, 11, 0, 7, 11, 11, 32, 11 });
	expect_fair(&order, 3 * 1020 + 100 + 7 + 50 + 32,
		    (uint64_t[]){ 1020, 100, 0, 7, 1020, 50, 32, 1020 });
}

/* What the campaigns of results/ have: all files cut short, of other kinds the same number. */
Test(trials, of_100000_are_all_cuts_and_no_kind_is_favoured)
{
	const unsigned int cut = 6;
	uint64_t made[NUM_KINDS] = { 0 }, most = 0;
	struct order order;

	cr_assert_str_eq(kind_name(cut), "cut");
	order_begin(&order, &subjects);
	for (uint64_t n = 0; n < 100000; n++) {
		made[kind_of_number(&order, order_number(&order, n))]++;
	}
	cr_expect(made[cut] == order.possible[cut]);
	for (unsigned int kind = 0; kind < NUM_KINDS; kind++) {
		most = kind != cut && made[kind] > most ? made[kind] : most;
	}
	for (unsigned int kind = 0; kind < NUM_KINDS; kind++) {
		cr_expect(made[kind] + 1 >= most || made[kind] == order.possible[kind], "%s: %llu",
			  kind_name(kind), (unsigned long long)made[kind]);
	}
}

Test(trials, are_of_the_kind_that_their_number_says)
{
	struct order order;

	order_begin(&order, &subjects);
	for (uint64_t n = 0; n < 200; n++) {
		uint64_t number = order_number(&order, n);
		struct trial trial;

		trial_run(&trial, &subjects, 5, number);
		cr_assert(trial.kind == kind_of_number(&order, number));
		cr_assert(bytes_changed(trial.subject, &trial.mutant) > 0, "%s", trial.mutant.what);
		trial_end(&trial);
	}
}

/* ---- what is said of them ---- */

static struct verdict judge_changed(const struct subject *subject, const struct slot *slot,
				    uint64_t value)
{
	struct verdict verdict;
	struct mutant mutant;

	mutant_begin(&mutant, subject);
	store_number(mutant.data + slot->at, slot->field->size, value);
	judge_mutant(&verdict, subject, &mutant);
	mutant_free(&mutant);
	return verdict;
}

Test(trials, are_judged_by_both)
{
	const struct subject *subject = subject_of("q35-svm", "tick-1");
	struct verdict verdict =
		judge_changed(subject, slot_of_field(subject, "memory", 0, "size"), 0x80000);

	cr_assert(verdict.agreement == BOTH_ACCEPT, "%s", agreement_name(verdict.agreement));
	verdict = judge_changed(subject, slot_of_field(subject, "cell", 0, "revision"), 1);
	cr_assert(verdict.agreement == BOTH_REFUSE, "%s", agreement_name(verdict.agreement));
	cr_assert(verdict.sentence[0] != '\0' && verdict.opinion.count > 0);
	cr_assert_str_eq(verdict.about, "tick-1");
}

/* The sentence is the one of the machine that the file is for, as Linux' driver there says it. */
Test(trials, of_an_unknown_architecture_name_that_of_the_machine)
{
	static const struct {
		const char *board, *expected;
	} boards[] = {
		{ "q35-svm", "the architecture is 9, expected x86;" },
		{ "virt-arm64-gicv3", "the architecture is 9, expected arm64;" },
	};

	for (size_t n = 0; n < 2; n++) {
		const struct subject *subject = subject_of(boards[n].board, boards[n].board);
		struct verdict verdict = judge_changed(
			subject, slot_of_field(subject, "system", 0, "architecture"), 9);

		cr_assert(verdict.agreement == BOTH_REFUSE);
		cr_assert(strstr(verdict.sentence, boards[n].expected), "%s", verdict.sentence);
	}
}

/* What differences look like, as there are none to find. */
static struct trial planted(enum agreement agreement, uint64_t number, unsigned int code)
{
	struct trial trial = { .number = number, .kind = 2, .verdict.agreement = agreement };

	trial.verdict.why.code = code;
	trial.verdict.opinion.objections[0].rule = "planted";
	return trial;
}

Test(trials, that_differ_are_defects_with_the_lowest_number)
{
	struct tally tally = { .seed = 9 };
	struct trial trials[] = {
		planted(BOTH_REFUSE, 1, 0),
		planted(ONLY_PRODUCT_ACCEPTS, 30, 0),
		planted(ONLY_PRODUCT_ACCEPTS, 20, 0),
		planted(NO_REASON, 4, 5),
		planted(ONLY_PRODUCT_REFUSES, 5, 60000),
		planted(ONLY_PRODUCT_REFUSES, 6, 8),
	};

	for (size_t n = 0; n < sizeof(trials) / sizeof(trials[0]); n++) {
		tally_add(&tally, &trials[n]);
	}
	cr_assert(tally.trials == 6 && tally.num_causes == 4);
	cr_assert(tally_defects(&tally) == 4, "a strictness that has a reason is none");
	cr_assert(tally.causes[0].first == 20 && tally.causes[0].count == 2);
}

Test(trials, states_are_read_back)
{
	char path[] = "/tmp/inject-tally-XXXXXX";
	struct trial trial = planted(ONLY_PRODUCT_ACCEPTS, 77, 0);
	struct tally tally = { .seed = 9, .first = 500, .seconds = 2.5 }, read;
	int fd = mkstemp(path);

	cr_assert(fd >= 0);
	tally_add(&tally, &trial);
	cr_assert(tally_write(&tally, path) == 0);
	cr_assert(tally_read(&read, path) == 0);
	cr_assert(read.trials == 1 && read.seed == 9 && read.first == 500 && read.seconds == 2.5);
	cr_assert(read.num_causes == 1 && read.causes[0].count == 1 && read.causes[0].first == 77);
	cr_assert(read.counts[2][ONLY_PRODUCT_ACCEPTS] == 1);
	cr_assert(truncate(path, 5) == 0 && tally_read(&read, path) != 0);
	close(fd);
	unlink(path);
}

/* Pieces of one campaign are what the whole is: trial by trial. */
Test(trials, of_a_campaign_in_pieces_are_those_of_the_whole)
{
	struct tally whole, piece[2];
	struct campaign campaign = { .subjects = &subjects, .seed = 3, .count = 400 };

	cr_assert(campaign_run(&campaign, &whole) == 0);
	campaign.count = 150;
	cr_assert(campaign_run(&campaign, &piece[0]) == 0);
	campaign.first = 150;
	campaign.count = 250;
	cr_assert(campaign_run(&campaign, &piece[1]) == 0);
	cr_assert(piece[1].first == 150 && piece[1].trials == 250);
	for (size_t kind = 0; kind < NUM_KINDS; kind++) {
		for (size_t n = 0; n < NUM_AGREEMENTS; n++) {
			cr_assert(whole.counts[kind][n] ==
				  piece[0].counts[kind][n] + piece[1].counts[kind][n]);
		}
	}
}

/* A mutant may have several faults; who looks at another one first is right, too. */
Test(trials, a_verdict_knows_each_sentence_of_a_mutant)
{
	const struct subject *subject = subject_of("q35-svm", "q35-svm");
	const struct slot *base =
		slot_of_field(subject, "system", 0, "platform_info.pci_mmconfig_base");
	const struct slot *cpus = slot_of_field(subject, "cpus", 0, "bits");
	struct verdict verdict;
	struct mutant mutant;

	mutant_begin(&mutant, subject);
	store_number(mutant.data + base->at, base->field->size, 0x3ffff000);
	store_number(mutant.data + cpus->at, cpus->field->size, 0x2f);
	judge_mutant(&verdict, subject, &mutant);
	cr_assert(verdict.agreement == BOTH_REFUSE);
	cr_expect(strstr(verdict.sentence, "pci_mmconfig_base"));
	cr_expect(verdict_has(&verdict,
			      "so: PCI MMCONFIG: pci_mmconfig_base is 0x3ffff000, expected "
			      "a multiple of 0x100000; correct it"));
	cr_expect(verdict_has(&verdict,
			      "cell \"q35-svm\": CPU 5 is in the CPU set, but this machine "
			      "does not have it; remove it\n"));
	cr_expect(!verdict_has(&verdict, "Invalid argument"));
	mutant_free(&mutant);
}
